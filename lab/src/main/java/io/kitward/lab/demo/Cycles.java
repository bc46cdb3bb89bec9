package io.kitward.lab.demo;

import io.kitward.lab.Mission;
import io.kitward.lab.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds and removes a tag ten times with the connector connected, and prints how long each stage
 * took.
 */
public final class Cycles {

  private static final String DB1 = "db1.lab";
  private static final String EXPORTER = "node-exporter";
  private static final String SOURCE = "user/demo";
  private static final int COUNT = 10;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The stages, each measured in milliseconds from the commit of the tag. */
  private static final List<String> STAGES =
      List.of("first side effect", "installed", "running", "registered", "first up sample");

  private Cycles() {}

  static void tell(Mission mission, Narrator narrator, Timeline first) {
    narrator.step(
        "The timeline, in milliseconds from the commit of the tag (server's stamp; the node's stamp for what happens there)");
    Map<String, Optional<Long>> firstContact = stages(first);
    List<Map<String, Optional<Long>>> cycles = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      narrator.say("cycle " + (i + 1) + " of " + COUNT);
      cycles.add(cycle(mission));
    }
    narrator.show(
        "%-20s %14s   %8s %8s %8s   (%d cycles, connector connected)"
            .formatted("", "first contact", "min", "median", "max", COUNT));
    for (String stage : STAGES) {
      List<Long> values = new ArrayList<>();
      cycles.forEach(cycle -> cycle.getOrDefault(stage, Optional.empty()).ifPresent(values::add));
      values.sort(Long::compare);
      narrator.check(
          values.size() == COUNT,
          "%-18s %14s   %8s %8s %8s"
              .formatted(
                  stage,
                  firstContact
                      .getOrDefault(stage, Optional.empty())
                      .map(String::valueOf)
                      .orElse("-"),
                  values.isEmpty() ? "-" : values.getFirst(),
                  values.isEmpty() ? "-" : median(values),
                  values.isEmpty() ? "-" : values.getLast()));
    }
  }

  /** The middle of sorted values; of two middles their mean. */
  public static long median(List<Long> sorted) {
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  /** Adds the tag, waits until the console has the node's data, and removes the tag again. */
  public static Map<String, Optional<Long>> cycle(Mission mission) {
    long before = Timeline.now(mission.api());
    mission.api().tags(DB1, SOURCE, List.of("database"));
    Mission.await(
        "a proven exporter",
        LIMIT,
        () -> mission.condition(DB1, EXPORTER, "Proven").equals("True"),
        () -> mission.server().command("describe", DB1).stdout());
    Timeline timeline = Timeline.since(mission.api(), DB1, before);
    mission.api().tags(DB1, SOURCE, List.of());
    Mission.await(
        "the end of the services",
        LIMIT,
        () -> mission.instances(DB1).isEmpty(),
        () -> mission.server().command("describe", DB1).stdout());
    return stages(timeline);
  }

  private static Map<String, Optional<Long>> stages(Timeline timeline) {
    Optional<Instant> commit = timeline.first("tags", "").map(Timeline.Event::at);
    Map<String, Optional<Long>> stages = new LinkedHashMap<>();
    Optional<Instant> effect =
        timeline.events().stream()
            .filter(event -> event.kind().equals("acting"))
            .map(Timeline.Event::at)
            .min(Instant::compareTo);
    stages.put("first side effect", Timeline.between(commit, effect));
    stages.put("installed", since(timeline, commit, "installed"));
    stages.put("running", since(timeline, commit, "started"));
    stages.put("registered", since(timeline, commit, "registered"));
    stages.put("first up sample", Timeline.between(commit, timeline.firstSample(EXPORTER)));
    return stages;
  }

  private static Optional<Long> since(Timeline timeline, Optional<Instant> commit, String kind) {
    return Timeline.between(commit, timeline.first(kind, EXPORTER).map(Timeline.Event::at));
  }
}
