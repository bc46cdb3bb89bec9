package io.kitward.cli;

import static io.kitward.cli.Nouns.text;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kitward wait}: until the services on a node, or on all that a selector picks, are as they
 * should be. Also waits for what does not exist yet.
 */
@Command(
    name = "wait",
    description =
        "Waits until a node, one service on it, or all that a selector picks, is as it should be.")
final class WaitCommand extends ServerCommand {
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** One look at a whole fleet is many pages. */
  private static final Duration PAUSE_OF_MANY = Duration.ofSeconds(2);

  private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,6})(s|m|h)");

  @Parameters(index = "0", arity = "0..1", paramLabel = "NODE[/SERVICE]")
  String name = "";

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "All services on these nodes; at least one must be there")
  Optional<String> selector = Optional.empty();

  @Option(names = "--service", description = "With a selector: only this service")
  Optional<String> service = Optional.empty();

  @Option(
      names = "--for",
      paramLabel = "GOAL",
      description = "phase=ok, condition=Proven, or gone (${DEFAULT-VALUE})")
  String goal = "phase=ok";

  @Option(names = "--timeout", paramLabel = "TIME", description = "30s, 10m, 1h (${DEFAULT-VALUE})")
  String timeout = "10m";

  @Override
  public Integer call() throws InterruptedException {
    if (name.isEmpty() == selector.isEmpty() || (service.isPresent() && selector.isEmpty())) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "Name either a node or, with -l, a selector.",
          "kitward wait NODE/SERVICE, or kitward wait -l SELECTOR --service SERVICE");
    }
    Goal wanted = Goal.of(goal);
    Duration limit = timeout();
    Duration pause = selector.isPresent() ? PAUSE_OF_MANY : PAUSE;
    Instant end = now().plus(limit);
    Api api = root().api();
    String last = "";
    while (true) {
      String missing = missing(api, wanted);
      if (missing.isEmpty()) {
        out().println(subject() + " " + goal);
        return Exit.DONE;
      }
      if (!missing.equals(last)) {
        err().println("waiting: " + Text.clean(missing));
        last = missing;
      }
      if (!now().plus(pause).isBefore(end)) {
        throw new Failure(
            Exit.TIMEOUT,
            "timeout",
            subject() + " is not " + goal + " after " + timeout + ": " + Text.clean(missing),
            selector
                .map(nodes -> "kitward get instances -l '" + nodes + "'")
                .orElse("kitward describe " + name));
      }
      Thread.sleep(pause);
    }
  }

  private String subject() {
    return selector.orElse(name);
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

  /** What is missing yet; empty when nothing is. */
  private String missing(Api api, Goal goal) {
    String[] parts = name.split("/", 2);
    String only = service.orElse(parts.length == 2 ? parts[1] : "");
    try {
      var awaited = new Awaited(goal, selector.isPresent());
      listing(api, parts[0], only)
          .all(
              page -> {
                page.forEach(awaited::add);
                return true;
              });
      if (!awaited.isEmpty() || goal.isGone()) {
        return awaited.missing();
      }
      return selector.isPresent() ? "no services there yet" : nothingThere(api, parts[0], only);
    } catch (Failure failure) {
      if (failure.code().equals("node-unknown")) {
        return goal.isGone() ? "" : "no node " + parts[0] + " is known yet";
      }
      if (failure.exit() == Exit.UNREACHABLE) {
        return String.valueOf(failure.getMessage());
      }
      throw failure.code().equals("selector-malformed")
          ? Refusals.withCaret(failure, selector.orElse(""))
          : failure;
    }
  }

  private Listing listing(Api api, String node, String only) {
    var parameters = new LinkedHashMap<String, String>();
    selector.ifPresent(nodes -> parameters.put("selector", nodes));
    if (!only.isEmpty()) {
      parameters.put("service", only);
    }
    String path =
        selector.isPresent() ? "/v1/instances" : "/v1/nodes/" + Api.escape(node) + "/instances";
    return new Listing(api, path, parameters, true);
  }

  private static String nothingThere(Api api, String node, String service) {
    return Gaps.open(api, node, service).stream()
        .findFirst()
        .map(gap -> text(gap, "service") + " is blocked, " + text(gap, "message"))
        .orElse("no services there yet");
  }
}
