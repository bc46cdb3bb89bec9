package io.kitward.policy;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads documents from text and from directories. */
public final class Documents {
  /** The longest text that is read, in characters. */
  public static final int TEXT_LIMIT = 2 * 1024 * 1024;

  /**
   * The documents without fault, and every problem of the others; use none of them when there are
   * problems.
   */
  public record Parsed(List<ParsedDocument> documents, List<Problem> problems) {
    public Parsed {
      documents = List.copyOf(documents);
      problems = List.copyOf(problems);
    }
  }

  private Documents() {}

  /** Reads a YAML stream of any number of documents; the file's name is only for messages. */
  public static Parsed parse(String file, String text) {
    return text.length() > TEXT_LIMIT
        ? tooLong(file, text)
        : read(file, SourceReader.yaml(file, text));
  }

  /** Reads a document from JSON, the canonical form or any other. */
  public static Parsed parseJson(String file, String text) {
    return text.length() > TEXT_LIMIT
        ? tooLong(file, text)
        : read(file, SourceReader.json(file, text));
  }

  /**
   * Reads every {@code .yaml}, {@code .yml} and {@code .json} file below a directory (or one file),
   * in the order of their paths. A document that stands twice is a problem, and so is a file that
   * cannot be read.
   */
  public static Parsed load(Path root) {
    List<Parsed> parts = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path :
          paths.filter(Files::isRegularFile).filter(Documents::isDocument).sorted().toList()) {
        parts.add(load(root, path));
      }
    } catch (IOException unreadable) {
      Problem problem =
          new Problem(Problem.FILE, root.toString(), 0, 0, "", "cannot be read: " + unreadable);
      parts.add(new Parsed(List.of(), List.of(problem)));
    }
    return joined(parts);
  }

  /** What several texts hold together; a document that stands in two of them is a problem. */
  public static Parsed joined(List<Parsed> parts) {
    List<ParsedDocument> documents = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Parsed part : parts) {
      documents.addAll(part.documents());
      part.problems().stream()
          .filter(p -> !p.code().equals(Problem.DUPLICATE_DOCUMENT))
          .forEach(problems::add);
    }
    problems.addAll(repeated(documents));
    return new Parsed(documents, problems);
  }

  private static Parsed load(Path root, Path path) {
    String file = path.toString();
    try {
      String text = Files.readString(path);
      return file.endsWith(".json") ? parseJson(file, text) : parse(file, text);
    } catch (MalformedInputException malformed) {
      return new Parsed(
          List.of(), List.of(new Problem(Problem.FILE, file, 0, 0, "", "is not valid UTF-8")));
    } catch (IOException unreadable) {
      String message = "cannot be read below " + root + ": " + unreadable;
      return new Parsed(List.of(), List.of(new Problem(Problem.FILE, file, 0, 0, "", message)));
    }
  }

  private static boolean isDocument(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static Parsed tooLong(String file, String text) {
    String message =
        "has " + text.length() + " characters, the limit is " + TEXT_LIMIT + "; split the file";
    return new Parsed(List.of(), List.of(new Problem(Problem.FILE, file, 0, 0, "", message)));
  }

  private static Parsed read(String file, SourceReader.Source source) {
    List<ParsedDocument> documents = new ArrayList<>();
    List<Problem> problems = new ArrayList<>(source.problems());
    for (SourceNode node : source.documents()) {
      if (problems.size() > Problems.LIMIT) {
        break;
      }
      Problems noted = new Problems(file);
      Document document = DocumentReader.read(node, noted);
      noted.found().stream().sorted(Problem.IN_PLACE).forEach(problems::add);
      if (document != null && noted.found().isEmpty()) {
        documents.add(new ParsedDocument(document, file, noted.positions()));
      }
    }
    problems.addAll(repeated(documents));
    return new Parsed(documents, Problems.first(problems));
  }

  private static List<Problem> repeated(List<ParsedDocument> documents) {
    Map<String, ParsedDocument> first = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (ParsedDocument parsed : documents) {
      String key = parsed.document().kind().word() + " " + parsed.document().name();
      ParsedDocument earlier = first.putIfAbsent(key, parsed);
      if (earlier != null) {
        String message =
            key + " stands here a second time, first in " + earlier.file() + "; keep one";
        problems.add(parsed.problem(Problem.DUPLICATE_DOCUMENT, "metadata.name", message));
      }
    }
    return problems;
  }
}
