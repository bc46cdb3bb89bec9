package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tables as people and programs write them, and as an enemy does. */
class CsvHostsTest {

  private static CsvHosts csv(String... mappings) {
    return new CsvHosts(
        ',',
        "certname",
        Mapping.parse(List.of(mappings)),
        Optional.empty(),
        Invalid.refuse,
        Optional.empty());
  }

  private static CsvHosts csv(Invalid invalid) {
    return new CsvHosts(',', "certname", List.of(), Optional.empty(), invalid, Optional.empty());
  }

  private static Input file(String text) {
    return new Input("hosts.csv", text);
  }

  @Test
  void everyColumnBecomesATagAndAnEmptyCellNone() {
    Wanted wanted =
        csv().read(file("role,certname,os\nweb,a.lab,debian\n,b.lab,\"debian\"\n\n,c.lab,\n"));

    assertThat(wanted.hosts())
        .isEqualTo(
            Map.of(
                "a.lab", Set.of("os=debian", "role=web"),
                "b.lab", Set.of("os=debian"),
                "c.lab", Set.of()));
    assertThat(wanted.notes()).isEmpty();
  }

  @Test
  void onlyMappedColumnsCountAndOneWithoutAnyValueIsNamed() {
    Wanted wanted =
        csv("Role=role", "os=example.com/os")
            .read(file("certname,Role,free text,os\na.lab,web,what ever,\n"));

    assertThat(wanted.hosts()).isEqualTo(Map.of("a.lab", Set.of("role=web")));
    assertThat(wanted.unused()).hasToString("[os=example.com/os]");
  }

  @Test
  void aColumnMayHoldWholeTags() {
    var csv =
        new CsvHosts(
            ';', "host", List.of(), Optional.of("tags"), Invalid.refuse, Optional.of("lab"));

    Wanted wanted = csv.read(file("host;tags\r\nA;web, env=prod  x=1\r\nb.org;\"y;z\"\r\n"));

    assertThat(wanted.hosts())
        .isEqualTo(Map.of("a.lab", Set.of("env=prod", "web", "x=1"), "b.org", Set.of("y", "z")));
  }

  @Test
  void aValueThatIsNoTagStopsAllAndSaysWhereItIsAndWhatItWasToBecome() {
    assertThat(
            Refused.words(
                () ->
                    csv("os=os")
                        .read(
                            file(
                                "certname,os\na.lab,debian\nb.lab,Debian GNU/Linux\nc.lab,\"de\nbian\"\nd.lab,größe\n"))))
        .satisfiesExactly(
            first ->
                assertThat(first).isEqualTo("import-invalid: 3 mistakes; nothing was imported."),
            space ->
                assertThat(space).startsWith("hosts.csv:3: b.lab: “Debian GNU/Linux” (os as os): "),
            line -> assertThat(line).startsWith("hosts.csv:4: c.lab: “de\ufffdbian” (os as os): "),
            umlaut -> assertThat(umlaut).startsWith("hosts.csv:6: d.lab: “größe” (os as os): "));
  }

  @Test
  void whatIsNoTagIsReplacedOrLeftOutWhenThatIsWanted() {
    Input input = file("certname,os\na.lab,Debian GNU/Linux\nb.lab,…\n");

    Wanted replaced = csv(Invalid.replace).read(input);
    Wanted skipped = csv(Invalid.skip).read(input);

    assertThat(replaced.hosts())
        .isEqualTo(Map.of("a.lab", Set.of("os=Debian_GNU_Linux"), "b.lab", Set.of()));
    assertThat(replaced.notes())
        .satisfiesExactly(
            note ->
                assertThat(note)
                    .isEqualTo(
                        "hosts.csv:2: a.lab: “Debian GNU/Linux” (os as os) becomes os=Debian_GNU_Linux"),
            note -> assertThat(note).startsWith("hosts.csv:3: b.lab: “…”").endsWith("left out"));
    assertThat(skipped.hosts()).isEqualTo(Map.of("a.lab", Set.of(), "b.lab", Set.of()));
    assertThat(skipped.notes()).hasSize(2);
  }

