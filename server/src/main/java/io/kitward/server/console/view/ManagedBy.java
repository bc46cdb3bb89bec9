package io.kitward.server.console.view;

import io.kitward.server.api.port.DocumentView;
import org.jspecify.annotations.Nullable;

/**
 * From where a document comes that no person writes here.
 *
 * @param source such as {@code repository/production}
 * @param place the file there; empty when it has none
 * @param href the repository's page; empty when the source has none
 */
public record ManagedBy(String source, String place, String href) {

  private static final String REPOSITORY = "repository/";

  /** Null when people write it. */
  public static @Nullable ManagedBy of(@Nullable DocumentView document) {
    DocumentView.Managed managed = document == null ? null : document.managed();
    if (managed == null) {
      return null;
    }
    String source = managed.source();
    return new ManagedBy(
        source,
        managed.place(),
        source.startsWith(REPOSITORY)
            ? "/repositories/" + Names.encode(source.substring(REPOSITORY.length()))
            : "");
  }
}
