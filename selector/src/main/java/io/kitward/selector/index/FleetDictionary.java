package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The codes of all values that nodes have. The code of a value that no node has any longer goes to
 * another one, so that values that come and go (addresses, versions) leave nothing behind. Not
 * thread-safe.
 */
final class FleetDictionary {
  private final Map<String, AttributeValues> tags = new HashMap<>();
  private final Map<String, AttributeValues> facts = new HashMap<>();
  private @Nullable AttributeValues[] attributes = new AttributeValues[64];
  private @Nullable String[] values = new String[64];
  private int[] free = {};
  private int freeCount;
  private int codes;

  /** How many codes were ever in use at one time. */
  int codes() {
    return codes;
  }

  /** What nodes have of an attribute, or null if none has it. */
  @Nullable AttributeValues find(Attribute attribute) {
    return (attribute.isTag() ? tags : facts).get(attribute.name());
  }

  /** Hands over every attribute that any node has. */
  void each(Consumer<AttributeValues> visitor) {
    tags.values().forEach(visitor);
    facts.values().forEach(visitor);
  }

  /** The attribute that a code belongs to. */
  AttributeValues attribute(int code) {
    return Objects.requireNonNull(attributes[code]);
  }

  /** The codes of a node's tags and facts, sorted; new ones if need be. */
  int[] row(Subject subject) {
    var row = IntStream.builder();
    Tags all = subject.tags();
    for (int i = 0; i < all.size(); i++) {
      row.add(code(Attribute.Kind.TAG, all.key(i), all.value(i)));
    }
    for (String path : subject.facts().paths()) {
      for (String value : subject.facts().values(path)) {
        row.add(code(Attribute.Kind.FACT, path, value));
      }
    }
    return row.build().sorted().toArray();
  }

  private int code(Attribute.Kind kind, String name, String value) {
    Map<String, AttributeValues> all = kind == Attribute.Kind.TAG ? tags : facts;
    AttributeValues attribute = all.get(name);
    if (attribute == null) {
      attribute = new AttributeValues(new Attribute(kind, name));
      all.put(name, attribute);
    }
    Integer known = attribute.code(value);
    if (known != null) {
      return known;
    }
    int code = freeCount > 0 ? free[--freeCount] : codes++;
    if (code >= values.length) {
      values = Arrays.copyOf(values, code + code / 2);
      attributes = Arrays.copyOf(attributes, values.length);
    }
    values[code] = value;
    attributes[code] = attribute;
    attribute.add(value, code);
    return code;
  }

  /** Gives a code back that no node has any longer. */
  void release(int code) {
    AttributeValues attribute = attribute(code);
    attribute.forget(Objects.requireNonNull(values[code]));
    if (attribute.isEmpty()) {
      (attribute.attribute().isTag() ? tags : facts).remove(attribute.attribute().name());
    }
    attributes[code] = null;
    values[code] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(64, 2 * freeCount));
    }
    free[freeCount++] = code;
  }
}
