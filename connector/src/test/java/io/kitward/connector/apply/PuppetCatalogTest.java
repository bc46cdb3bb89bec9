package io.kitward.connector.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.Operation;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

/** Catalogs as Puppet 7 keeps them, down to one resource of interest. */
class PuppetCatalogTest {

  private static final String DROP_IN = "/etc/rsyslog.d/60-forward.conf";
  private static final InstanceDesired FORWARD =
      Kit.service("forward", "rsyslog", List.of(), List.of(Kit.file(DROP_IN, "x")), "");

  /** What Puppet's agent writes around its resources. */
  private static String catalog(String... resources) {
    return """
    {"tags":["settings","db1.lab","node"],"name":"db1.lab","version":1764498000,
     "code_id":null,"catalog_uuid":"2c4a3b1e-7f6d-4b52-9c1b-0d8a4e5f6a7b","catalog_format":2,
     "environment":"production","resources":[
      {"type":"Stage","title":"main","tags":["stage","class"],"exported":false,
       "parameters":{"name":"main"}},
      {"type":"Class","title":"Settings","tags":["class","settings"],"exported":false}
    """
        + Stream.of(resources).map(one -> "," + one).collect(Collectors.joining("\n"))
        + """
     ],"edges":[{"source":"Stage[main]","target":"Class[Settings]"}],
     "classes":["settings","rsyslog"]}
    """;
  }

  private static String folder(String parameters) {
    return """
    {"type":"File","title":"/etc/rsyslog.d","tags":["file","rsyslog","class"],
     "file":"/etc/puppet/code/environments/production/modules/rsyslog/manifests/init.pp",
     "line":12,"exported":false,"parameters":{"ensure":"directory","owner":"root",%s}}
    """
        .formatted(parameters);
  }

