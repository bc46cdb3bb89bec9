package io.kitward.server.api.stored;

import io.kitward.policy.Documents;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import java.util.ArrayList;
import java.util.List;

/** Reads the documents that somebody sent, each for itself. Pure. */
final class DocumentTexts {

  private DocumentTexts() {}

  /** The documents of all texts, and what is wrong in them. */
  static Documents.Parsed read(List<DocumentSource> sources) {
    List<ParsedDocument> documents = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (DocumentSource source : sources) {
      Documents.Parsed part = Documents.parse(source.name(), source.text());
      documents.addAll(part.documents());
      problems.addAll(part.problems());
    }
    return new Documents.Parsed(documents, problems);
  }

  /** What is wrong, in the order of its places. */
  static List<DocumentFault> faults(List<Problem> problems) {
    return problems.stream()
        .sorted(Problem.IN_PLACE)
        .map(
            problem ->
                new DocumentFault(
                    problem.code(),
                    problem.message(),
                    problem.file(),
                    problem.line(),
                    problem.column(),
                    problem.path()))
        .toList();
  }
}
