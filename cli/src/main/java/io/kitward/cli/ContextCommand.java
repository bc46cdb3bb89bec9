package io.kitward.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kitward context}: the servers that this user works with, by name. */
@Command(
    name = "context",
    description = "The servers that you work with.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ContextCommand.ListCommand.class,
      ContextCommand.UseCommand.class,
      ContextCommand.SetCommand.class,
      ContextCommand.DeleteCommand.class
    })
final class ContextCommand {

  /** {@code kitward context list}. */
  @Command(name = "list", description = "Lists the contexts; the current one has a star.")
  static final class ListCommand extends ServerCommand {
    @Override
    public Integer call() {
      var file = ContextFile.of(root().surroundings());
      if (structured()) {
        print(
            typed(
                "ContextList",
                Api.MAPPER.valueToTree(
                    new ContextFile.Contents(file.current().orElse(null), file.contexts()))));
        return Exit.DONE;
      }
      var table =
          new Table(
              List.of(
                  Table.column("", Table.Fit.KEEP),
                  Table.column("NAME", Table.Fit.KEEP),
                  Table.column("SERVER", Table.Fit.NAME)));
      file.contexts()
          .forEach(
              (name, context) ->
                  table.row(
                      file.current().equals(Optional.of(name)) ? "*" : "",
                      name,
                      context.serverUrl().orElse("")));
      if (table.isEmpty()) {
        err().println("No contexts. Make one: kitward context set NAME --server URL …");
      } else {
        print(table, "");
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward context use}. */
  @Command(name = "use", description = "Makes a context the current one.")
  static final class UseCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      var file = ContextFile.of(root().surroundings());
      file.context(Optional.of(name));
      file.write(name, file.contexts());
      out().println("context " + name + " is current");
      return Exit.DONE;
    }
  }

  /** {@code kitward context set}. */
  @Command(name = "set", description = "Makes or changes a context; the first one becomes current.")
  static final class SetCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      var file = ContextFile.of(root().surroundings());
      var contexts = new TreeMap<>(file.contexts());
      var old = contexts.getOrDefault(name, ContextFile.Context.EMPTY);
      var next =
          new ContextFile.Context(
              root().server.or(old::serverUrl).orElse(null),
              absolute(root().ca.or(old::caFile)),
              absolute(root().tokenFile.or(old::token)));
      if (next.server() == null) {
        throw new Failure(
            Exit.USAGE,
            "no-server",
            "A context needs a server.",
            "kitward context set "
                + name
                + " --server https://HOST:8443 --ca FILE --token-file FILE");
      }
      contexts.put(name, next);
      file.write(file.current().orElse(name), contexts);
      out().println("context " + name + " set");
      return Exit.DONE;
    }

    private static @Nullable String absolute(Optional<String> file) {
      return file.map(name -> Path.of(name).toAbsolutePath().normalize().toString()).orElse(null);
    }
  }

  /** {@code kitward context delete}. */
  @Command(name = "delete", description = "Forgets a context; the server itself is not touched.")
  static final class DeleteCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "NAME")
    String name = "";

    @Override
    public Integer call() {
      var file = ContextFile.of(root().surroundings());
      file.context(Optional.of(name));
      var contexts = new TreeMap<>(file.contexts());
      contexts.remove(name);
      file.write(file.current().filter(current -> !current.equals(name)).orElse(null), contexts);
      out().println("context " + name + " deleted");
      return Exit.DONE;
    }
  }
}
