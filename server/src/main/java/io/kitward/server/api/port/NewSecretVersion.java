package io.kitward.server.api.port;

import java.time.Instant;
import java.util.List;

/**
 * A version of a secret that was just kept, without its value.
 *
 * @param reference what documents write in its place, {@code secret:NAME@VERSION}
 * @param older where documents in force still name an earlier version; they stay at it
 */
public record NewSecretVersion(
    String name,
    int version,
    String reference,
    Instant createdAt,
    String createdBy,
    List<Older> older) {
  public NewSecretVersion {
    older = List.copyOf(older);
  }

  /**
   * A place that names an earlier version.
   *
   * @param document as {@code Kind/name}
   * @param path within it, such as {@code spec.parameters.tool.token}
   */
  public record Older(String document, String path, String reference) {}

  /** With what was found out of documents. */
  public static NewSecretVersion of(SecretView version, List<Older> older) {
    return new NewSecretVersion(
        version.name(),
        version.version(),
        version.reference(),
        version.createdAt(),
        version.createdBy(),
        older);
  }
}
