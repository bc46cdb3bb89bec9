package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that are applied and deleted. */
class ApplyCommandTest extends AtCannedServer {

  @Test
  void faultsAreShownInTheFileThatTheyAreIn() throws IOException {
    Path folder = Files.createDirectories(home.resolve("docs"));
    Files.writeString(folder.resolve("a.yaml"), "kind: Bundle\nmetadata: {name: a}\n");
    Files.writeString(folder.resolve("b.yaml"), "---\nkind: Policy\nspec:\n  selektor: all\n");
    server.on(
        "POST /v1/documents",
        422,
        "{\"code\":\"documents-invalid\",\"status\":422,\"detail\":\"Unknown field.\",\"next\":\"Do.\",\"errors\":[{\"detail\":\"Unknown field “selektor”.\",\"line\":7,\"column\":3,\"pointer\":\"/spec/selektor\"}]}");
    Outcome outcome = run("apply", "-f", folder.toString());
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(server.asked.getFirst())
        .isEqualTo(
            "POST /v1/documents ---\nkind: Bundle\nmetadata: {name: a}\n---\nkind: Policy\nspec:\n  selektor: all\n");
    assertThat(outcome.err())
        .contains(
            folder.resolve("b.yaml")
                + ":4:3: /spec/selektor: Unknown field “selektor”.\n      selektor: all\n      ^\n");
  }

  @Test
  void applyTellsWhatBecameOfEachDocument() {
    server.on(
        "POST /v1/documents",
        200,
        "{\"items\":[{\"kind\":\"Policy\",\"name\":\"p\",\"revision\":2,\"outcome\":\"changed\"}]}");
    var shell = new Shell(home, 0, Map.of("KITWARD_SERVER", server.url()), "kind: Policy\n");
    assertThat(shell.run("apply", "-f", "-").out()).isEqualTo("policy/p changed (revision 2)\n");
  }

  @Test
  void aDocumentIsDeletedByTheNameThatApplyPrints() {
    server.on("DELETE /v1/documents/Policy/m1", 204, "");
    assertThat(run("delete", "policy/m1").out()).isEqualTo("policy/m1 deleted\n");
  }

  @ParameterizedTest
  @CsvSource({"''", "'# nothing\n---\n'"})
  void anEmptyFileIsNothingToApply(String text) {
    var shell =
        new Shell(home, 0, Map.of("KITWARD_SERVER", server.url()), text.replace("\\n", "\n"));
    Outcome outcome = shell.run("apply", "-f", "-");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).contains("nothing-to-apply: There are no documents in -.");
    assertThat(server.asked).isEmpty();
  }
}
