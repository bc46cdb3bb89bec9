package io.kitward.cli;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward lint}: checks documents as the server would, and asks none. */
@Command(
    name = "lint",
    description = {
      "Checks documents without a server: their fields, selectors and templates, and that what they"
          + " name is there.",
      "Exit 1 when something is wrong; each problem is one line: FILE:LINE:COLUMN: field: words."
    })
final class LintCommand extends ServerCommand {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description = "Files, folders with .yaml, .yml and .json files, or - for standard input")
  List<String> names = List.of();

  @Option(
      names = "--with",
      paramLabel = "FILE|DIR",
      description = "Documents that are on the server too, such as the catalog; not checked")
  List<String> others = List.of();

  @Override
  public Integer call() {
    Surroundings surroundings = root().surroundings();
    Documents.Parsed parsed = LocalDocuments.read(names, surroundings);
    if (parsed.documents().isEmpty() && parsed.problems().isEmpty()) {
      throw DocumentFiles.nothing("nothing-to-lint", names);
    }
    var problems = new ArrayList<>(parsed.problems());
    // A document that could not be read would be missed by all that name it.
    if (problems.isEmpty()) {
      problems.addAll(misfits(parsed));
    }
    problems.sort(Problem.IN_PLACE);
    print(problems);
    err()
        .println(
            problems.isEmpty()
                ? documents(parsed) + " without a problem."
                : problems.size() + (problems.size() == 1 ? " problem" : " problems") + " found.");
    return problems.isEmpty() ? Exit.DONE : Exit.FAILED;
  }

  private static String documents(Documents.Parsed parsed) {
    int count = parsed.documents().size();
    return count + (count == 1 ? " document" : " documents");
  }

  /** What does not fit together, said of the documents that are checked. */
  private List<Problem> misfits(Documents.Parsed parsed) {
    Set<String> own =
        parsed.documents().stream().map(ParsedDocument::file).collect(Collectors.toSet());
    var around = new ArrayList<ParsedDocument>();
    if (!others.isEmpty()) {
      around.addAll(LocalDocuments.sound(others, root().surroundings()).documents());
    }
    Set<String> replaced = new HashSet<>();
    parsed.documents().forEach(document -> replaced.add(title(document)));
    around.removeIf(document -> replaced.contains(title(document)));
    around.addAll(parsed.documents());
    return DocumentSet.ofParsed(around).validate().stream()
        .filter(problem -> own.contains(problem.file()))
        .toList();
  }

  private static String title(ParsedDocument parsed) {
    return parsed.document().kind() + "/" + parsed.document().name();
  }

  private void print(List<Problem> problems) {
    if (!structured()) {
      problems.forEach(problem -> out().println(Text.cleanLines(problem.toString())));
      return;
    }
    ObjectNode list =
        Api.MAPPER.createObjectNode().put("apiVersion", API_VERSION).put("kind", "ProblemList");
    ArrayNode items = list.putArray("items");
    problems.forEach(
        problem ->
            items
                .addObject()
                .put("code", problem.code())
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("path", problem.path())
                .put("message", problem.message()));
    print(list);
  }
}
