package io.kitward.cli;

import io.kitward.selector.Condition;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import io.kitward.selector.Subject;
import io.kitward.selector.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward selector}: selectors by themselves; asks no server. */
@Command(
    name = "selector",
    description = "Tries selectors, without a server.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = SelectorCommand.CheckCommand.class)
final class SelectorCommand {

  /** {@code kitward selector check}. */
  @Command(
      name = "check",
      description = "Says whether a selector picks a node with these tags and facts, and why.",
      footer = "Exit code 0 when it does, 10 when it does not, 2 when it is not a selector.")
  static final class CheckCommand extends ServerCommand {
    @Parameters(paramLabel = "EXPRESSION", description = "The selector, in quotes for the shell")
    private String expression = "";

    @Option(
        names = "--tags",
        paramLabel = "TAGS",
        description = "The node's tags: a=1,a=2,b; may be given several times")
    private List<String> tags = List.of();

    @Option(
        names = "--facts",
        paramLabel = "FACTS",
        description =
            "The node's facts: os.release=12,certname=db-7; a value with a comma in double quotes")
    private List<String> facts = List.of();

    @Option(
        names = "--groups",
        paramLabel = "FILE",
        description = "A file with documents of kind Group; others in it are passed over")
    private Optional<String> groups = Optional.empty();

    @Override
    public Integer call() {
      Subject subject = new Subject(NodeText.tags(tags), NodeText.facts(facts));
      Map<String, Selector> known = groups.map(GroupFile::read).orElse(Map.of());
      Selector selector = parse(expression);
      hints(selector);
      Verdict verdict = verdict(selector, subject, known);
      if (structured()) {
        ObjectNode result =
            Api.MAPPER
                .createObjectNode()
                .put("matches", verdict.holds())
                .put("canonical", selector.toString());
        result.set("verdict", json(verdict, subject));
        print(typed("SelectorCheck", result));
      } else if (output() == OutputFormat.name) {
        out().println(selector);
      } else {
        out().println(verdict.holds() ? "match" : "no match");
        VerdictTree.print(out(), root().style(), verdict, subject);
      }
      return verdict.holds() ? Exit.DONE : Exit.NO_MATCH;
    }

    private static Selector parse(String text) {
      try {
        return Selector.parse(text);
      } catch (SelectorSyntaxException refusal) {
        throw NodeText.refused(refusal);
      }
    }

    private static Verdict verdict(
        Selector selector, Subject subject, Map<String, Selector> groups) {
      try {
        return Verdict.of(selector, subject, groups);
      } catch (GroupExpansionException refusal) {
        String fix = refusal.fix() == null ? "" : refusal.fix();
        throw new Failure(
            Exit.USAGE,
            refusal.code(),
            String.valueOf(refusal.getMessage()),
            groups.isEmpty() ? "Name the file with the groups: --groups FILE" : fix);
      }
    }

    /** What is a selector, but probably not the one that was meant. */
    private void hints(Selector selector) {
      for (String key : selector.keys()) {
        if (key.matches("(?i)facts?\\..+")) {
          String fact = "facts." + key.substring(key.indexOf('.') + 1);
          err().println("note: " + key + " is the key of a tag; a fact is written " + fact);
        }
      }
    }

    private static ObjectNode json(Verdict verdict, Subject subject) {
      ObjectNode json =
          Api.MAPPER
              .createObjectNode()
              .put("selector", verdict.selector().toString())
              .put("holds", verdict.holds());
      if (verdict.selector() instanceof Condition) {
        ArrayNode values = json.putArray("values");
        verdict.seen(subject).forEach(values::add);
      }
      if (!verdict.parts().isEmpty()) {
        ArrayNode parts = json.putArray("parts");
        verdict.parts().forEach(part -> parts.add(json(part, subject)));
      }
      return json;
    }
  }
}
