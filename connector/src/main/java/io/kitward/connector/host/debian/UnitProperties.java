package io.kitward.connector.host.debian;

import io.kitward.connector.host.Units.Seen;
import java.util.List;
import java.util.Map;

/** A unit as systemd's properties on the bus describe it. Pure. */
final class UnitProperties {

  private UnitProperties() {}

  static Seen seen(Map<?, ?> values, long restarts) {
    String load = text(values, "LoadState");
    String file = text(values, "UnitFileState");
    String activity = text(values, "ActiveState");
    boolean conditionAsked =
        values.get("ConditionTimestampMonotonic") instanceof Long asked && asked != 0;
    return new Seen(
        load.equals("not-found") ? "" : file.isEmpty() ? "static" : file,
        activity,
        text(values, "SubState"),
        values.get("Job") instanceof List<?> job && !job.isEmpty() && !job.getFirst().equals(0L),
        activity.equals("inactive") && conditionAsked && isFalse(values.get("ConditionResult")),
        values.get("NeedDaemonReload") instanceof Long needed && needed == 1,
        (int) Math.min(restarts, Integer.MAX_VALUE));
  }

  private static boolean isFalse(@org.jspecify.annotations.Nullable Object truth) {
    return truth instanceof Long value && value == 0;
  }

  private static String text(Map<?, ?> values, String name) {
    return values.get(name) instanceof String text ? text : "";
  }
}
