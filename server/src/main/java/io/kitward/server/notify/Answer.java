package io.kitward.server.notify;

/** What became of one request. */
sealed interface Answer {

  /** The receiver has it. */
  record Taken() implements Answer {}

  /** The receiver wants no more, whatever it is. */
  record Gone() implements Answer {}

  /** It was not taken, or nobody knows whether; the message says why. */
  record Failed(String message) implements Answer {}
}
