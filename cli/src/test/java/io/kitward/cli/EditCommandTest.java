package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A document in an editor: what was written is never lost, and nobody is overwritten. */
class EditCommandTest extends AtCannedServer {

  private static final String STORED =
      "{\"kind\":\"Group\",\"name\":\"web\",\"revision\":%d,\"changedBy\":\"%s\",\"document\":{\"kind\":\"Group\",\"spec\":{\"selector\":\"%s\"}}}";
  private static final String GET = "GET /v1/documents/Group/web";
  private static final String PUT = "PUT /v1/documents/Group/web";

  /** An editor that does what a shell script says with the file {@code $1}. */
  private String editor(String script) throws IOException {
    Path file = home.resolve("editor");
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file.toString();
  }

  private Outcome edit(String script) throws IOException {
    return run(0, Map.of("EDITOR", "false", "VISUAL", editor(script)), "edit", "group/web");
  }

  private static Path kept(Outcome outcome) {
    Matcher place = Pattern.compile("Your text is in (\\S+\\.yaml)").matcher(outcome.err());
    assertThat(place.find()).as(outcome.err()).isTrue();
    return Path.of(place.group(1));
  }

  @Test
  void whatWasSavedIsSentForTheRevisionThatWasOpened() throws IOException {
    server
        .on(GET, 200, STORED.formatted(3, "ada", "a"))
        .on(
            PUT,
            200,
            "{\"kind\":\"Group\",\"name\":\"web\",\"revision\":4,\"outcome\":\"changed\"}");
    Outcome outcome = edit("sed -i 's/selector: a/selector: b/' \"$1\"");
    assertThat(outcome.out()).isEqualTo("group/web changed (revision 4)\n");
    assertThat(server.asked.getLast()).startsWith(PUT).contains("selector: b");
    assertThat(server.ifMatch).containsExactly("\"e1\"");
  }

  @Test
  void nothingIsSentWhereNothingChanged() throws IOException {
    server.on(GET, 200, STORED.formatted(3, "ada", "a"));
    Outcome outcome = edit("true");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEqualTo("Nothing changed.\n");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void theSecondEditorIsToldWhatTheFirstDidAndKeepsTheirText() throws IOException {
    server
        .on(GET, 200, STORED.formatted(3, "ada", "a"))
        .on(GET, 200, STORED.formatted(4, "grace", "c"))
        .on(PUT, 412, problem(412, "precondition-failed"));
    Outcome outcome = edit("sed -i 's/selector: a/selector: b/' \"$1\"");
    assertThat(outcome.exit()).isEqualTo(Exit.CONFLICT);
    assertThat(outcome.err())
        .contains("grace changed it while you edited", "-  selector: a\n+  selector: c\n");
    assertThat(kept(outcome)).content().contains("selector: b");
    assertThat(Files.getPosixFilePermissions(kept(outcome).getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aMistakeIsShownInTheTextWhichIsKept() throws IOException {
    server
        .on(GET, 200, STORED.formatted(3, "ada", "a"))
        .on(
            PUT,
            422,
            "{\"code\":\"documents-invalid\",\"status\":422,\"detail\":\"No.\",\"errors\":[{\"detail\":\"Unknown field.\",\"line\":2,\"column\":1}]}");
    Outcome outcome = edit("echo 'frob: 1' >\"$1\"");
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(outcome.err()).contains(kept(outcome) + ":1:1: Unknown field.\n    frob: 1\n    ^");
    assertThat(kept(outcome)).content().isEqualTo("frob: 1\n");
  }

  @Test
  void aServerThatWentAwayCostsNobodyTheirText() throws IOException {
    server
        .on(GET, 200, STORED.formatted(3, "ada", "a"))
        .on(PUT, 503, problem(503, "store-unavailable"));
    Outcome outcome = edit("echo 'kind: Group' >\"$1\"");
    assertThat(outcome.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(kept(outcome)).content().isEqualTo("kind: Group\n");
  }

  @Test
  void anEditorThatFailsSendsNothing() throws IOException {
    server.on(GET, 200, STORED.formatted(3, "ada", "a"));
    Outcome outcome = edit("echo changed >\"$1\"; exit 3");
    assertThat(outcome.exit()).isEqualTo(Exit.FAILED);
    assertThat(kept(outcome)).content().isEqualTo("changed\n");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void whatIsNoDocumentIsWrongUsage() {
    assertThat(run("edit", "teapot/x").exit()).isEqualTo(Exit.USAGE);
    assertThat(run("edit", "policy").exit()).isEqualTo(Exit.USAGE);
  }
}
