package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.cli.Shell.Outcome;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exit codes: one table, and a way to each of them. */
class ExitTest extends AtCannedServer {

  private static final String CHANGING =
      "{\"id\":\"p-1\",\"state\":\"open\",\"documents\":[{\"kind\":\"Policy\",\"name\":\"web\",\"effect\":\"changed\"}],"
          + "\"totals\":{\"fleet\":2,\"touched\":2},\"tagged\":0%s}";
  private static final String FIGURE = ",\"confirmation\":{\"figure\":2,\"because\":[\"all\"]}";
  private static final String UNCHANGING =
      "{\"id\":\"p-2\",\"state\":\"open\",\"documents\":[],\"totals\":{\"fleet\":2,\"touched\":0},\"tagged\":0}";
  private static final String ANSWERED = "GET /v1/plans/p-1/nodes?limit=20";

  @ParameterizedTest
  @CsvSource({
    "0, version",
    "1, get vouchers",
    "2, get teapots",
    "3, plan p-1 --exit-code",
    "4, get exceptions",
    "5, get nodes gone",
    "6, apply p-7",
    "7, wait n --timeout 0s",
    "8, status --fail-on failed",
    "10, selector check web --tags db",
    "75, get plans"
  })
  void eachCodeHasItsOccasion(int exit, String line) {
    server
        .on("GET /v1/vouchers", 500, problem(500, "internal"))
        .on("GET /v1/plans/p-1", 200, CHANGING.formatted(""))
        .on(ANSWERED, 200, "{\"items\":[]}")
        .on("GET /v1/exceptions?limit=100", 403, problem(403, "forbidden"))
        .on("GET /v1/nodes/gone", 404, problem(404, "node-unknown"))
        .on("POST /v1/plans/p-7/apply", 409, problem(409, "plan-outdated"))
        .on("GET /v1/nodes/n/instances?limit=1000", 200, "{\"items\":[]}")
        .on("GET /v1/plans?limit=100", 503, problem(503, "store-unavailable"));
    assertThat(run(line.split(" ")).exit()).isEqualTo(exit);
  }

  @Test
  void everyCodeIsInTheTableOnceAndInTheHelp() {
    int[] codes =
        Arrays.stream(Exit.class.getDeclaredFields())
            .filter(
                field -> field.getType() == int.class && Modifier.isStatic(field.getModifiers()))
            .mapToInt(ExitTest::value)
            .sorted()
            .toArray();
    assertThat(Exit.TABLE.stream().mapToInt(Exit.Meaning::code).toArray()).isEqualTo(codes);
    String help = run("--help").out();
    assertThat(Exit.TABLE)
        .allSatisfy(meaning -> assertThat(help).containsPattern("(?m)^ +" + meaning.code() + " "));
  }

  private static int value(java.lang.reflect.Field field) {
    try {
      return field.getInt(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPlanWithoutChangesIsExit0EvenWhenTheExitCodeIsAskedFor() {
    server
        .on("GET /v1/plans/p-2", 200, UNCHANGING)
        .on("GET /v1/plans/p-2/nodes?limit=20", 200, "{\"items\":[]}");
    assertThat(run("plan", "p-2", "--exit-code").exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"'n\n', 9", "'', 9", "'\n', 9", "'y\n', 0", "'YES\n', 0"})
  void aPersonAtATerminalSeesThePlanAndIsAsked(String answer, int exit) throws Exception {
    server
        .on("POST /v1/plans", 200, CHANGING.formatted(""))
        .on(ANSWERED, 200, "{\"items\":[]}")
        .on("POST /v1/plans/p-1/apply", 200, CHANGING.formatted("").replace("open", "applied"));
    Outcome outcome = at(answer).run("apply", "-f", document().toString());
    assertThat(outcome.exit()).isEqualTo(exit);
    assertThat(outcome.err()).contains("2 of 2 nodes touched").contains("Apply it? [y/N]");
    assertThat(server.asked.contains("POST /v1/plans/p-1/apply")).isEqualTo(exit == 0);
  }

  @ParameterizedTest
  @CsvSource({"'y\n', 9", "'3\n', 9", "'2\n', 0"})
  void whereAFigureIsNeededItIsTyped(String answer, int exit) throws Exception {
    server
        .on("POST /v1/plans", 200, CHANGING.formatted(FIGURE))
        .on(ANSWERED, 200, "{\"items\":[]}")
        .on("POST /v1/plans/p-1/apply?confirm=2", 200, CHANGING.formatted(""));
    Outcome outcome = at(answer).run("apply", "-f", document().toString());
    assertThat(outcome.exit()).isEqualTo(exit);
    assertThat(outcome.err()).contains("Type 2 to go on");
  }

  @Test
  void aPlanThatNeedsAFigureAsksForItToo() {
    server
        .on("POST /v1/plans/p-1/apply", 409, problem(409, "confirmation-needed"))
        .on("GET /v1/plans/p-1", 200, CHANGING.formatted(FIGURE))
        .on("POST /v1/plans/p-1/apply?confirm=2", 200, CHANGING.formatted(""));
    assertThat(at("2\n").run("apply", "p-1").exit()).isZero();
  }

  @Test
  void nothingIsAskedWhereThereIsNothingToChange() throws Exception {
    server.on("POST /v1/plans", 200, UNCHANGING);
    Outcome outcome = at("").run("apply", "-f", document().toString());
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.err()).isEqualTo("Nothing to change.\n");
  }

  @Test
  void withYesNobodyIsAsked() throws Exception {
    server.on("POST /v1/documents", 200, "{\"items\":[]}");
    assertThat(at("").run("apply", "--yes", "-f", document().toString()).exit()).isZero();
  }

  @Test
  void whoeverInterruptsIsAnsweredWith130() throws Exception {
    server.on("GET /v1/nodes/n/instances?limit=1000", 200, "{\"items\":[]}");
    var outcome = new CompletableFuture<Outcome>();
    Thread waiting = Thread.ofPlatform().start(() -> outcome.complete(run("wait", "n")));
    await().atMost(Duration.ofMinutes(1)).until(() -> !server.asked.isEmpty());
    waiting.interrupt();
    Outcome interrupted = outcome.get(60, TimeUnit.SECONDS);
    assertThat(interrupted.exit()).isEqualTo(Exit.INTERRUPTED);
    assertThat(interrupted.err()).contains("error interrupted: ");
  }

  private Path document() throws java.io.IOException {
    return Files.writeString(home.resolve("web.yaml"), "kind: Policy\n");
  }

  private Shell at(String input) {
    return new Shell(home, 80, Map.of("KITWARD_SERVER", server.url()), input);
  }
}
