package io.kitward.server.repository;

import java.time.Instant;

/**
 * A commit, in words of whoever made it.
 *
 * @param id 40 hexadecimal digits
 * @param subject the first line of its message, shortened
 */
public record Commit(String id, String author, Instant at, String subject) {

  /** As people write it. */
  public String brief() {
    return id.substring(0, Math.min(10, id.length()));
  }
}
