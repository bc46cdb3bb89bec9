package io.kitward.server.notify;

import io.kitward.server.rollout.ExceptionTable;
import java.util.Optional;

/**
 * That an exception opened, or closed.
 *
 * @param exception as it is now; while the notice is of its opening it may have closed since
 */
record Notice(Moment moment, ExceptionTable.Row exception) {

  /** What happened. */
  enum Moment {
    OPENED,
    CLOSED
  }

  /** The same for every repetition of it, and no other's: also after the store was restored. */
  String id() {
    return id(moment);
  }

  /** The id of the notice that this exception opened. */
  String openingId() {
    return id(Moment.OPENED);
  }

  private String id(Moment when) {
    return "x-" + exception.id() + "-" + word(when) + "-" + exception.openedAt().toEpochMilli();
  }

  String word() {
    return word(moment);
  }

  private static String word(Moment moment) {
    return switch (moment) {
      case OPENED -> "opened";
      case CLOSED -> "closed";
    };
  }

  /** What it is about: {@code node/CERTNAME} or {@code backend/NAME}; empty when no one thing. */
  Optional<String> subject() {
    if (!exception.certname().isEmpty()) {
      return Optional.of("node/" + exception.certname());
    }
    return exception.kind().equals(ExceptionTable.CONSOLE)
        ? Optional.of("backend/" + exception.subject())
        : Optional.empty();
  }
}
