package io.kitward.connector.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What to try next for a service that does not work, from what was tried since it last did: first
 * what does the least harm. Pure.
 */
final class Ladder {

  /** The rungs, from the lowest. */
  enum Rung {
    /** Its units are started again. */
    RESTART("restart"),
    /** All its files are written again, systemd reads its own anew, its units are restarted. */
    RECONFIGURE("reconfigure"),
    /** Its packages are unpacked anew, and then as above. */
    REINSTALL("reinstall");

    private final String word;

    Rung(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * Something that was tried.
   *
   * @param at when it was done
   * @param spread drawn by chance at that time, from 0 to 1: by it the next wait differs from node
   *     to node
   */
  record Try(Rung rung, Instant at, double spread) {}

  /** What to do now. */
  sealed interface Move {

    /** This, now. */
    record Take(Rung rung) implements Move {}

    /**
     * Nothing yet.
     *
     * @param next what then
     * @param givenUp whether the whole ladder was climbed in vain
     */
    record Wait(Instant until, Rung next, boolean givenUp) implements Move {}
  }

  private record Place(Rung rung, Duration after) {}

  private static final List<Place> WHOLE =
      List.of(
          new Place(Rung.RESTART, Duration.ZERO),
          new Place(Rung.RESTART, Duration.ofSeconds(2)),
          new Place(Rung.RECONFIGURE, Duration.ofSeconds(5)),
          new Place(Rung.REINSTALL, Duration.ofSeconds(15)));
  private static final List<Place> WITHOUT_PACKAGES = WHOLE.subList(0, 3);

  /** After the last rung: a cause outside the service may have gone meanwhile. */
  private static final Place SELDOM = new Place(Rung.RESTART, Duration.ofMinutes(30));

  private Ladder() {}

  /**
   * Decides.
   *
   * @param tries what was tried since the service last worked, oldest first
   * @param packaged whether the service has packages that could be reinstalled
   */
  static Move next(List<Try> tries, boolean packaged, Instant now) {
    List<Place> ladder = packaged ? WHOLE : WITHOUT_PACKAGES;
    boolean givenUp = tries.size() >= ladder.size();
    Place place = givenUp ? SELDOM : ladder.get(tries.size());
    if (tries.isEmpty()) {
      return new Move.Take(place.rung());
    }
    Try last = tries.getLast();
    double share = 0.75 + last.spread() / 2;
    Instant at = last.at().plusMillis((long) (place.after().toMillis() * share));
    return now.isBefore(at)
        ? new Move.Wait(at, place.rung(), givenUp)
        : new Move.Take(place.rung());
  }

  /** Whether the whole ladder was climbed in vain. */
  static boolean climbed(List<Try> tries, boolean packaged) {
    return tries.size() >= (packaged ? WHOLE : WITHOUT_PACKAGES).size();
  }
}
