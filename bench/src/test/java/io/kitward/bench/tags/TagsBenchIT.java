package io.kitward.bench.tags;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The short form of the benchmark: everything is asked and answered, whatever the times. */
class TagsBenchIT {

  private static final String ACCOUNT = "kitward";

  @Test
  void everyFigureIsThereAndNoRequestFails() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("--quick", "-o", "json"));
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
      provideAccount();
      arguments.addAll(List.of("--run-as", ACCOUNT));
    }
    var out = new ByteArrayOutputStream();

    int status =
        TagsBench.run(
            new PrintStream(out, true, StandardCharsets.UTF_8), arguments.toArray(String[]::new));

    assertThat(status).isZero();
    Map<String, Double> figures = new HashMap<>();
    for (JsonNode figure : JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8))) {
      assertThat(figure.propertyNames())
          .contains(
              "id", "what", "figure", "unit", "peer", "peerFigure", "ratio", "goal", "reached");
      figures.put(figure.get("id").asString(), figure.get("figure").asDouble());
    }
    assertThat(figures)
        .containsOnlyKeys(
            "tags.fresh.core",
            "tags.fresh.rate",
            "tags.fresh.p50",
            "tags.fresh.p99",
            "tags.kept.core",
            "tags.kept.rate",
            "tags.kept.p50",
            "tags.kept.p99",
            "tags.rows",
            "tags.bare.p50",
            "tags.bare.p99",
            "tags.run.p50",
            "tags.run.p99",
            "tags.added.p50",
            "tags.added.p99",
            "tags.new.p50",
            "tags.new.p99",
            "tags.new.max",
            "tags.new.core",
            "tags.cutoff.median",
            "tags.cutoff.max",
            "tags.failed");
    assertThat(figures).containsEntry("tags.failed", 0.0).containsEntry("tags.rows", 0.0);
  }

  /** The system user that the server steps down to, made when it is missing. */
  private static void provideAccount() throws IOException, InterruptedException {
    if (exit("id", "-u", ACCOUNT) != 0) {
      int _ = exit("useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT);
      assertThat(exit("id", "-u", ACCOUNT)).as("there is a system user %s", ACCOUNT).isZero();
    }
  }

  private static int exit(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
