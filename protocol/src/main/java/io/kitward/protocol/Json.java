package io.kitward.protocol;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one JSON form of our payloads: keys sorted, no white space, so that equal values have equal
 * bytes.
 */
public final class Json {

  /**
   * Reads and writes payloads. Thread-safe. Unknown fields are ignored, and an unknown word of an
   * enumeration is its default where it has one, so that either side may be the newer one.
   */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .build();

  private Json() {}

  /** The canonical bytes of a value. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** SHA-256 over the canonical bytes, as 64 hexadecimal digits. */
  public static String digest(Object value) {
    return sha256(bytes(value));
  }

  /** SHA-256 of text in UTF-8, as 64 hexadecimal digits. */
  public static String sha256(String text) {
    return Payload.sha256(text);
  }

  /** SHA-256 as 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return Payload.sha256(bytes);
  }
}
