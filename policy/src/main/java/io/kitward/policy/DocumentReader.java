package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one document from its nodes. */
final class DocumentReader {
  static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  static final String NAME_EXPECTED = "a name of lower-case letters, digits and '-', at most 63";

  private DocumentReader() {}

  /** The document, or null when it has no known kind; with problems noted it is not to be used. */
  static @Nullable Document read(SourceNode node, Problems problems) {
    if (!(node instanceof SourceNode.Mapping mapping)) {
      problems.add(
          Problem.TYPE,
          node.position(),
          "",
          "is " + node.shown() + ", expected a document (a mapping)");
      return null;
    }
    problems.seen("", node.position());
    Fields fields = new Fields(mapping, "", problems);
    fields.text(
        "apiVersion", Pattern.compile(Pattern.quote(Document.API_VERSION)), Document.API_VERSION);
    String word = fields.text("kind", Fields.ANY, "one of " + kinds());
    SourceNode metadataNode = fields.require("metadata", "the document's name");
    Fields metadataFields = metadataNode == null ? null : fields.mapping(metadataNode, "metadata");
    SourceNode specNode = fields.require("spec", "the fields of this kind");
    Fields spec = specNode == null ? null : fields.mapping(specNode, "spec");
    fields.refuseUnknown();
    Metadata metadata = metadataFields == null ? new Metadata("", "") : metadata(metadataFields);
    Kind kind = kind(word, fields);
    if (kind == null || spec == null) {
      return null;
    }
    Document document =
        switch (kind) {
          case SERVICE -> ServiceReader.read(metadata, spec);
          case BUNDLE -> SpecReader.bundle(metadata, spec);
          case POLICY -> SpecReader.policy(metadata, spec);
          case BACKEND -> BackendReader.backend(metadata, spec);
          case TAG_KEY -> TagReader.tagKey(metadata, spec);
          case TAG_RULE -> TagReader.tagRule(metadata, spec);
          case GROUP -> TagReader.group(metadata, spec);
          case ASSIGNMENT -> ChoiceReader.assignment(metadata, spec);
          case EXEMPTION -> ChoiceReader.exemption(metadata, spec);
          case SITE -> SiteReader.site(metadata, spec);
          case REPOSITORY -> RepositoryReader.repository(metadata, spec);
        };
    spec.refuseUnknown();
    return document;
  }

  private static @Nullable Kind kind(String word, Fields fields) {
    Optional<Kind> kind = Kind.of(word);
    if (kind.isEmpty() && !word.isEmpty()) {
      String hint =
          DidYouMean.closest(word, kinds())
              .map(close -> "; did you mean " + close + "?")
              .orElse("");
      fields.problem(
          Problem.UNKNOWN_KIND, "kind", "is '" + word + "', expected one of " + kinds() + hint);
    }
    return kind.orElse(null);
  }

  private static List<String> kinds() {
    return Arrays.stream(Kind.values()).map(Kind::word).toList();
  }

  private static Metadata metadata(Fields fields) {
    String name = fields.text("name", NAME, NAME_EXPECTED);
    String description = fields.textOr("description", "", Fields.ANY, "text");
    fields.refuseUnknown();
    return new Metadata(name, description);
  }
}
