package io.kitward.server.console;

import io.javalin.Javalin;
import io.kitward.server.MovableClock;
import io.kitward.server.access.Access;
import io.kitward.server.console.sample.SampleData;
import io.kitward.server.console.sample.SampleFleet;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The console over a small fleet on a loopback port, with a browser before it. */
final class Served implements AutoCloseable {
  final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T05:51:12Z"));
  final SampleFleet fleet = new SampleFleet(clock);
  final SampleData data = new SampleData(fleet, clock.instant());
  final List<String> denials = new CopyOnWriteArrayList<>();
  final Browser browser;
  private final Javalin javalin;

  Served() {
    var access =
        new Access((principal, action, _, _) -> denials.add(principal.display() + " " + action));
    var console = new Console(fleet.ports(), access, clock, new SecureRandom());
    javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.jetty.host = "127.0.0.1";
              console.accept(config);
            });
    javalin.start(0);
    browser = new Browser(javalin.port());
  }

  /** The same, signed in as the administrator. */
  static Served signedIn() throws Exception {
    var served = new Served();
    served.browser.signIn("secret-admin", "/");
    return served;
  }

  int port() {
    return javalin.port();
  }

  /** Ends the server; the browser stays. */
  void end() {
    javalin.stop();
  }

  @Override
  public void close() {
    browser.close();
    javalin.stop();
  }
}
