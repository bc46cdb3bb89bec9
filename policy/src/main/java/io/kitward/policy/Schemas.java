package io.kitward.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The JSON Schemas of the documents, for editors to complete them. */
public final class Schemas {
  private Schemas() {}

  /** The schema of a kind, as JSON (draft 2020-12). */
  public static String text(Kind kind) {
    String name = "/schema/" + kind.word().toLowerCase(Locale.ROOT) + ".json";
    try (InputStream stream = Schemas.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the schema is missing from the program: " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
