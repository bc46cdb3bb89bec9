package io.kitward.server.console.page;

/** A page of the console: reads, checks access, and answers; rendered elsewhere. Thread-safe. */
@FunctionalInterface
public interface Page {

  /**
   * The page as it is now.
   *
   * @throws io.kitward.server.api.ApiException when it is not there or not permitted
   */
  Screen show(Visit visit);
}
