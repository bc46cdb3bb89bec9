package io.kitward.server.console.view;

import io.kitward.server.api.port.DocumentView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tag key: what its document says of it, and on how many nodes it is.
 *
 * @param document the name of its document; empty when it has none
 * @param values allowed values in words
 * @param sources who may set it, in words
 * @param trust what may rest on it, in words
 */
public record TagKeyRow(
    String key,
    String document,
    String description,
    String values,
    boolean single,
    String sources,
    String trust,
    int nodes) {

  /**
   * A key.
   *
   * @param document null when there is none about it
   */
  public static TagKeyRow of(String key, @Nullable DocumentView document, int nodes) {
    Map<?, ?> spec =
        document != null && document.document().get("spec") instanceof Map<?, ?> map
            ? map
            : Map.of();
    List<String> values = texts(spec.get("values"));
    List<String> sources = texts(spec.get("sources"));
    boolean grants = Boolean.TRUE.equals(spec.get("grantsAccess"));
    return new TagKeyRow(
        key,
        document == null ? "" : document.name(),
        document == null ? "" : document.description(),
        values.isEmpty() ? "any" : String.join(", ", values),
        "single".equals(spec.get("cardinality")),
        sources.isEmpty() ? "any" : String.join(", ", sources),
        grants
            ? "grants may rest on it"
            : sources.isEmpty() || sources.contains("node")
                ? "a node may set it of itself"
                : "never set by the node itself",
        nodes);
  }

  /** The key that a document is about: its name unless it says otherwise. */
  public static String keyOf(DocumentView document) {
    return document.document().get("spec") instanceof Map<?, ?> spec
            && spec.get("key") instanceof String key
        ? key
        : document.name();
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  public String href() {
    return href(key);
  }

  /** The page of a key; a slash in it stays one. */
  public static String href(String key) {
    return "/tags/"
        + Arrays.stream(key.split("/", -1)).map(Names::encode).collect(Collectors.joining("/"));
  }

  public String nodesHref() {
    return "/nodes?q=" + Names.encode(key);
  }
}
