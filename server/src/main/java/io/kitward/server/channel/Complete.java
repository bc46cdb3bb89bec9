package io.kitward.server.channel;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check that a payload holds all that our types promise: JSON may leave out what is not
 * nullable there.
 */
final class Complete {

  private Complete() {}

  /**
   * Looks through records, lists and maps.
   *
   * @throws IllegalArgumentException naming the first place where nothing is
   */
  static void require(String place, @Nullable Object value) {
    switch (value) {
      case null -> throw new IllegalArgumentException(place + " is missing");
      case Record payload -> {
        for (RecordComponent field : payload.getClass().getRecordComponents()) {
          Object part = read(field, payload);
          if (part != null || !field.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            require(place + "." + field.getName(), part);
          }
        }
      }
      case List<?> list -> list.forEach(element -> require(place + "[]", element));
      case Map<?, ?> map -> map.values().forEach(element -> require(place + "{}", element));
      default -> {}
    }
  }

  private static @Nullable Object read(RecordComponent field, Record payload) {
    try {
      return field.getAccessor().invoke(payload);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("payloads are public records", e);
    }
  }
}
