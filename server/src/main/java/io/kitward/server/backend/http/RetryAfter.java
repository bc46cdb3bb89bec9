package io.kitward.server.backend.http;

import java.time.Duration;

/** How long a busy console asks to be left alone. Pure. */
final class RetryAfter {

  private RetryAfter() {}

  /**
   * The time to wait: what the console says in seconds, never more than {@link
   * HttpCalls#LONGEST_PAUSE}.
   *
   * @param header its Retry-After; a date counts as none, since clocks differ
   * @param otherwise without one
   */
  static Duration of(String header, Duration otherwise) {
    if (!header.matches("[0-9]{1,9}")) {
      return otherwise;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(header));
    return asked.compareTo(HttpCalls.LONGEST_PAUSE) > 0 ? HttpCalls.LONGEST_PAUSE : asked;
  }
}
