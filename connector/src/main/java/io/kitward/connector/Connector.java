package io.kitward.connector;

import io.kitward.connector.config.Configuration;
import io.kitward.connector.config.Mistake;
import io.kitward.connector.control.Answer;
import io.kitward.connector.control.Order;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** The program {@code kitward-connector}. */
public final class Connector {

  private static final String USAGE =
      """
      usage: kitward-connector run [--config FILE]    look after this node (root)
             kitward-connector status                 what it does about each service, and next
             kitward-connector suspend SERVICE|--all [--for 2h|--until TIME] [--reason TEXT]
                                                      change nothing for a while (usually an hour)
             kitward-connector resume SERVICE|--all   go on, also where it has given up
             kitward-connector check [--config FILE]  only read the configuration
             kitward-connector version
      """;
  private static final Path CONFIG = Path.of("/etc/kitward/connector.yaml");

  private Connector() {}

  /** Runs the command that the arguments name and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    boolean configurable = command.equals("run") || command.equals("check");
    boolean order = command.equals("suspend") || command.equals("resume");
    Path config = CONFIG;
    if (order) {
      return order(Order.Verb.valueOf(command.toUpperCase(Locale.ROOT)), rest, out, err);
    }
    if (configurable && rest.size() == 2 && rest.getFirst().equals("--config")) {
      config = Path.of(rest.get(1));
    } else if (!rest.isEmpty()) {
      err.print(USAGE);
      return 2;
    }
    try {
      switch (command) {
        case "run" -> Service.run(read(config));
        case "check" -> {
          var read = read(config);
          out.println(config + " is well: " + read.server());
        }
        case "status" -> out.print(Service.status());
        case "version" -> out.println("kitward-connector " + version());
        default -> {
          err.print(USAGE);
          return 2;
        }
      }
      return 0;
    } catch (Mistake e) {
      err.println("kitward-connector: " + e.at(config.toString()));
      return 2;
    } catch (IOException | UncheckedIOException e) {
      err.println("kitward-connector: " + e.getMessage());
      return 1;
    }
  }

  private static int order(
      Order.Verb verb, List<String> arguments, PrintStream out, PrintStream err) {
    try {
      String person = System.getenv().getOrDefault("SUDO_USER", System.getProperty("user.name"));
      Answer answer =
          Service.order(OrderLine.read(verb, arguments, person + " on this node", Instant.now()));
      (answer.done() ? out : err).println("kitward-connector: " + answer.text());
      return answer.done() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      err.println("kitward-connector: " + e.getMessage());
      err.print(USAGE);
      return 2;
    } catch (IOException e) {
      err.println("kitward-connector: " + e.getMessage());
      return 1;
    }
  }

  private static Configuration read(Path file) throws IOException {
    try {
      return Configuration.read(Files.readString(file));
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException(
          "there is no " + file + "; write it, or let Puppet's class kitward do it", e);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new IOException(file + " is not UTF-8 text", e);
    }
  }

  /** The connector's version. */
  static String version() {
    String packaged = System.getProperty("kitward.version");
    if (packaged != null) {
      return packaged;
    }
    try (InputStream in = Connector.class.getResourceAsStream("version.properties")) {
      var properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
