package io.kitward.server.console.view;

import java.util.Optional;

/**
 * A piece of text that leads somewhere.
 *
 * @param href empty when it leads nowhere
 */
public record Link(String text, String href) {

  /** A document named as {@code Policy/NAME} or {@code Backend/NAME}; other text leads nowhere. */
  public static Link toDocument(String reference) {
    return named(reference, "Policy/", "/policies/")
        .or(() -> named(reference, "Backend/", "/backends#backend-"))
        .orElseGet(() -> new Link(reference, ""));
  }

  private static Optional<Link> named(String reference, String kind, String path) {
    return reference.startsWith(kind)
        ? Optional.of(new Link(reference, path + Names.encode(reference.substring(kind.length()))))
        : Optional.empty();
  }
}
