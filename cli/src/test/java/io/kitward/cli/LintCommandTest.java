package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that are checked where there is no server. */
class LintCommandTest {

  private static final String POLICY =
      """
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: web}
      spec:
        selector: %s
        services: [%s]
        effect: require
      """;

  @TempDir Path folder = Path.of("");

  private Outcome run(String... arguments) {
    return new Shell(folder, 0, Map.of(), "").run(arguments);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void theCatalogIsSound() {
    Outcome outcome = run("lint", "../catalog");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).contains("documents without a problem.");
  }

  @Test
  void eachProblemHasItsPlaceOnOneLine() throws IOException {
    Path bad = file("a.yaml", POLICY.formatted("\"web and (\"", "chrony") + "  frob: 1\n");
    Outcome outcome = run("lint", folder.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.out()).contains(bad + ":5:").contains(bad + ":8:3: spec.frob");
    assertThat(outcome.err()).contains("2 problems found.");
  }

  @Test
  void aNameThatLeadsNowhereIsAProblemUnlessTheServerHasIt() throws IOException {
    Path policy = file("a.yaml", POLICY.formatted("web", "chrony"));
    Outcome alone = run("lint", policy.toString());
    assertThat(alone.exit()).isEqualTo(Exit.FAILED);
    assertThat(alone.out()).contains(policy + ":6:", "chrony", "[KDOC-REFERENCE]");
    assertThat(run("lint", policy.toString(), "--with", "../catalog").exit()).isZero();
  }

  @Test
  void oneDocumentInTwoFilesIsAProblem() throws IOException {
    file("a.yaml", POLICY.formatted("web", "chrony"));
    file("b.yaml", POLICY.formatted("web", "chrony"));
    assertThat(run("lint", folder.toString()).out()).contains("a second time");
  }

  @Test
  void problemsAreAListForPrograms() throws IOException {
    file("a.yaml", POLICY.formatted("web", "chrony"));
    var list = Api.MAPPER.readTree(run("lint", folder.toString(), "-o", "json").out());
    assertThat(list.path("items").path(0).path("line").asInt()).isEqualTo(6);
  }

  @Test
  void whatIsNoneIsWrongUsage() throws IOException {
    assertThat(run("lint").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("lint", folder.toString()).exit()).isEqualTo(Exit.USAGE);
    assertThat(run("lint", folder.resolve("none").toString()).exit()).isEqualTo(Exit.USAGE);
    Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
    assertThat(run("lint", folder.toString()).err()).contains("not valid UTF-8");
  }

  @Test
  void aFileThatIsFarTooLargeIsNotRead() throws IOException {
    try (var huge = new java.io.RandomAccessFile(folder.resolve("huge.yaml").toFile(), "rw")) {
      huge.setLength(1L << 40);
    }
    Outcome outcome = run("lint", folder.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("file-too-large");
  }

  @Test
  void aBombOfAliasesIsRefused() throws IOException {
    var bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    file("bomb.yaml", bomb.toString());
    assertThat(run("lint", folder.toString()).exit()).isEqualTo(Exit.FAILED);
  }
}
