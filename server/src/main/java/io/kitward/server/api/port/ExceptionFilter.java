package io.kitward.server.api.port;

import org.jspecify.annotations.Nullable;

/**
 * Which exceptions.
 *
 * @param state {@code open}, {@code accepted}, {@code released} or {@code closed}; null for every
 *     state
 * @param kind null for every kind
 * @param cause as {@link ExceptionCause#cause} has it; null for every cause
 */
public record ExceptionFilter(
    @Nullable String state, @Nullable String kind, @Nullable String cause) {

  /** Those in a state; null for every state. */
  public static ExceptionFilter in(@Nullable String state) {
    return new ExceptionFilter(state, null, null);
  }
}