  private static PuppetClaims read(String text) {
    return PuppetCatalog.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> claims(String... resources) {
    return read(catalog(resources)).of(FORWARD, List.of());
  }

  @Test
  void aPurgedFolderInWhichKitwardWouldWriteIsNamedWithWhatWouldGo() {
    assertThat(claims(folder("\"recurse\":true,\"purge\":true")))
        .containsExactly(
            "Puppet purges /etc/rsyslog.d (File[/etc/rsyslog.d]): it would remove "
                + DROP_IN
                + ", which Kitward writes; manage or exclude it in Puppet (ignore), or leave this"
                + " node out of the service's policy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"recurse\":true",
        "\"purge\":true",
        "\"recurse\":false,\"purge\":true",
        "\"recurse\":true,\"purge\":false",
        "\"recurse\":true,\"purge\":true,\"noop\":true",
        "\"recurse\":true,\"purge\":true,\"recurselimit\":0",
        // Puppet then looks at what is in the source alone, and removes nothing else.
        "\"recurse\":\"remote\",\"purge\":true,\"source\":\"puppet:///modules/rsyslog/d\"",
        "\"recurse\":true,\"purge\":true,\"ignore\":\"60-*.conf\"",
        "\"recurse\":true,\"purge\":true,\"ignore\":[\"10-*\",\"[0-9][0-9]-forward.conf\"]"
      })
  void whatRemovesNothingOfKitwardsIsNoClaim(String parameters) {
    assertThat(claims(folder(parameters))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"recurse\":\"true\",\"purge\":\"true\"",
        "\"recurse\":true,\"purge\":true,\"recurselimit\":1",
        "\"recurse\":true,\"purge\":true,\"recurselimit\":\"1\"",
        "\"recurse\":true,\"purge\":true,\"force\":true,\"noop\":false",
        "\"recurse\":true,\"purge\":true,\"ignore\":[\"10-*\",\"*.rpmnew\"]",
        "\"recurse\":true,\"purge\":true,\"source\":\"puppet:///modules/rsyslog/d\"",
        "\"path\":\"//etc/rsyslog.d/\",\"recurse\":true,\"purge\":true"
      })
  void howeverItIsSaid(String parameters) {
    assertThat(claims(folder(parameters))).singleElement().asString().contains("purges");
  }

  @Test
  void aFileThatPuppetManagesInAPurgedFolderIsManagedAndNotPurged() {
    String file =
        "{\"type\":\"File\",\"title\":\"forward\",\"parameters\":{\"path\":\""
            + DROP_IN
            + "\",\"ensure\":\"file\",\"content\":\"x\"}}";
    assertThat(claims(folder("\"recurse\":true,\"purge\":true"), file))
        .containsExactly("Puppet manages File[" + DROP_IN + "] here too (ensure => file)");
  }

  @Test
  void onlyAsFarDownAsPuppetLooksAndNotBelowAFolderThatItManagesOtherwise() {
    var deep =
        Kit.service("deep", "", List.of(), List.of(Kit.file("/etc/rsyslog.d/a/b.conf", "x")), "")
            .toBuilder()
            .folders(List.of(new FolderDesired("/etc/rsyslog.d/a", "root", "root", "0755")))
            .build();
    assertThat(
            read(catalog(folder("\"recurse\":true,\"purge\":true,\"recurselimit\":1")))
                .swept(deep, List.of()))
        .containsExactly("/etc/rsyslog.d/a");
    String managed =
        "{\"type\":\"File\",\"title\":\"/etc/rsyslog.d/a\",\"parameters\":{\"ensure\":\"directory\"}}";
    assertThat(
            read(catalog(folder("\"recurse\":true,\"purge\":true"), managed))
                .swept(deep, List.of()))
        .isEmpty();
    assertThat(read(catalog(folder("\"recurse\":true,\"purge\":true"))).swept(deep, List.of()))
        .containsExactly("/etc/rsyslog.d/a", "/etc/rsyslog.d/a/b.conf");
  }

  @Test
  void aRepositorysFileInAPurgedFolderCountsToo() {
    String lists =
        "{\"type\":\"File\",\"title\":\"sources.list.d\",\"parameters\":{\"path\":"
            + "\"/etc/apt/sources.list.d\",\"ensure\":\"directory\",\"recurse\":true,\"purge\":true}}";
    assertThat(
            read(catalog(lists))
                .of(FORWARD, List.of(Kit.file("/etc/apt/sources.list.d/kitward-x.list", "deb"))))
        .singleElement()
        .asString()
        .contains("File[sources.list.d]", "/etc/apt/sources.list.d/kitward-x.list");
  }

  @Test
  void aFolderThatPuppetTakesAwayTakesKitwardsFilesWithIt() {
    String away =
        "{\"type\":\"File\",\"title\":\"/etc/rsyslog.d\",\"parameters\":{\"ensure\":\"absent\",\"force\":true}}";
    assertThat(claims(away)).singleElement().asString().contains("Puppet removes", DROP_IN);
    assertThat(claims(away.replace("true", "false"))).isEmpty();
  }

  @Test
  void ofWholeTypesThatArePurgedThoseCountThatKitwardBrings() {
    String packages =
        "{\"type\":\"Resources\",\"title\":\"package\",\"parameters\":{\"purge\":true}}";
    String kept =
        "{\"type\":\"Package\",\"title\":\"rsyslog\",\"parameters\":{\"ensure\":\"installed\"}}";
    assertThat(claims(packages))
        .singleElement()
        .asString()
        .contains("Resources[package]", "it would remove rsyslog");
    assertThat(claims(packages, kept)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true,0", "false,1", "999,0"})
  void accountsAreTheMachinesOwnUnlessPuppetIsToldToPurgeThoseToo(String unless, int claims) {
    String users =
        "{\"type\":\"Resources\",\"title\":\"user\",\"parameters\":{\"purge\":true,"
            + "\"unless_system_user\":"
            + unless
            + "}}";
    var account = new AccountDesired("forward", "", "/var/lib/x", "/bin/false", List.of());
    var desired = FORWARD.toBuilder().accounts(List.of(account)).build();
    assertThat(read(catalog(users)).of(desired, List.of())).hasSize(claims);
  }

  @Test
  void aToolIsPuppetsAlsoWhenItWantsNoMoreThanThatItIsThere() {
    var tool = new Operation.Tool("rsyslog", List.of("rsyslog"), List.of("rsyslog.service"));
    String there =
        "{\"type\":\"Package\",\"title\":\"rsyslog\",\"parameters\":{\"ensure\":\"installed\"}}";
    assertThat(read(catalog(there)).of(tool))
        .containsExactly("Puppet manages Package[rsyslog] here (ensure => installed)");
    assertThat(read(catalog()).of(tool)).isEmpty();
  }

  @Test
  void whatIsNoResourceIsPassedOver() {
    String good = folder("\"recurse\":true,\"purge\":true");
    assertThat(
            claims(
                "7",
                "null",
                "[{\"type\":\"File\"}]",
                "\"File[/etc/rsyslog.d]\"",
                "{\"type\":{\"a\":1},\"title\":[\"/etc\"],\"parameters\":[1,{\"ensure\":\"absent\"}]}",
                "{\"type\":\"File\",\"title\":\"/etc\",\"parameters\":{\"ensure\":\"directory\","
                    + "\"content\":{\"type\":\"Service\",\"purge\":true},\"recurse\":{\"x\":true},\"purge\":true}}",
                "{\"type\":\"Resources\",\"title\":\"\",\"parameters\":{\"purge\":true}}",
                good))
        .hasSize(1);
    assertThat(read("[]").isEmpty()).isTrue();
    assertThat(read("{\"resources\":{\"type\":\"File\"}}").isEmpty()).isTrue();
  }

  @Test
  void noValueButTheFewThatAreWantedIsKept() {
    PuppetClaims claims =
        read(
            catalog(
                "{\"type\":\"File\",\"title\":\"/etc/x\",\"parameters\":{\"content\":\"hunter2\","
                    + "\"source\":\"hunter2\"},\"sensitive_parameters\":[\"hunter2\"]}",
                "{\"type\":\"User\",\"title\":\"hunter2\",\"parameters\":{\"password\":\"hunter2\"}}",
                "{\"type\":\"Exec\",\"title\":\"hunter2\",\"parameters\":{\"path\":\"hunter2\"}}"));
    assertThat(claims.toString()).contains("/etc/x").doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 350, 700})
  void oneThatIsCutOffIsNotTakenForWhole(int length) {
    String whole = catalog(folder("\"recurse\":true,\"purge\":true"));
    assertThatThrownBy(() -> read(whole.substring(0, length))).isInstanceOf(JacksonException.class);
  }

  /** 200 MB, most of it a file's content: read through, not kept. */
  @Test
  void aHugeOneIsReadThrough() {
    String head = catalog("\"@\"").split("\"@\"", 2)[0];
    String tail = catalog("\"@\"").split("\"@\"", 2)[1];
    byte[] big =
        ("{\"type\":\"File\",\"title\":\"/srv/x\",\"parameters\":{\"content\":\""
                + "s3cr3t".repeat(3_500)
                + "\"}},")
            .getBytes(StandardCharsets.UTF_8);
    Stream<InputStream> parts =
        Stream.of(
                Stream.of(stream(head.getBytes(StandardCharsets.UTF_8))),
                IntStream.range(0, 10_000).mapToObj(one -> stream(big)),
                Stream.of(
                    stream(
                        (folder("\"recurse\":true,\"purge\":true") + tail)
                            .getBytes(StandardCharsets.UTF_8))))
            .flatMap(one -> one);
    PuppetClaims claims =
        PuppetCatalog.read(new SequenceInputStream(Collections.enumeration(parts.toList())));
    assertThat(claims.of(FORWARD, List.of())).hasSize(1);
    assertThat(claims.managed()).hasSize(2);
  }

  @Test
  void hostilePathsAndPatternsCostLittle() {
    String endless = "*a".repeat(2_000) + "*b";
    String title = "/".repeat(3_000) + "etc/rsyslog.d";
    assertThat(
            claims(
                folder("\"recurse\":true,\"purge\":true,\"ignore\":\"" + endless + "\""),
                "{\"type\":\"File\",\"title\":\"" + title + "\",\"parameters\":{\"force\":true}}",
                "{\"type\":\"Service\",\"title\":\"" + "x".repeat(1_000_000) + "\"}",
                "{\"type\":\"File\",\"title\":\"/\\u0000\",\"parameters\":{\"recurselimit\":"
                    + "99999999999999999999,\"recurse\":true,\"purge\":true}}"))
        .hasSize(1);
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "*, .hidden, false",
    ".*, .hidden, true",
    "*.conf, a.conf, true",
    "*.conf, a.confx, false",
    "?0-*, 10-x, true",
    "[!0-4]*, 5x, true",
    "[^0-4]*, 3x, false",
    "[ab, a, false",
    "a\\*b, a*b, true",
    "a\\*b, axb, false",
    "**, x, true",
    "a*b*c, aXbXbc, true"
  })
  void patternsAreReadAsRubyReadsThem(String pattern, String name, boolean matches) {
    assertThat(FileName.matches(pattern, name)).isEqualTo(matches);
  }
}
