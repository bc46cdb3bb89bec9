package io.kitward.server.backend.http;

import io.kitward.policy.HttpConsole;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Finds things in answers by the pointers that a Backend document writes. Pure. */
final class Pointer {

  /**
   * One record.
   *
   * @param key the field in which it stands; empty in a list
   */
  record Item(String key, JsonNode node) {

    /** What a pointer leads to; empty when there is nothing, or no single value. */
    Optional<String> text(String pointer) {
      if (pointer.equals(HttpConsole.KEY)) {
        return Optional.of(key).filter(it -> !it.isEmpty());
      }
      return pointer.isEmpty() ? Optional.empty() : Pointer.text(node, pointer);
    }
  }

  private Pointer() {}

  /** A single value as text; empty when there is none. */
  static Optional<String> text(JsonNode node, String pointer) {
    JsonNode found = node.at(JsonPointer.compile(pointer));
    return found.isValueNode() && !found.isNull()
        ? Optional.of(found.asString())
        : Optional.empty();
  }

  /** The records of an answer; empty when the pointer does not lead to a list or an object. */
  static Optional<List<Item>> items(JsonNode answer, String pointer) {
    JsonNode found = answer.at(JsonPointer.compile(pointer));
    if (found.isNull()) {
      // Some write an empty list so.
      return Optional.of(List.of());
    }
    if (found.isArray()) {
      return Optional.of(found.valueStream().map(node -> new Item("", node)).toList());
    }
    return found.isObject()
        ? Optional.of(
            found
                .propertyStream()
                .map(field -> new Item(field.getKey(), field.getValue()))
                .toList())
        : Optional.empty();
  }
}
