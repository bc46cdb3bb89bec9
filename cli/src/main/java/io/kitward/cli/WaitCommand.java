package io.kitward.cli;

import static io.kitward.cli.Nouns.text;

import io.kitward.selector.DidYouMean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code kitward wait}: until the services on a node are as they should be. Also waits for what
 * does not exist yet.
 */
@Command(
    name = "wait",
    description = "Waits until a node, or one service on it, is as it should be.")
final class WaitCommand extends ServerCommand {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Pattern GOAL = Pattern.compile("(phase|condition)=([A-Za-z]+)|gone");
  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "phase",
          List.of(
              "pending",
              "applying",
              "ok",
              "repaired",
              "degraded",
              "failed",
              "removing",
              "blocked",
              "stale"),
          "condition",
          List.of("Installed", "Configured", "Running", "Healthy", "Registered", "Proven"));
  private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,6})(s|m|h)");

  @Parameters(index = "0", paramLabel = "NODE[/SERVICE]")
  String name = "";

  @Option(
      names = "--for",
      paramLabel = "GOAL",
      description = "phase=ok, condition=Proven, or gone (${DEFAULT-VALUE})")
  String goal = "phase=ok";

  @Option(names = "--timeout", paramLabel = "TIME", description = "30s, 10m, 1h (${DEFAULT-VALUE})")
  String timeout = "10m";

  @Override
  public Integer call() throws InterruptedException {
    Matcher wanted = GOAL.matcher(goal);
    if (!wanted.matches()) {
      throw new Failure(
          Exit.USAGE,
          "goal",
          "“" + goal + "” is not a goal.",
          "phase=ok, condition=Proven or gone");
    }
    refuseUnknown(wanted);
    Duration limit = timeout();
    Instant end = now().plus(limit);
    Api api = root().api();
    String last = "";
    while (true) {
      String missing = missing(api, wanted);
      if (missing.isEmpty()) {
        out().println(name + " " + goal);
        return Exit.DONE;
      }
      if (!missing.equals(last)) {
        err().println("waiting: " + Text.clean(missing));
        last = missing;
      }
      if (!now().plus(PAUSE).isBefore(end)) {
        throw new Failure(
            Exit.TIMEOUT,
            "timeout",
            name + " is not " + goal + " after " + timeout + ": " + Text.clean(missing),
            "kitward describe " + name);
      }
      Thread.sleep(PAUSE);
    }
  }

  private Duration timeout() {
    Matcher matcher = TIMEOUT.matcher(timeout);
    if (!matcher.matches()) {
      throw new Failure(
          Exit.USAGE, "timeout", "“" + timeout + "” is not a time.", "Write 30s, 10m or 1h.");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static void refuseUnknown(Matcher goal) {
    List<String> known = goal.group(1) == null ? List.of() : KNOWN.get(goal.group(1));
    if (known != null && !known.isEmpty() && !known.contains(goal.group(2))) {
      throw new Failure(
          Exit.USAGE,
          "goal",
          "There is no " + goal.group(1) + " “" + goal.group(2) + "”.",
          DidYouMean.closest(goal.group(2), known)
              .map(close -> "Did you mean " + close + "?")
              .orElse("Use one of: " + String.join(", ", known)));
    }
  }

  /** What is missing yet; empty when nothing is. */
  private String missing(Api api, Matcher goal) {
    String[] parts = name.split("/", 2);
    String service = parts.length == 2 ? parts[1] : "";
    String narrowed = service.isEmpty() ? "" : "&service=" + Api.escape(service);
    try {
      List<JsonNode> instances =
          api.get("/v1/nodes/" + Api.escape(parts[0]) + "/instances?limit=1000" + narrowed)
              .path("items")
              .valueStream()
              .toList();
      return instances.isEmpty() && goal.group(1) != null
          ? nothingThere(api, parts[0], service)
          : missing(instances, goal);
    } catch (Failure failure) {
      if (failure.code().equals("node-unknown")) {
        return goal.group(1) == null ? "" : "no node " + parts[0] + " is known yet";
      }
      if (failure.exit() == Exit.UNREACHABLE) {
        return String.valueOf(failure.getMessage());
      }
      throw failure;
    }
  }

  private static String nothingThere(Api api, String node, String service) {
    return Gaps.open(api, node, service).stream()
        .findFirst()
        .map(gap -> text(gap, "service") + " is blocked, " + text(gap, "message"))
        .orElse("no services there yet");
  }

  private static String missing(List<JsonNode> instances, Matcher goal) {
    if (goal.group(1) == null) {
      int left = instances.size();
      return left == 0
          ? ""
          : left == 1 ? "1 service is still there" : left + " services are still there";
    }
    boolean phase = goal.group(1).equals("phase");
    boolean applies = phase;
    for (JsonNode instance : instances) {
      String status = phase ? text(instance, "phase") : status(instance, goal.group(2));
      applies |= !status.equals("NotApplicable");
      boolean met =
          phase
              ? status.equals(goal.group(2))
                  || (goal.group(2).equals("ok") && status.equals("repaired"))
              : status.equals("True") || status.equals("NotApplicable");
      if (!met) {
        String message = Nouns.message(instance);
        return text(instance, "service")
            + " is "
            + (phase ? status : goal.group(2) + "=" + status)
            + (message.isEmpty() ? "" : ", " + message);
      }
    }
    if (!applies) {
      throw new Failure(
          Exit.FAILED,
          "not-applicable",
          goal.group(2) + " applies to none of the services there: no console knows them.",
          "Wait for phase=ok");
    }
    return "";
  }

  private static String status(JsonNode instance, String type) {
    return instance
        .path("conditions")
        .valueStream()
        .filter(condition -> text(condition, "type").equals(type))
        .map(condition -> text(condition, "status"))
        .findFirst()
        .orElse("Unknown");
  }
}
