package io.kitward.server.history;

import io.kitward.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Figures over time as JSON: a list with an object for each step, as a file for other programs. */
public final class FiguresJson {

  private FiguresJson() {}

  /** The whole text. */
  public static String of(String service, List<Sample> samples) {
    return Json.MAPPER.writeValueAsString(
        samples.stream().map(sample -> step(service, sample)).toList());
  }

  private static Map<String, Object> step(String service, Sample sample) {
    var instances = new TreeMap<String, Double>();
    sample.phases().forEach((phase, count) -> instances.put(phase.word(), count));
    var step = new LinkedHashMap<String, Object>();
    step.put("at", sample.at().toString());
    step.put("service", service);
    step.put("seconds", sample.span().toSeconds());
    sample.functional().ifPresent(percent -> step.put("functionalPercent", percent));
    step.put("instances", instances);
    step.put("repairs", sample.repairs());
    step.put("proven", sample.provenCount());
    sample.untilProven(0.5).ifPresent(seconds -> step.put("provenSecondsP50", seconds));
    sample.untilProven(0.95).ifPresent(seconds -> step.put("provenSecondsP95", seconds));
    return step;
  }
}
