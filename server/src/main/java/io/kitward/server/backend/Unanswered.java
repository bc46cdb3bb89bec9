package io.kitward.server.backend;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** Why an address does not answer, in words: the HTTP client's own are often none. */
public final class Unanswered {

  private Unanswered() {}

  /** For instance {@code connection refused}; never empty. */
  public static String words(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "its name is not known here";
      }
    }
    String message = failure.getMessage();
    if (message != null && !message.isEmpty()) {
      return message;
    }
    return failure instanceof ConnectException
        ? "connection refused"
        : failure.getClass().getSimpleName();
  }
}
