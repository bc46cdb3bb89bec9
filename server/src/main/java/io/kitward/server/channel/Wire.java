package io.kitward.server.channel;

/** One session's connection, as the session needs it. Thread-safe; nothing here waits. */
interface Wire {

  /** Sends what is in the outbox as far as the connection takes it. */
  void flush();

  /** Reads on, if reading had stopped and there is room again. */
  void resume();

  /**
   * Sends what is in the outbox however slow the connection is, says goodbye and closes.
   *
   * @param code a status of RFC 6455
   */
  void close(int code, String reason);
}
