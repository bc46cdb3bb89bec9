package io.kitward.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Every command with its parameters and options, and the exit codes, as documentation. */
final class CommandReference {
  private final StringBuilder text = new StringBuilder();

  private CommandReference() {}

  /** The whole as Markdown. */
  static String of(CommandSpec root) {
    var reference = new CommandReference();
    root.subcommands().values().forEach(line -> reference.command(line.getCommandSpec()));
    reference.exitCodes();
    return reference.text.toString();
  }

  private void command(CommandSpec command) {
    if (command.usageMessage().hidden()) {
      return;
    }
    if (!command.subcommands().isEmpty()) {
      for (CommandLine line : command.subcommands().values()) {
        command(line.getCommandSpec());
      }
      return;
    }
    text.append("### `").append(command.qualifiedName()).append("`\n\n");
    text.append(words(command.usageMessage().description())).append("\n\n");
    List<PositionalParamSpec> parameters =
        command.positionalParameters().stream().filter(each -> !each.hidden()).toList();
    List<OptionSpec> options =
        command.options().stream()
            .filter(each -> !each.hidden() && !each.inherited() && !each.usageHelp())
            .filter(each -> !each.versionHelp())
            .toList();
    if (parameters.isEmpty() && options.isEmpty()) {
      return;
    }
    text.append("| | |\n|---|---|\n");
    parameters.forEach(each -> row(each.paramLabel(), each));
    options.forEach(each -> row(names(each), each));
    text.append('\n');
  }

  private void row(String name, ArgSpec argument) {
    text.append("| `")
        .append(cell(name))
        .append("` | ")
        .append(cell(words(described(argument))))
        .append(" |\n");
  }

  private static String names(OptionSpec option) {
    String value = option.arity().max() > 0 ? "=" + option.paramLabel().replaceAll("[<>]", "") : "";
    return String.join(", ", option.names()) + value;
  }

  private static String words(String... lines) {
    return List.of(lines).stream()
        .map(line -> line.replace("%%", "%"))
        .collect(Collectors.joining(" "));
  }

  /** With what it is unless it is set, in the place that the words leave for it. */
  private static String[] described(ArgSpec argument) {
    String unless = String.valueOf(argument.defaultValueString(true));
    return Stream.of(argument.description())
        .map(words -> words.replace("${DEFAULT-VALUE}", unless))
        .toArray(String[]::new);
  }

  private static String cell(String words) {
    return words.replace("|", "\\|").replace("\n", " ");
  }

  private void exitCodes() {
    text.append("### Exit codes\n\n| code | meaning |\n|---|---|\n");
    Exit.TABLE.forEach(
        each ->
            text.append("| ")
                .append(each.code())
                .append(" | ")
                .append(each.words())
                .append(" |\n"));
    text.append('\n');
  }
}
