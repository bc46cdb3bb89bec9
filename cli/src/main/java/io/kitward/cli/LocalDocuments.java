package io.kitward.cli;

import io.kitward.policy.Documents;
import io.kitward.policy.Problem;
import java.util.List;

/** Documents in files, read without a server. */
final class LocalDocuments {

  private LocalDocuments() {}

  /** What files and folders hold, and what is wrong with it. */
  static Documents.Parsed read(List<String> names, Surroundings surroundings) {
    List<Documents.Parsed> parts =
        DocumentFiles.sources(names, surroundings).stream()
            .map(
                source ->
                    source.file().endsWith(".json")
                        ? Documents.parseJson(source.file(), source.text())
                        : Documents.parse(source.file(), source.text()))
            .toList();
    return Documents.joined(parts);
  }

  /**
   * The same, where all of it is needed.
   *
   * @throws Failure when there is any problem, or no document at all
   */
  static Documents.Parsed sound(List<String> names, Surroundings surroundings) {
    Documents.Parsed parsed = read(names, surroundings);
    if (!parsed.problems().isEmpty()) {
      throw new Failure(
              Exit.FAILED,
              "documents-invalid",
              "The documents have mistakes.",
              "Mend them; kitward docs KIND says what a field means.")
          .with(parsed.problems().stream().map(Problem::toString).map(Text::cleanLines).toList());
    }
    if (parsed.documents().isEmpty()) {
      throw DocumentFiles.nothing("no-documents", names);
    }
    return parsed;
  }
}
