package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Short ways to write documents and nodes in tests. */
public final class Texts {
  static final Site SITE =
      new Site(
          "https://kitward.lab:8443",
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");

  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private Texts() {}

  /** A document of a kind; the spec is indented by the caller's text block as a whole. */
  static String document(String kind, String name, String spec) {
    return "---\napiVersion: kitward/v1\nkind: "
        + kind
        + "\nmetadata: {name: "
        + name
        + "}\nspec:\n"
        + spec.indent(2);
  }

  /** A document of a kind whose spec is written in one line, without its braces. */
  public static String inline(String kind, String name, String fields) {
    return document(kind, name, "{" + fields + "}");
  }

  /** The documents of a text that has no fault. */
  static List<ParsedDocument> parsed(String... texts) {
    Documents.Parsed parsed = Documents.parse("test.yaml", String.join("", texts));
    assertThat(parsed.problems()).isEmpty();
    return parsed.documents();
  }

  public static DocumentSet set(String... texts) {
    return DocumentSet.ofParsed(parsed(texts));
  }

  /** The problems of a text, each as its line. */
  static List<String> problems(String... texts) {
    return Documents.parse("test.yaml", String.join("", texts)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  static NodeView node(String certname, String... tags) {
    return new NodeView(
        certname,
        Stream.of(tags).map(tag -> new SourcedTag(Tag.parse(tag), "node")).toList(),
        Map.of("os.family", "Debian"));
  }

  /** A service that writes one file of the given format and template. */
  static String service(
      String name, String path, String format, String parameters, String template) {
    return document(
        "Service",
        name,
        "parameters: "
            + parameters
            + "\nfiles:\n  - path: "
            + path
            + "\n    mode: '0640'\n    format: "
            + format
            + "\n    template: |\n"
            + template.indent(6));
  }

  static String policy(String name, String selector, int priority, String rest) {
    return document(
        "Policy", name, "selector: '" + selector + "'\npriority: " + priority + "\n" + rest);
  }
}
