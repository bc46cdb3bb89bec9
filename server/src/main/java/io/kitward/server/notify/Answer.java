package io.kitward.server.notify;

/** What became of one try. */
sealed interface Answer {

  /**
   * The receiver has it.
   *
   * @param remark what a person should know all the same; empty: nothing
   */
  record Taken(String remark) implements Answer {}

  /** The receiver wants no more, whatever it is. */
  record Gone() implements Answer {}

  /** It was not taken, or nobody knows whether; the message says why. */
  record Failed(String message) implements Answer {}

  /** Nothing was sent, since a secret is not there. */
  static Failed unreadable(String reference) {
    return new Failed(
        "is sent nothing, as " + reference + " can't be read: kitward secret set makes it");
  }
}
