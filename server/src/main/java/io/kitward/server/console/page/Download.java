package io.kitward.server.console.page;

/** A file that a page offers: reads, checks access, and answers. Thread-safe. */
@FunctionalInterface
public interface Download {

  /**
   * The file as it is now.
   *
   * @throws io.kitward.server.api.ApiException when it is not there or not permitted
   */
  File make(Visit visit);

  /**
   * A file, which the browser keeps and never shows in our name.
   *
   * @param name without anything that a header can't carry
   * @param type its media type
   */
  record File(String name, String type, String text) {}
}
