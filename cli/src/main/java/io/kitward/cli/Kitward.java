package io.kitward.cli;

import io.kitward.selector.DidYouMean;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code kitward} command: what is common to all its verbs, and the entry point. */
@Command(
    name = "kitward",
    description = "Gives every server the management tools that its tags call for.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Kitward {

  @Option(
      names = "--server",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "The server, https://HOST:8443 (KITWARD_SERVER)")
  Optional<String> server = Optional.empty();

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "The server's ca.pem (KITWARD_CA)")
  Optional<String> ca = Optional.empty();

  @Option(
      names = "--token-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "The file that holds the token (KITWARD_TOKEN_FILE)")
  Optional<String> tokenFile = Optional.empty();

  @Option(
      names = "--context",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description = "One of the servers in ~/.config/kitward/config.yaml")
  Optional<String> context = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}")
  OutputFormat output = OutputFormat.table;

  @Option(
      names = "--color",
      scope = ScopeType.INHERIT,
      paramLabel = "WHEN",
      description =
          "auto, always or never (NO_COLOR, CLICOLOR_FORCE). For screen readers: KITWARD_ACCESSIBLE=1")
  String color = "auto";

  @Option(names = "--ascii", scope = ScopeType.INHERIT, description = "Plain ASCII shapes")
  boolean ascii;

  @Spec @Nullable CommandSpec spec;

  private final Surroundings surroundings;

  Kitward(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(here(), arguments));
  }

  /** Runs one command in the given surroundings; returns the exit code. */
  static int run(Surroundings around, String... arguments) {
    Surroundings surroundings = around.guarded();
    if (arguments.length == 0) {
      whole(surroundings).usage(surroundings.out());
      surroundings.out().flush();
      return Exit.USAGE;
    }
    int exit = executed(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    return exit;
  }

  private static int executed(Surroundings surroundings, String... arguments) {
    List<String> words = List.of(arguments);
    if (Commands.isAnyNamed(words)) {
      var wrong = new AtomicBoolean();
      int exit =
          line(surroundings, root -> Commands.addNamed(root, words))
              .setParameterExceptionHandler(
                  (_, _) -> {
                    wrong.set(true);
                    return Exit.USAGE;
                  })
              .execute(arguments);
      if (!wrong.get()) {
        return exit;
      }
    }
    // Whoever mistyped is told what was meant of all that there is.
    return whole(surroundings).setParameterExceptionHandler(Kitward::usage).execute(arguments);
  }

  /** The command with all that is below it, as help and documentation show it. */
  static CommandLine whole(Surroundings surroundings) {
    return line(surroundings, Commands::addAll);
  }

  /** The command; what is said of it is said of those below it too, once they are there. */
  private static CommandLine line(Surroundings surroundings, Consumer<CommandLine> commands) {
    var root = new Kitward(surroundings);
    var line = new CommandLine(root);
    commands.accept(line);
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(Exit.help());
    return line.setOut(surroundings.out())
        .setErr(surroundings.err())
        .setUsageHelpWidth(surroundings.width() == 0 ? 100 : Math.max(60, surroundings.width()))
        .setExecutionExceptionHandler(root.failures())
        .setExecutionStrategy(root::execute);
  }

  /** Refuses a form that the command does not know before anything is done. */
  private int execute(CommandLine.ParseResult result) {
    if (!Set.of("auto", "always", "never").contains(color)) {
      throw new ParameterException(
          result.commandSpec().commandLine(),
          "--color is auto, always or never, not “" + color + "”");
    }
    if (OutputFormat.EXPORTS.contains(output)) {
      List<CommandLine> lines = result.asCommandLineList();
      boolean known =
          lines.getLast().getCommand() instanceof Exporting exporting
              && exporting.exports().contains(output);
      if (!known && !result.isUsageHelpRequested()) {
        throw new ParameterException(
            lines.getLast(), "-o " + output + " is not known to this command");
      }
    }
    return new CommandLine.RunLast().execute(result);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Which server is talked to, and with what. */
  Settings settings() {
    return Settings.of(server, ca, tokenFile, context, surroundings);
  }

  Api api() {
    return new Api(settings());
  }

  /** All commands, with their options and parameters. */
  CommandSpec commands() {
    return Objects.requireNonNull(spec, "set before a command is called");
  }

  Style style() {
    boolean always = color.equals("always") || !surroundings.variable("CLICOLOR_FORCE").isEmpty();
    boolean never = color.equals("never") || !surroundings.variable("NO_COLOR").isEmpty();
    boolean spoken = !Set.of("", "0").contains(surroundings.variable("KITWARD_ACCESSIBLE"));
    return new Style(always || (!never && surroundings.width() > 0), ascii, spoken);
  }

  private IExecutionExceptionHandler failures() {
    return (exception, _, _) -> {
      Failure failure = failure(exception);
      surroundings.out().flush();
      PrintWriter err = surroundings.err();
      if (output.isJson()) {
        err.println(Unsafe.escaped(Api.MAPPER.writeValueAsString(failure.problem())));
      } else {
        err.println(style().red("error") + failure.text().substring("error".length()));
      }
      return failure.exit();
    };
  }

  private static Failure failure(Exception exception) {
    return switch (exception) {
      case Failure failure -> failure;
      case InterruptedException _ -> Failure.interrupted();
      case InvalidPathException path ->
          new Failure(
              Exit.USAGE, "file", "“" + path.getInput() + "” is no file name.", "Name a file.");
      case UncheckedIOException unreadable ->
          new Failure(Exit.FAILED, "file", String.valueOf(unreadable.getMessage()), "");
      default -> new Failure(Exit.FAILED, "internal", exception.toString(), "Report this, please.");
    };
  }

  private static int usage(ParameterException exception, String[] arguments) {
    var line = exception.getCommandLine();
    line.getErr().println("error usage: " + exception.getMessage());
    line.getErr().println("  next: " + next(line.getCommandSpec(), exception));
    return Exit.USAGE;
  }

  /** The command or option that was probably meant, else where to read. */
  private static String next(CommandSpec command, ParameterException exception) {
    String mistyped =
        exception instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getUnmatched().getFirst().split("=", 2)[0]
            : "";
    Stream<String> commands =
        command.subcommands().entrySet().stream()
            .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey);
    List<String> known = Stream.concat(commands, command.optionsMap().keySet().stream()).toList();
    return DidYouMean.closest(mistyped, known)
        .map(close -> "Did you mean " + command.qualifiedName() + " " + close + "?")
        .orElse(command.qualifiedName() + " --help");
  }

  @SuppressWarnings("SystemConsoleNull") // declared nullable, though it is not any more
  private static Surroundings here() {
    var console = System.console();
    boolean terminal = console != null && console.isTerminal();
    var out = new FileOutputStream(FileDescriptor.out);
    var err = new FileOutputStream(FileDescriptor.err);
    return new Surroundings(
        System.in,
        new PrintWriter(out, false, StandardCharsets.UTF_8),
        new PrintWriter(err, true, StandardCharsets.UTF_8),
        terminal ? columns() : 0,
        System.getenv(),
        Path.of(System.getProperty("user.home")),
        Clock.systemUTC());
  }

  private static int columns() {
    try {
      String named = System.getenv("COLUMNS");
      if (named != null) {
        return Math.max(20, Integer.parseInt(named));
      }
      var stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      String[] size = stty.inputReader().readLine().split(" ", 2);
      return Math.max(20, Integer.parseInt(size[1]));
    } catch (IOException | RuntimeException _) {
      return 80;
    }
  }
}
