package io.kitward.server.api;

import io.kitward.server.api.Response.Whole;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How answers are written: JSON with the fields in the order of their records. Thread-safe. */
public final class Bodies {
  public static final String JSON_TYPE = "application/json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(tools.jackson.databind.MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .build();

  private Bodies() {}

  /** A value as JSON. */
  public static byte[] write(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Status 200 and a value. */
  public static Whole ok(Object value) {
    return json(200, value);
  }

  /** A status and a value. */
  public static Whole json(int status, Object value) {
    return new Whole(
        status, Map.of("content-type", JSON_TYPE, "cache-control", "no-store"), write(value));
  }

  /** Status 200 and text of the given type. */
  public static Whole text(String contentType, String text) {
    return new Whole(
        200,
        Map.of("content-type", contentType, "cache-control", "no-store"),
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer without a body. */
  public static Whole empty(int status) {
    return new Whole(status, Map.of(), new byte[0]);
  }
}
