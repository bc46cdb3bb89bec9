package io.kitward.server.console.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy as a form shows it. What the form has no field for stays as it is in the document.
 *
 * @param bundles one a line
 * @param services one a line
 */
public record PolicySheet(
    String name,
    String description,
    String selector,
    String effect,
    String priority,
    String bundles,
    String services) {

  static PolicySheet of(Map<String, Object> document) {
    Map<String, Object> metadata = part(document, "metadata");
    Map<String, Object> spec = part(document, "spec");
    return new PolicySheet(
        text(metadata.get("name")),
        text(metadata.get("description")),
        text(spec.get("selector")),
        spec.get("effect") == null ? "require" : text(spec.get("effect")),
        usual(text(spec.get("priority"))),
        lines(spec.get("bundles")),
        lines(spec.get("services")));
  }

  static PolicySheet of(Submission submission) {
    return new PolicySheet(
        submission.field("sheet-name").strip(),
        submission.field("sheet-description").strip(),
        submission.field("sheet-selector").strip(),
        submission.field("sheet-effect"),
        usual(submission.field("sheet-priority").strip()),
        String.join("\n", words(submission.field("sheet-bundles"))),
        String.join("\n", words(submission.field("sheet-services"))));
  }

  /** A priority of 0 is what a document without one has. */
  private static String usual(String priority) {
    return priority.equals("0") ? "" : priority;
  }

  /** The document with what the form says; fields that are empty go. */
  Map<String, Object> into(Map<String, Object> document) {
    var metadata = new LinkedHashMap<>(part(document, "metadata"));
    var spec = new LinkedHashMap<>(part(document, "spec"));
    put(metadata, "name", name);
    put(metadata, "description", description);
    put(spec, "selector", selector);
    put(spec, "effect", effect);
    put(spec, "priority", priority.matches("-?[0-9]{1,9}") ? Integer.valueOf(priority) : priority);
    put(spec, "bundles", words(bundles));
    put(spec, "services", words(services));
    var changed = new LinkedHashMap<>(document);
    changed.putIfAbsent("apiVersion", "kitward/v1");
    changed.putIfAbsent("kind", "Policy");
    changed.put("metadata", metadata);
    changed.put("spec", spec);
    return changed;
  }

  private static void put(Map<String, Object> map, String key, Object value) {
    if (value.equals("") || value.equals(List.of())) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("[,\\s]+")).filter(word -> !word.isEmpty()).toList();
  }

  private static Map<String, Object> part(Map<String, Object> document, String key) {
    var part = new LinkedHashMap<String, Object>();
    if (document.get(key) instanceof Map<?, ?> map) {
      map.forEach((name, value) -> part.put(String.valueOf(name), value));
    }
    return part;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static String lines(@Nullable Object value) {
    return value instanceof List<?> list
        ? String.join("\n", new ArrayList<>(list.stream().map(String::valueOf).toList()))
        : "";
  }
}
