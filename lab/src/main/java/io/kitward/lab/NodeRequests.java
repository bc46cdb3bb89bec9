package io.kitward.lab;

import java.util.List;
import java.util.regex.Pattern;

/** Requests at the node door, as a Puppet run tells them and as the server counts them. */
public final class NodeRequests {

  private static final Pattern ASKED =
      Pattern.compile("HTTP (\\S+) https://kitward\\.lab:\\d+(\\S+) returned (\\d+)");

  private NodeRequests() {}

  /** What a run with {@code --debug} asked of Kitward: method, path and status. */
  public static List<String> of(PuppetRun run) {
    return run.output()
        .lines()
        .map(ASKED::matcher)
        .filter(java.util.regex.Matcher::find)
        .map(match -> match.group(1) + " " + match.group(2) + " " + match.group(3))
        .toList();
  }

  /** How many requests the node door has answered since the server started. */
  public static double count(ServerApi api) {
    return sum(api, "kitward_nodedoor_requests_total");
  }

  /** How often somebody was refused at the node door since the server started. */
  public static double refused(ServerApi api) {
    return sum(api, "kitward_channel_refused_total");
  }

  private static double sum(ServerApi api, String metric) {
    return api.send("GET", "/metrics", "", "")
        .orThrow()
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
