package io.kitward.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fields in the making; null, empty text, empty lists and empty maps are left out. */
final class Form {
  final Map<String, Object> fields = new TreeMap<>();

  Form put(String name, @Nullable Object value) {
    boolean empty =
        value == null
            || (value instanceof String text && text.isEmpty())
            || (value instanceof List<?> list && list.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    if (!empty) {
      fields.put(name, value);
    }
    return this;
  }

  /** A text that is only said when it isn't the one that is meant without it. */
  Form putUnless(String usual, String name, String value) {
    return value.equals(usual) ? this : put(name, value);
  }

  /** A number that is only said when it isn't the one that is meant without it. */
  Form putUnless(int usual, String name, int value) {
    return value == usual ? this : put(name, value);
  }
}
