package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units.Seen;
import io.kitward.connector.host.Units.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** systemd through the command systemctl, for when its bus is not there. */
final class Systemctl {

  private static final Duration LIMIT = Duration.ofSeconds(100);

  private final ControlGroups groups = ControlGroups.ofThisMachine();

  Map<String, Seen> look(Collection<String> units) {
    var found = new HashMap<String, Seen>();
    if (units.isEmpty()) {
      return found;
    }
    var command =
        new ArrayList<>(
            List.of(
                "systemctl",
                "show",
                "--no-pager",
                "--property=Id,LoadState,UnitFileState,ActiveState,SubState,Job,ConditionResult,"
                    + "ConditionTimestampMonotonic,NeedDaemonReload,ControlGroup,NRestarts,Names",
                "--"));
    var asked = List.copyOf(units);
    command.addAll(asked);
    asked.forEach(groups::look);
    var ended = Command.run(Duration.ofSeconds(15), command);
    if (!ended.succeeded()) {
      throw new HostFailure(HostFailure.Kind.FAILED, "systemctl show: " + ended.lastLine());
    }
    String[] blocks = ended.output().strip().split("\n\n", -1);
    for (int i = 0; i < blocks.length && i < asked.size(); i++) {
      var values = new HashMap<String, String>();
      for (String line : blocks[i].lines().toList()) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
      String unit = asked.get(i);
      found.put(unit, seen(values));
      groups.place(unit, values.getOrDefault("ControlGroup", ""));
    }
    return found;
  }

  private static Seen seen(Map<String, String> values) {
    String load = values.getOrDefault("LoadState", "");
    String file = values.getOrDefault("UnitFileState", "");
    String activity = values.getOrDefault("ActiveState", "");
    String enablement = load.equals("not-found") ? "" : file.isEmpty() ? "static" : file;
    String job = values.getOrDefault("Job", "0");
    boolean conditionAsked = !values.getOrDefault("ConditionTimestampMonotonic", "0").equals("0");
    return new Seen(
        enablement,
        activity,
        values.getOrDefault("SubState", ""),
        !job.isEmpty() && !job.equals("0"),
        activity.equals("inactive")
            && conditionAsked
            && values.getOrDefault("ConditionResult", "yes").equals("no"),
        values.getOrDefault("NeedDaemonReload", "no").equals("yes"),
        restarts(values.getOrDefault("NRestarts", "")));
  }

  private static int restarts(String digits) {
    return digits.matches("[0-9]{1,9}") ? Integer.parseInt(digits) : 0;
  }

  void act(Verb verb, String unit) {
    var command =
        new ArrayList<>(List.of("systemctl", "--no-pager", "--no-ask-password", verb.word()));
    if (verb == Verb.ENABLE || verb == Verb.DISABLE || verb == Verb.MASK || verb == Verb.UNMASK) {
      command.add("--quiet");
    }
    command.add("--");
    command.add(unit);
    var ended = Command.run(LIMIT, command);
    if (!ended.succeeded() && verb != Verb.RESET_FAILED) {
      throw new HostFailure(HostFailure.Kind.FAILED, reason(verb, unit, ended));
    }
  }

  private static String reason(Verb verb, String unit, Command.Ended ended) {
    String said =
        ended
            .output()
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("See "))
            .findFirst()
            .orElse("systemctl ended with " + ended.code());
    return verb.word() + " " + unit + ": " + withLog(said, unit);
  }

  /** What was said, with the last warning of the unit's log. */
  static String withLog(String said, String unit) {
    var last =
        Command.run(
            Duration.ofSeconds(5),
            List.of(
                "journalctl", "-q", "--no-pager", "-n", "1", "-o", "cat", "-p", "4", "-u", unit));
    String log = last.succeeded() ? last.lastLine() : "";
    return said + (log.isBlank() ? "" : " (" + log + ")");
  }

  void reloadAll() {
    var ended = Command.run(LIMIT, List.of("systemctl", "--no-pager", "daemon-reload"));
    if (!ended.succeeded()) {
      throw new HostFailure(
          HostFailure.Kind.FAILED, "systemctl daemon-reload: " + ended.lastLine());
    }
  }

  ControlGroups.Stir stir(String unit) {
    return groups.stir(unit);
  }
}
