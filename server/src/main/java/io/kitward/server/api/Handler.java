package io.kitward.server.api;

/** Turns one request into one answer. Thread-safe; may block, as it runs on a virtual thread. */
@FunctionalInterface
public interface Handler {

  /**
   * Answers, or refuses.
   *
   * @throws ApiException for every refusal
   */
  Response handle(Request request);
}
