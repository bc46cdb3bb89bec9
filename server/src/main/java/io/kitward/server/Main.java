package io.kitward.server;

import io.kitward.server.backup.BackupCommands;
import io.kitward.server.backup.BackupException;
import io.kitward.server.config.ConfigException;
import io.kitward.server.config.ConfigKeys;
import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.PkiException;
import io.kitward.server.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code kitward server}: runs a server until it is told to end, and what goes with one. */
public final class Main {

  private static final int USAGE = 2;

  private static final String HELP =
      """
      kitward server [--config FILE] [--key=value …]    runs the server
      kitward server check [--config FILE] …            reads the configuration and the files that it names
      kitward server backup [--config FILE] [--to=DIR] [--keys-to=DIR]
      kitward server restore [--config FILE] DATABASE-FILE KEYS-FILE [--replace]
      kitward server version
      Keys, in the file, as flags, or as KITWARD_… in the environment:
      """;

  private Main() {}

  /**
   * Does what the first word says; without one, runs the server. Exit code 0 after an orderly end,
   * 1 when it could not be done, 2 for a mistake in the configuration or the arguments.
   *
   * @param arguments {@code --config FILE}, {@code --help} and {@code --key=value} for every key of
   *     the configuration
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (List.of(arguments).contains("--help")) {
      help();
      return;
    }
    try {
      Arguments given = Arguments.of(List.of(arguments));
      switch (given.command()) {
        case "run" -> run(given.read());
        case "check" -> ConfigCheck.run(given.read(), Clock.systemUTC().instant());
        case "backup" -> backup(given);
        case "restore" -> restore(given);
        case "version" -> System.out.println("Kitward " + Server.VERSION);
        default ->
            throw new ConfigException(
                "there is no command "
                    + given.command()
                    + "; there are check, backup, restore and version, and no word runs the server");
      }
    } catch (ConfigException e) {
      System.err.println("kitward server: " + e.getMessage());
      System.exit(USAGE);
    } catch (StoreException | PkiException | BackupException | java.io.UncheckedIOException e) {
      System.err.println("kitward server: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.err.println("kitward server: could not go on: " + e);
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void run(ServerConfig config) throws Exception {
    var ended = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Server server = Server.start(config, Optional.empty(), Clock.systemUTC(), new SecureRandom());
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      server.close();
                      stopped.countDown();
                    }));
    ServiceNotice.send("ready");
    ended.await();
    stopped.await();
  }

  private static void backup(Arguments arguments) {
    ServerConfig config =
        arguments
            .renaming("--to", "--backup.directory")
            .renaming("--keys-to", "--backup.keys-directory")
            .read();
    System.out.println(
        BackupCommands.backup(config, arguments.config(), Clock.systemUTC().instant()));
  }

  private static void restore(Arguments arguments) {
    if (arguments.files().size() != 2) {
      throw new ConfigException(
          "restore: name the two files of one backup, such as kitward-20260101T023000Z.database and"
              + " kitward-20260101T023000Z.keys.tar");
    }
    System.out.println(
        BackupCommands.restore(
            arguments.without("--replace").read(),
            Path.of(arguments.files().getFirst()),
            Path.of(arguments.files().getLast()),
            arguments.flags().contains("--replace")));
  }

  private static void help() {
    System.out.print(HELP);
    ConfigKeys.ALL.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(key -> System.out.printf("  %-24s %s%n", key.getKey(), key.getValue()));
  }
}
