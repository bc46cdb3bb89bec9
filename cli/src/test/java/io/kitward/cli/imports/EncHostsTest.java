package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What node classifiers print, and what an enemy would. */
class EncHostsTest {

  @TempDir Path folder = Path.of("");

  private static EncHosts enc(String... mappings) {
    return new EncHosts(Mapping.parse(List.of(mappings)), Invalid.refuse, Optional.empty());
  }

  private static Wanted read(EncHosts enc, String yaml) {
    return enc.read("-", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void onlyWhatIsMappedBecomesATag() {
    Wanted wanted =
        read(
            enc("parameters.role=role", "environment=environment", "classes=class"),
            """
            db1.lab:
              classes: {postgres: {port: 5432}, base: }
              parameters: {role: db, root_pw: $6$secret, foreman_env: x}
              environment: &env production
            web1.lab:
              classes: [base]
              environment: *env
            lone.lab:
            """);

    assertThat(wanted.hosts())
        .isEqualTo(
            Map.of(
                "db1.lab",
                    Set.of("class=base", "class=postgres", "environment=production", "role=db"),
                "lone.lab", Set.of(),
                "web1.lab", Set.of("class=base", "environment=production")));
  }

  @Test
  void aFolderHasAFileForEachHost() throws IOException {
    Files.writeString(
        folder.resolve("db1.lab.yaml"),
        "--- \nparameters: {foreman_domainname: lab, owner: {name: ada}}\n");
    Files.writeString(folder.resolve("web1.lab.yml"), "parameters: {foreman_domainname: org}\n");
    Files.writeString(folder.resolve("README"), "no host");

    assertThat(
            enc("parameters.foreman_domainname=domain", "parameters.owner.name=owner")
                .read(folder.toString(), new ByteArrayInputStream(new byte[0]))
                .hosts())
        .isEqualTo(
            Map.of("db1.lab", Set.of("domain=lab", "owner=ada"), "web1.lab", Set.of("domain=org")));
  }

  @Test
  void valuesThatShareWhatIsEqualAreWhatTheyStandFor() {
    assertThat(
            read(enc("parameters.role=role"), "a: &a {parameters: {role: x}}\nb: *a\nc: *a\n")
                .hosts())
        .isEqualTo(Map.of("a", Set.of("role=x"), "b", Set.of("role=x"), "c", Set.of("role=x")));
  }

  @Test
  void whatCanNotBeTakenIsRefusedWhole() {
    var bomb = new StringBuilder("l0: &l0 {parameters: {role: x}}\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("l%d: &l%d {parameters: {role: [*l%d, *l%d]}}\n".formatted(i, i, i - 1, i - 1));
    }
    for (String yaml :
        List.of(
            "",
            "just text",
            "a: [1]",
            "classes: {}\nparameters: {}\n",
            "a: {}\na: {}\n",
            "a: {parameters: {role: !ruby/object:Gem::Installer x}}\n",
            "a: {parameters",
            "a: &a {parameters: {role: *a}}\n",
            "a: " + "[".repeat(100_000),
            bomb.toString())) {
      assertThat(Refused.words(() -> read(enc("parameters.role=role"), yaml)))
          .as(HostTags.shown(yaml))
          .isNotEmpty();
    }
  }
}