  @Test
  void hostsThatAreThereTwiceAreRefusedWithBothLines() {
    assertThat(Refused.words(() -> csv().read(file("certname,a\nx.lab,1\ny.lab,1\nX.lab,2\n"))))
        .containsExactly(
            "import-invalid: 1 mistake; nothing was imported.",
            "hosts.csv:4: x.lab is there twice, first at hosts.csv:2");
  }

  @Test
  void aNameThatNoCertificateCanHaveIsRefusedEvenWhenValuesMayBeSkipped() {
    assertThat(
            Refused.words(
                () ->
                    csv(Invalid.skip)
                        .read(file("certname,a\n\u202e../../etc,1\n\"a\nb\",2\n,3\n"))))
        .containsExactly(
            "import-invalid: 3 mistakes; nothing was imported.",
            "hosts.csv:2: “\ufffd../../etc” can't be a certname: letters, digits and . _ -",
            "hosts.csv:3: “a\ufffdb” can't be a certname: letters, digits and . _ -",
            "hosts.csv:5: “” can't be a certname: letters, digits and . _ -");
  }

  @Test
  void aLineThatIsCutOffIsRefused() {
    assertThat(Refused.words(() -> csv().read(file("certname,a,b\nx.lab,1,2\ny.lab,1"))))
        .containsExactly(
            "import-invalid: 1 mistake; nothing was imported.",
            "hosts.csv:3: 2 cells, but the heading has 3; is the file whole?");
    assertThat(Refused.words(() -> csv().read(file("certname,a\nx.lab,\"1"))))
        .first()
        .asString()
        .startsWith("csv: hosts.csv is no table: ");
  }

  @Test
  void aHeadingMustNameTheHostsAndEachColumnOnce() {
    assertThat(Refused.words(() -> csv().read(file("certname;os\na.lab;debian\n"))))
        .containsExactly("csv: hosts.csv:1: there is no column “certname”.");
    assertThat(Refused.words(() -> csv().read(file("certname,os,os\na.lab,x,y\n"))))
        .containsExactly("csv: hosts.csv:1: two columns are named “os”.");
    assertThat(Refused.words(() -> csv("rol=role").read(file("certname,role\na.lab,x\n"))))
        .containsExactly("csv: hosts.csv:1: there is no column “rol”.");
    assertThat(Refused.words(() -> csv().read(file("certname,free text\na.lab,x\n"))))
        .first()
        .asString()
        .startsWith("mapping: “free text” can't be a tag key: ");
    assertThat(Refused.words(() -> csv().read(file(""))))
        .containsExactly("import-empty: hosts.csv is empty.");
  }

  @Test
  void aHeadingAloneIsATableWithoutHosts() {
    assertThat(csv().read(file("certname,a\n")).hosts()).isEmpty();
  }

  @Test
  void aHundredThousandHostsAreReadInOneGo() {
    var text = new StringBuilder("certname,role,os\n");
    for (int i = 0; i < 100_000; i++) {
      text.append("n%06d.lab,web%d,debian\n".formatted(i, i % 7));
    }
    assertThat(csv().read(file(text.toString())).hosts())
        .hasSize(100_000)
        .containsEntry("n099999.lab", new java.util.TreeSet<>(Set.of("os=debian", "role=web4")));
  }

  @Test
  void aHostHasNoMoreTagsThanTheServerKeeps() {
    var heading = new StringBuilder("certname");
    var row = new StringBuilder("a.lab");
    for (int i = 0; i < 1_001; i++) {
      heading.append(",c").append(i);
      row.append(",x");
    }
    assertThat(Refused.words(() -> csv().read(file(heading + "\n" + row + "\n"))))
        .contains("hosts.csv:2: a.lab: more than 1000 tags for one host");
  }
}
