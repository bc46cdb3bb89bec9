package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What may stand where somebody is typing.
 *
 * @param prefix what of the typed word stays as it is, such as {@code --selector=}
 * @param typed what of the word is to be completed
 * @param label what is asked for, as help names it, such as {@code NODE}; {@code COMMAND} or {@code
 *     OPTION} for those of the command
 * @param before positional words of the command before this one
 */
record WordWanted(
    CommandSpec command, String prefix, String typed, String label, List<String> before) {

  /** Reads a line up to the caret; the last word is the one being typed, and may be empty. */
  static WordWanted of(CommandSpec root, List<String> words) {
    CommandSpec command = root;
    var before = new ArrayList<String>();
    OptionSpec open = null;
    for (String word : words.subList(0, Math.max(0, words.size() - 1))) {
      if (open != null) {
        open = null;
      } else if (word.startsWith("-") && word.length() > 1) {
        OptionSpec option = command.findOption(word);
        open = option != null && option.arity().max() > 0 ? option : null;
      } else {
        CommandLine below = before.isEmpty() ? command.subcommands().get(word) : null;
        if (below != null) {
          command = below.getCommandSpec();
        } else {
          before.add(word);
        }
      }
    }
    return last(command, before, open, words.isEmpty() ? "" : words.getLast());
  }

  private static WordWanted last(
      CommandSpec command,
      List<String> before,
      @org.jspecify.annotations.Nullable OptionSpec open,
      String word) {
    if (open != null) {
      return new WordWanted(command, "", word, label(open), before);
    }
    int equals = word.indexOf('=');
    if (word.startsWith("-")) {
      OptionSpec option = equals > 0 ? command.findOption(word.substring(0, equals)) : null;
      return option == null
          ? new WordWanted(command, "", word, "OPTION", before)
          : new WordWanted(
              command,
              word.substring(0, equals + 1),
              word.substring(equals + 1),
              label(option),
              before);
    }
    if (!command.subcommands().isEmpty() && before.isEmpty()) {
      return new WordWanted(command, "", word, "COMMAND", before);
    }
    String label =
        command.positionalParameters().stream()
            .filter(each -> !each.hidden() && each.index().contains(before.size()))
            .findFirst()
            .map((PositionalParamSpec each) -> label(each))
            .orElse("");
    return new WordWanted(command, "", word, label, before);
  }

  private static String label(ArgSpec argument) {
    String label = argument.paramLabel().replaceAll("[<>]", "");
    return label.toUpperCase(Locale.ROOT);
  }
}
