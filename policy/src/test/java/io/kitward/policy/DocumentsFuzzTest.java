package io.kitward.policy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all are documents or are refused with a place and words. As a test it reads the
 * demo's and the catalog's documents and the inputs that are kept beside it; the build also looks
 * for new ones for some seconds.
 */
class DocumentsFuzzTest {
  private static final String NEIGHBOUR =
      """
      apiVersion: kitward/v1
      kind: Group
      metadata: {name: neighbour-of-all}
      spec: {selector: all}
      ---
      """;

  /** What people really write: the demo's documents and the catalog's. */
  static Stream<byte[]> documents() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Path file : Corpus.files()) {
      seeds.add(Files.readAllBytes(file));
    }
    return seeds.stream();
  }

  @MethodSource("documents")
  @FuzzTest(maxDuration = "4s")
  void anyTextIsReadOrRefused(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    Documents.Parsed yaml = Documents.parse("fuzz.yaml", text);
    checkReading(text, yaml);
    checkReading(text, Documents.parseJson("fuzz.json", text));
    checkNeighbour(text, yaml);
  }

  private static void checkReading(String text, Documents.Parsed parsed) {
    List<Problem> problems = new ArrayList<>(parsed.problems());
    if (problems.stream().noneMatch(it -> it.code().equals(Problem.DUPLICATE_DOCUMENT))) {
      problems.addAll(DocumentSet.ofParsed(parsed.documents()).validate());
    }
    long lines =
        text.chars()
                .filter(
                    c -> c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029' || c == '\u0085')
                .count()
            + 1;
    for (Problem problem : problems) {
      if (problem.line() < 1 || problem.line() > lines + 1 || problem.column() < 1) {
        throw new AssertionError("the place is outside of the text: " + problem);
      }
      if (!problem.code().startsWith("KDOC-") || problem.message().isBlank()) {
        throw new AssertionError("the refusal says too little: " + problem);
      }
      if (problem.toString().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c))) {
        throw new AssertionError("the refusal carries control characters: " + problem);
      }
    }
    for (ParsedDocument document : parsed.documents()) {
      String canonical = document.document().canonicalJson();
      Documents.Parsed again = Documents.parseJson("again.json", canonical);
      if (!again.problems().isEmpty()
          || !again.documents().getFirst().document().equals(document.document())
          || !again.documents().getFirst().document().canonicalJson().equals(canonical)) {
        throw new AssertionError(canonical + " does not read back: " + again.problems());
      }
    }
  }

  /** A document before the others moves their places and changes nothing else. */
  private static void checkNeighbour(String text, Documents.Parsed alone) {
    boolean broken = alone.problems().stream().anyMatch(it -> it.code().equals(Problem.SYNTAX));
    if (broken || text.startsWith("\ufeff") || text.lines().anyMatch(it -> it.startsWith("%"))) {
      return; // What cannot be read ends the reading; directives stand before the first document.
    }
    Documents.Parsed both = Documents.parse("fuzz.yaml", NEIGHBOUR + text);
    List<Document> expected =
        new ArrayList<>(alone.documents().stream().map(ParsedDocument::document).toList());
    if (!both.documents().getFirst().document().name().equals("neighbour-of-all")
        || !both.documents().stream()
            .skip(1)
            .map(ParsedDocument::document)
            .toList()
            .equals(expected)
        || both.problems().size() != alone.problems().size()) {
      throw new AssertionError("a neighbour changes what is read: " + alone + " and " + both);
    }
  }
}
