package io.kitward.connector.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * How often one service was repaired lately, and whether somebody or something keeps undoing it.
 * While that is so repairs are seldom, and are not told one by one. Used by one thread.
 */
final class Pace {

  static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Duration SELDOM = Duration.ofMinutes(1);
  private static final Duration QUIET = Duration.ofMinutes(5);

  /** What a repair, or the lack of one, means. */
  enum News {
    NONE,
    /** It flaps, from now on. */
    FLAPPING,
    /** It has stopped to. */
    CALM
  }

  private record Repair(Instant at, boolean undone) {}

  private final ArrayDeque<Repair> repairs = new ArrayDeque<>();
  private boolean flapping;

  /** Whether its repairs are undone again and again. */
  boolean flapping() {
    return flapping;
  }

  /**
   * Whether it flaps since somebody else on the node wants it otherwise: it does not just break.
   */
  boolean contested() {
    return flapping && 2 * repairs.stream().filter(Repair::undone).count() > repairs.size();
  }

  /** When it may be repaired next: now, or later while it flaps. */
  Instant next(Instant now) {
    if (!flapping || repairs.isEmpty()) {
      return now;
    }
    Instant at = repairs.getLast().at().plus(SELDOM);
    return at.isAfter(now) ? at : now;
  }

  /**
   * It is repaired now.
   *
   * @param undone whether somebody did what is mended
   * @param startsPerDay how often it may be started by itself within a day: three quarters of that
   *     within ten minutes is too much
   */
  News repaired(Instant now, boolean undone, int startsPerDay) {
    repairs.addLast(new Repair(now, undone));
    while (repairs.getFirst().at().isBefore(now.minus(WINDOW))) {
      repairs.removeFirst();
    }
    if (!flapping && repairs.size() >= Math.max(5, startsPerDay * 3 / 4)) {
      flapping = true;
      return News.FLAPPING;
    }
    return News.NONE;
  }

  /** It works, and nothing had to be repaired just now. */
  News works(Instant now) {
    if (flapping && repairs.getLast().at().isBefore(now.minus(QUIET))) {
      flapping = false;
      repairs.clear();
      return News.CALM;
    }
    return News.NONE;
  }

  /** A person looked at it: what was before does not count. */
  void forget() {
    flapping = false;
    repairs.clear();
  }
}
