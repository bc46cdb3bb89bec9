package io.kitward.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a service is looked after on a node.
 *
 * @param suspendedUntil the end of a suspension; null in other modes
 * @param after services of the node that are carried out first
 * @param startsPerDay how often it is started by itself within a day; 0 for the connector's limit
 */
public record Conduct(
    Mode mode, @Nullable Instant suspendedUntil, List<String> after, int startsPerDay) {
  public Conduct {
    after = List.copyOf(after);
  }

  static Conduct of(ServiceDocument service, @Nullable ParameterChoice mode) {
    Mode.Said said = mode == null ? new Mode.Said(Mode.ENFORCE, null) : Mode.Said.of(mode.value());
    return new Conduct(said.mode(), said.until(), service.after(), service.startsPerDay());
  }

  /** What differs from the usual. */
  Map<String, Object> form() {
    return new Form()
        .put("mode", mode == Mode.ENFORCE ? null : DocumentForm.word(mode))
        .put("suspendedUntil", suspendedUntil == null ? null : suspendedUntil.toString())
        .put("after", after)
        .putUnless(0, "startsPerDay", startsPerDay)
        .fields;
  }

  /** What differs from the usual, a line each. */
  public String words() {
    return form().entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining("\n"));
  }
}
