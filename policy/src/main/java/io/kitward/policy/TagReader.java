package io.kitward.policy;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the specs of tag keys, tag rules and groups. */
final class TagReader {
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._*?-]{0,63}");
  private static final Pattern SOURCE =
      Pattern.compile("node|puppet|cert|(rule|user|token|import)/(\\*|[A-Za-z0-9@._-]{1,128})");

  private TagReader() {}

  static TagKeyDocument tagKey(Metadata metadata, Fields spec) {
    String key = spec.textOr("key", metadata.name(), Fields.ANY, "a tag's key");
    checkKey(spec, key);
    List<String> values =
        spec.distinctTexts("values", VALUE, "a tag's value, with * and ? for others");
    TagKeyDocument.Cardinality cardinality =
        spec.find("cardinality") == null
            ? TagKeyDocument.Cardinality.MULTI
            : spec.choice("cardinality", TagKeyDocument.Cardinality.class);
    List<String> sources =
        spec.distinctTexts(
            "sources", SOURCE, "a source: node, puppet, cert, or rule/, user/, token/, import/ …");
    boolean grantsAccess = spec.flagOr("grantsAccess", false);
    TagKeyDocument document =
        new TagKeyDocument(
            metadata,
            key,
            values,
            cardinality == null ? TagKeyDocument.Cardinality.MULTI : cardinality,
            sources,
            grantsAccess);
    if (grantsAccess && document.allowsNodes()) {
      spec.problem(
          Problem.VALUE,
          sources.isEmpty() ? "grantsAccess" : "sources",
          "a key that grants access may not be set by nodes themselves; list sources without node");
    }
    return document;
  }

  private static void checkKey(Fields spec, String key) {
    try {
      Tag _ = new Tag(key, "");
    } catch (TagSyntaxException refused) {
      spec.problem(Problem.VALUE, "key", String.valueOf(refused.getMessage()));
    }
  }

  static TagRuleDocument tagRule(Metadata metadata, Fields spec) {
    List<TagTemplate> tags = spec.list("tags", (node, at) -> template(spec, node, at));
    if (tags.isEmpty()) {
      spec.problem(
          Problem.MISSING, "tags", "a rule has at least one tag, such as os=${facts.os.family}");
    }
    return new TagRuleDocument(metadata, SpecReader.selector(spec), tags);
  }

  private static @Nullable TagTemplate template(Fields spec, SourceNode node, String at) {
    String text = spec.text(node, at, Fields.ANY, "a tag, key or key=value");
    if (!(node instanceof SourceNode.Text)) {
      return null;
    }
    try {
      return TagTemplate.parse(text);
    } catch (IllegalArgumentException refused) {
      spec.problems().add(Problem.VALUE, node.position(), at, String.valueOf(refused.getMessage()));
      return null;
    }
  }

  static GroupDocument group(Metadata metadata, Fields spec) {
    return new GroupDocument(metadata, SpecReader.selector(spec));
  }
}
