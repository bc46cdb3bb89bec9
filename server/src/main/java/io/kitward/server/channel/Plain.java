package io.kitward.server.channel;

/** Words of a peer, made fit for a log line or an error message: one line, not too long. */
final class Plain {

  private static final int LENGTH = 300;

  private Plain() {}

  /** The text with control characters as {@code ?}, cut after 300 characters. */
  static String text(String text) {
    String start = text.length() <= LENGTH ? text : text.substring(0, LENGTH) + "...";
    return start.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * What a failure says: the message of the cause at the bottom, after that of the one above it.
   */
  static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause == null) {
      String message = failure.getMessage();
      return text(message == null ? failure.toString() : message);
    }
    String below = reason(cause);
    String above = failure.getMessage();
    return cause.getCause() != null || above == null || above.contains(cause.toString())
        ? below
        : text(above + ": " + below);
  }
}
