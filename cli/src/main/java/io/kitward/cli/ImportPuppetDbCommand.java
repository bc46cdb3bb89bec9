package io.kitward.cli;

import io.kitward.cli.imports.PuppetDb;
import io.kitward.cli.imports.PuppetDbAccess;
import io.kitward.cli.imports.PuppetDbHosts;
import io.kitward.cli.imports.Wanted;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code kitward import puppetdb}: facts, trusted extensions and declared tags, once or again and
 * again; nodes that PuppetDB gave up may be retired.
 */
@Command(
    name = "puppetdb",
    description = "What PuppetDB knows: facts, trusted extensions, tags that catalogs declare.")
final class ImportPuppetDbCommand extends Importing {

  private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Duration LONGEST_QUERY = Duration.ofMinutes(10);

  /** As the server does of its own accord: the larger of these two, beyond which a person looks. */
  private static final int FEW_NODES = 5;

  private static final int FEW_PERCENT = 2;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description = "PuppetDB, https://HOST:8081")
  URI url = URI.create("");

  @Option(names = "--cert", paramLabel = "FILE", description = "A certificate of Puppet's CA (PEM)")
  Optional<Path> certificate = Optional.empty();

  @Option(names = "--key", paramLabel = "FILE", description = "Its key (PEM)")
  Optional<Path> key = Optional.empty();

  @Option(names = "--puppet-ca", paramLabel = "FILE", description = "Puppet's CA (PEM)")
  Optional<Path> authority = Optional.empty();

  @Option(
      names = "--query",
      paramLabel = "PQL",
      description = "A query of one's own, whose rows have a certname (the inventory)")
  Optional<String> query = Optional.empty();

  @Option(
      names = "--declared",
      description = "Also the tags that catalogs declare; without --map it is these alone")
  boolean declared;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description =
          "Again and again after that time (10m); a run that fails is told and tried again")
  Optional<String> every = Optional.empty();

  @Option(
      names = "--deactivated",
      description = "Also list the nodes that PuppetDB deactivated, or that expired there")
  boolean deactivated;

  @Option(
      names = "--retire-deactivated",
      description = "Retire them, at most the larger of 5 and 2%% of the nodes at once")
  boolean retire;

  @Override
  String usual() {
    return "puppetdb";
  }

  @Override
  Wanted read() {
    var hosts = new PuppetDbHosts(mappings(), query, declared, invalid, domain);
    try (PuppetDb database = open()) {
      return hosts.read(database);
    }
  }

  private PuppetDb open() {
    return new PuppetDb(new PuppetDbAccess(url, certificate, key, authority), LONGEST_QUERY);
  }

  @Override
  public Integer call() {
    if (every.isEmpty()) {
      once();
      return Exit.DONE;
    }
    Duration pause = span(every.get());
    if (!yes || dryRun || confirm.isPresent()) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "--every goes with --yes, and with neither --dry-run nor --confirm.",
          "A plan that needs to be confirmed waits for kitward apply PLAN --confirm=N.");
    }
    while (true) {
      try {
        once();
      } catch (Failure failure) {
        if (failure.exit() == Exit.USAGE) {
          throw failure;
        }
        err().println(failure.text());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        return Exit.DONE;
      }
    }
  }

  private static Duration span(String text) {
    Matcher span = SPAN.matcher(text);
    if (!span.matches() || Long.parseLong(span.group(1)) == 0) {
      throw new Failure(
          Exit.USAGE, "usage", "“" + text + "” is no time for --every.", "Write 90s, 10m or 1h.");
    }
    long count = Long.parseLong(span.group(1));
    return switch (span.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  @Override
  void more(SortedMap<String, SortedSet<String>> known, ObjectNode report) {
    if (!deactivated && !retire) {
      return;
    }
    List<String> inactive =
        told(
            () -> {
              try (PuppetDb database = open()) {
                return PuppetDbHosts.inactive(database);
              }
            });
    List<String> here = new ArrayList<>();
    for (String certname : inactive) {
      if (known.containsKey(certname)) {
        JsonNode node = root().api().get("/v1/nodes/" + Api.escape(certname));
        if (!node.has("retired")) {
          here.add(certname);
        }
      }
    }
    here.forEach(report.putArray("deactivated")::add);
    say(
        nodes(here.size())
            + " of Kitward "
            + (here.size() == 1 ? "is" : "are")
            + " deactivated in PuppetDB");
    here.forEach(certname -> say("  " + certname));
    if (!retire || here.isEmpty()) {
      return;
    }
    int most = Math.max(FEW_NODES, known.size() * FEW_PERCENT / 100);
    if (here.size() > most) {
      throw new Failure(
          Exit.CONFLICT,
          "too-many-to-retire",
          nodes(here.size()) + " would be retired, more than " + most + "; none was.",
          "Look at them; retire each that is meant with kitward node retire NODE.");
    }
    if (!acting()) {
      say("  next: say --yes to retire them");
      return;
    }
    for (String certname : here) {
      root()
          .api()
          .send(
              "POST",
              "/v1/nodes/" + Api.escape(certname) + "/retire",
              BodyPublishers.ofString("{\"reason\":\"deactivated in PuppetDB\"}"),
              Map.of("content-type", "application/json"));
      report.withArray("retired").add(certname);
      say("node/" + certname + " retired");
    }
  }

  private void say(String line) {
    if (!structured()) {
      out().println(Text.clean(line));
    }
  }
}
