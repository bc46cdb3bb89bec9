package io.kitward.server;

import io.kitward.server.config.ConfigException;
import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.PkiException;
import io.kitward.server.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code kitward server}: runs a server until it is told to end. */
public final class Main {

  private static final int USAGE = 2;

  private Main() {}

  /**
   * Runs the server. Exit code 0 after an orderly end, 1 when it could not start, 2 for a mistake
   * in the configuration.
   *
   * @param arguments {@code --config FILE}, {@code --help} and {@code --key=value} for every key of
   *     the configuration
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      help();
      return;
    }
    ServerConfig config;
    try {
      config = read(new ArrayList<>(List.of(arguments)));
    } catch (ConfigException e) {
      System.err.println("kitward server: " + e.getMessage());
      System.exit(USAGE);
      return;
    }
    var ended = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try {
      Server server = Server.start(config, Optional.empty(), Clock.systemUTC(), new SecureRandom());
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(
                      () -> {
                        server.close();
                        stopped.countDown();
                      }));
      ended.await();
      stopped.await();
    } catch (StoreException | PkiException | java.io.UncheckedIOException e) {
      System.err.println("kitward server: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.err.println("kitward server: could not start: " + e);
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static ServerConfig read(List<String> flags) {
    Optional<Path> file = Optional.empty();
    int at = flags.indexOf("--config");
    if (at >= 0) {
      if (at + 1 == flags.size()) {
        throw new ConfigException("flag --config: name a file");
      }
      file = Optional.of(Path.of(flags.get(at + 1)));
      flags.subList(at, at + 2).clear();
    }
    return ServerConfig.read(file, System.getenv(), flags);
  }

  private static void help() {
    System.out.println("kitward server [--config FILE] [--key=value …]");
    System.out.println("Keys, in the file, as flags, or as KITWARD_… in the environment:");
    ServerConfig.KEYS.entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(key -> System.out.printf("  %-24s %s%n", key.getKey(), key.getValue()));
  }
}
