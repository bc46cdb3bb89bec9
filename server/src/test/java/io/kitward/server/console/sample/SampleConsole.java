package io.kitward.server.console.sample;

import io.javalin.Javalin;
import io.kitward.server.access.Access;
import io.kitward.server.console.Console;
import io.kitward.server.desired.Phase;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * Starts the console over the sample fleet on a loopback port, to look at it: {@code PORT [NODES]}.
 */
public final class SampleConsole {
  private SampleConsole() {}

  public static void main(String[] arguments) throws InterruptedException {
    var clock = Clock.systemUTC();
    var fleet = new SampleFleet(clock);
    var data = new SampleData(fleet, clock.instant());
    int nodes = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 400;
    if (nodes > 0) {
      data.fill(nodes);
    }
    var console =
        new Console(fleet.ports(), new Access((_, _, _, _) -> {}), clock, new SecureRandom());
    Javalin javalin =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.jetty.host = "127.0.0.1";
              console.accept(config);
            });
    javalin.start(Integer.parseInt(arguments[0]));
    if (nodes > 0) {
      keepMoving(fleet, data);
    }
  }

  private static void keepMoving(SampleFleet fleet, SampleData data) throws InterruptedException {
    for (int i = 0; ; i++) {
      Thread.sleep(3_000);
      boolean good = i % 2 == 0;
      String message = good ? "it was started again" : "the metrics page does not answer";
      data.put("db1.lab", "node-exporter", good ? Phase.REPAIRED : Phase.DEGRADED, 0, message);
      fleet.happened("db1.lab", "node-exporter", good ? "Repaired" : "DriftFound", message);
    }
  }
}
