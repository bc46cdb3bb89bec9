package io.kitward.server.console.page;

/** Carries out what a form of a page asks for. */
@FunctionalInterface
public interface Form {

  /**
   * Does it, or refuses with an {@link io.kitward.server.api.ApiException}, and then did nothing.
   *
   * @return the address within the console to which the browser goes on
   */
  String submit(Submission submission);
}
