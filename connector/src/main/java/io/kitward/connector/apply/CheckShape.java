package io.kitward.connector.apply;

import io.kitward.protocol.Check;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/** The shape that a check must have before it is tried. */
final class CheckShape {

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final Duration OLDEST = Duration.ofDays(366);

  private CheckShape() {}

  /** What is wrong with a check; empty when nothing is. */
  static Optional<String> problem(Check check) {
    boolean right =
        switch (check) {
          case Check.UnitActive(String unit) -> Shape.unit(unit);
          case Check.ProcessRuns(String name, String user) ->
              Shape.text(name) && (user.isEmpty() || Shape.account(user));
          case Check.TcpOpen(int port) -> port(port);
          case Check.PortOwner owner -> port(owner.port()) && Shape.unit(owner.unit());
          case Check.HttpAnswers http ->
              url(http.url()) && http.status() >= 100 && http.status() < 600;
          case Check.CommandSucceeds command ->
              Shape.command(command.command())
                  && (command.user().isEmpty() || Shape.account(command.user()))
                  && command.exit() >= 0
                  && command.exit() < 256
                  && Shape.within(command.timeout(), COMMAND_LIMIT);
          case Check.FileFresh(String path, Duration age) ->
              Shape.plain(path) && Shape.within(age, OLDEST);
          case Check.MetricsAnswer metrics -> url(metrics.url()) && metrics.samples() >= 0;
          case Check.LogShows log ->
              (log.source().startsWith("/") ? Shape.plain(log.source()) : Shape.unit(log.source()))
                  && Shape.text(log.pattern())
                  && Shape.within(log.within(), OLDEST);
        };
    return right ? Optional.empty() : Optional.of("a check cannot be tried: " + shown(check));
  }

  private static String shown(Check check) {
    String text = check.toString().replaceAll("\\p{Cntrl}", "?");
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }

  private static boolean port(int port) {
    return port > 0 && port < 65_536;
  }

  private static boolean url(String url) {
    try {
      var read = new URI(url);
      String scheme = read.getScheme();
      return Shape.text(url)
          && read.getHost() != null
          && read.getRawUserInfo() == null
          && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
