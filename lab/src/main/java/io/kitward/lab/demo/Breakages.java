package io.kitward.lab.demo;

import io.kitward.lab.LabHost;
import io.kitward.lab.Mission;
import io.kitward.lab.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Breaks the exporter on db1 in three ways and shows when each was detected and when it was mended.
 */
public final class Breakages {

  private static final String DB1 = "db1.lab";
  private static final String EXPORTER = "node-exporter";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A way to break it. */
  public record Breakage(String name, List<String> command) {}

  /** How it went: milliseconds from the breakage to its detection, and from there to the repair. */
  public record Result(Breakage breakage, long detected, long repaired, String words) {}

  /** The three that the demo shows. */
  public static final List<Breakage> ALL =
      List.of(
          new Breakage(
              "the exporter is stopped", List.of("systemctl", "stop", "prometheus-node-exporter")),
          new Breakage(
              "its configuration is edited",
              List.of(
                  "sh",
                  "-c",
                  "echo 'ARGS=\"--web.listen-address=:9999\"' > /etc/default/prometheus-node-exporter")),
          new Breakage(
              "its package is removed",
              List.of(
                  "sh",
                  "-c",
                  "DEBIAN_FRONTEND=noninteractive apt-get remove -y -qq prometheus-node-exporter >/dev/null")));

  private Breakages() {}

  static void tell(Mission mission, Narrator narrator) {
    narrator.step("Things break, and Kitward mends them");
    LabHost db1 = mission.db1().host();
    for (Breakage breakage : ALL) {
      Result result = run(mission, breakage);
      narrator.check(
          Mission.open(db1, 9100),
          "%s: detected after %d ms, mended %d ms later (%s)"
              .formatted(breakage.name(), result.detected(), result.repaired(), result.words()));
    }
    String journal =
        db1.run("journalctl", "-u", "kitward-connector", "-o", "cat", "--no-pager", "-n", "40")
            .stdout();
    narrator.say("the connector's journal on db1 says what it did:");
    journal
        .lines()
        .filter(line -> line.contains(EXPORTER) || line.contains("exporter"))
        .toList()
        .reversed()
        .stream()
        .limit(9)
        .toList()
        .reversed()
        .forEach(narrator::show);
    String restarts =
        db1.run("systemctl", "show", "-p", "Restart", "-p", "NRestarts", "prometheus-node-exporter")
            .stdout();
    narrator.check(
        restarts.contains("NRestarts=0"), "it was not systemd: its counter of restarts is 0");
  }

  /** Breaks it once and waits until it is mended. */
  public static Result run(Mission mission, Breakage breakage) {
    Mission.await(
        "a healthy exporter before the breakage",
        LIMIT,
        () -> mission.condition(DB1, EXPORTER, "Healthy").equals("True"),
        () -> mission.instance(DB1, EXPORTER).toString());
    long before = Timeline.now(mission.api());
    Instant broken = Instant.now();
    mission.db1().host().run(breakage.command().toArray(String[]::new)).orThrow(breakage.name());
    Mission.await(
        "the repair after: " + breakage.name(),
        LIMIT,
        () -> Timeline.since(mission.api(), DB1, before).first("repaired", EXPORTER).isPresent(),
        () -> Timeline.since(mission.api(), DB1, before).events().toString());
    Timeline timeline = Timeline.since(mission.api(), DB1, before);
    Optional<Timeline.Event> drifted = timeline.first("drifted", EXPORTER);
    Optional<Timeline.Event> repaired = timeline.first("repaired", EXPORTER);
    long detected =
        Timeline.between(Optional.of(broken), drifted.map(Timeline.Event::at)).orElse(-1L);
    long mended =
        Timeline.between(drifted.map(Timeline.Event::at), repaired.map(Timeline.Event::at))
            .orElse(-1L);
    return new Result(breakage, detected, mended, drifted.map(Timeline.Event::message).orElse(""));
  }
}
