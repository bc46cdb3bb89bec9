package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored document at one revision.
 *
 * @param revision rises by one with each change of this document, from 1
 * @param hash SHA-256 of the canonical form, 64 hexadecimal digits
 * @param document all of it: apiVersion, kind, metadata, spec
 * @param managed from where it comes; null when people write it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentView(
    String kind,
    String name,
    String description,
    long revision,
    String hash,
    Instant changedAt,
    String changedBy,
    Map<String, Object> document,
    @Nullable Managed managed) {

  /** A document that people write. */
  public DocumentView(
      String kind,
      String name,
      String description,
      long revision,
      String hash,
      Instant changedAt,
      String changedBy,
      Map<String, Object> document) {
    this(kind, name, description, revision, hash, changedAt, changedBy, document, null);
  }

  /**
   * From where it comes.
   *
   * @param source such as {@code repository/production}
   * @param place the file there; empty when it has none
   */
  public record Managed(String source, String place) {}
}
