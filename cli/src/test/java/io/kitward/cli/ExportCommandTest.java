package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.ParsedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents on their way out of the server and back: nothing is lost, nothing is overwritten. */
class ExportCommandTest extends AtCannedServer {

  private static final Path CATALOG = Path.of("../catalog");

  private static final String HOSTILE =
      """
      apiVersion: kitward/v1
      kind: Group
      metadata:
        name: tricky
        description: "yes"
      spec:
        selector: "a in (on, \\"0x1f\\", \\"1e3\\")"
      ---
      apiVersion: kitward/v1
      kind: Group
      metadata:
        name: steered
        description: "a\\u009bb\\u202ec # not: a comment\\n  \\n trailing  \\n"
      spec:
        selector: a
      ---
      apiVersion: kitward/v1
      kind: Group
      metadata:
        name: null-like
        description: "~"
      spec:
        selector: "a"
      """;

  private final List<ParsedDocument> documents =
      Documents.joined(List.of(Documents.load(CATALOG), Documents.parse("hostile.yaml", HOSTILE)))
          .documents();

  private void stored(List<ParsedDocument> documents) {
    String items =
        documents.stream().map(ExportCommandTest::stored).collect(Collectors.joining(","));
    server.on("GET /v1/documents?limit=1000", 200, "{\"items\":[" + items + "]}");
  }

  private static String stored(ParsedDocument parsed) {
    return Api.MAPPER
        .createObjectNode()
        .put("kind", parsed.document().kind().word())
        .put("name", parsed.document().name())
        .put("revision", 1)
        .set("document", Api.MAPPER.readTree(parsed.document().canonicalJson()))
        .toString();
  }

  private Path folder() {
    return home.resolve("exported");
  }

  @Test
  void whatIsExportedReadsBackToEqualDocumentsAndDiffersInNothing() {
    assertThat(documents).hasSizeGreaterThan(20);
    stored(documents);
    Outcome outcome = run("export", folder().toString());
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEmpty();
    Documents.Parsed back = Documents.load(folder());
    assertThat(back.problems()).isEmpty();
    assertThat(DocumentSet.ofParsed(back.documents())).isEqualTo(DocumentSet.ofParsed(documents));
    Outcome difference = run("diff", "-f", folder().toString(), "--prune");
    assertThat(difference.out()).isEmpty();
    assertThat(difference.exit()).isZero();
  }

  @Test
  void aLongTextIsABlockThatPeopleCanEdit() throws IOException {
    stored(documents);
    assertThat(run("export", folder().toString(), "--kind=service").exit()).isZero();
    assertThat(Files.readString(folder().resolve("service/nrpe.yaml"))).contains(": |");
    try (Stream<Path> kinds = Files.list(folder())) {
      assertThat(kinds.map(Path::getFileName).map(Path::toString)).containsExactly("service");
    }
  }

  @Test
  void aFolderWithFilesIsLeftAloneUnlessToldOtherwise() throws IOException {
    stored(documents);
    Files.createDirectories(folder());
    Path mine = Files.writeString(folder().resolve("mine.yaml"), "mine");
    assertThat(run("export", folder().toString()).exit()).isEqualTo(Exit.CONFLICT);
    try (Stream<Path> inside = Files.list(folder())) {
      assertThat(inside).containsExactly(mine);
    }
    Outcome outcome = run("export", folder().toString(), "--overwrite");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).contains("not on the server: " + mine);
    assertThat(Files.readString(mine)).isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil", "a/b", "", "A", ".hidden", "-", "a\\u0000"})
  void aNameThatWouldBeAPathIsRefused(String name) {
    server.on(
        "GET /v1/documents?limit=1000",
        200,
        "{\"items\":[{\"kind\":\"Policy\",\"name\":\"" + name + "\",\"document\":{}}]}");
    Outcome outcome = run("export", folder().toString());
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void aKindThatWouldBeAPathIsRefused() {
    server.on(
        "GET /v1/documents?limit=1000",
        200,
        "{\"items\":[{\"kind\":\"../..\",\"name\":\"a\",\"document\":{}}]}");
    assertThat(run("export", folder().toString()).exit()).isEqualTo(Exit.FAILED);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void aServerThatIsAwayLeavesNothingBehind() {
    server.on("GET /v1/documents?limit=1000", 503, problem(503, "store-unavailable"));
    assertThat(run("export", folder().toString()).exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(folder()).doesNotExist();
  }

  @Test
  void aDifferenceIsShownLineByLineAndIsExit3() throws IOException {
    stored(documents.stream().filter(each -> each.file().equals("hostile.yaml")).toList());
    Path file = home.resolve("g.yaml");
    Files.writeString(
        file,
        """
        # a remark is no difference
        kind: Group
        apiVersion: kitward/v1
        metadata: {name: null-like, description: "~"}
        spec: {selector: b}
        ---
        apiVersion: kitward/v1
        kind: Group
        metadata: {name: another}
        spec: {selector: a}
        """);
    Outcome outcome = run("diff", "-f", file.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.CHANGES);
    assertThat(outcome.out())
        .contains("--- server/Group/null-like\n+++ " + file, "-  selector: a\n+  selector: b\n")
        .contains("--- /dev/null\n", "+  name: another\n")
        .doesNotContain("tricky");
    assertThat(run("diff", "-f", file.toString(), "--prune", "-o", "name").out())
        .isEqualTo(
            "Group/tricky\nGroup/steered\nGroup/null-like\nGroup/another\n"
                .lines()
                .sorted(
                    java.util.Comparator.comparing((String each) -> each.equals("Group/another")))
                .collect(Collectors.joining("\n", "", "\n")));
    assertThat(
            Api.MAPPER
                .readTree(run("diff", "-f", file.toString(), "-o", "json").out())
                .path("items")
                .valueStream()
                .map(each -> Nouns.text(each, "name") + " " + Nouns.text(each, "effect")))
        .containsExactly("null-like changed", "another created");
  }

  @Test
  void documentsWithMistakesAreNotCompared() throws IOException {
    Path file = Files.writeString(home.resolve("g.yaml"), "kind: Group\nfrob: 1\n");
    Outcome outcome = run("diff", "-f", file.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.err()).contains(file + ":2:1: ");
    assertThat(server.asked).isEmpty();
  }
}
