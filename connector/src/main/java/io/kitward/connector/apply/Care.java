package io.kitward.connector.apply;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.link.Backoff;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one service between two looks, for as long as the process lives. Used by
 * the caretaker's thread only. Losing it costs a repeated event at most.
 */
final class Care {

  /** What was told of a desired instance, so that each is told once. */
  enum Told {
    REFUSED,
    ORDER,
    RIVAL,
    ACTING,
    INSTALLED,
    CONFIGURED,
    STARTED,
    GAVE_UP,
    ADOPTABLE,
    CLAIMED,
    PURGED
  }

  private final RandomGenerator random;
  final Set<String> drift = new LinkedHashSet<>();
  final List<String> done = new ArrayList<>();
  final Pace pace = new Pace();

  /** What was tried since it last worked. */
  final List<Ladder.Try> tries = new ArrayList<>();

  /** What was tried last and why, while it is open whether it helped; else empty. */
  String trying = "";

  /** Units that systemd is starting again by itself. */
  final Set<String> bySystemd = new LinkedHashSet<>();

  /** How often systemd itself has started each unit again, as last seen. */
  final Map<String, Integer> restarts = new HashMap<>();

  /** What kind of check does not hold: a cheap one or a probe. */
  Cause failing = Cause.CHECK_FAILED;

  /** The same of those that are tried seldom, as they were tried last. */
  Cause probed = Cause.CHECK_FAILED;

  /** Why nothing more is tried, as a sentence; empty while that is not so. */
  String gaveUp = "";

  /** By whose will things are changed, or not. */
  InstanceObserved.Stance mode = InstanceObserved.Stance.USUAL;

  /** Whose the tool is. */
  InstanceObserved.Discovery discovery = InstanceObserved.Discovery.MANAGED;

  /** What will be done next and when, in words; empty when nothing waits. */
  String next = "";

  private final EnumSet<Told> told = EnumSet.noneOf(Told.class);
  private String toldOf = "";
  @Nullable InstanceObserved observed;
  @Nullable Instant startingUntil;
  @Nullable Instant changingSince;

  /** The desired instance that was carried out by this process and was not healthy yet. */
  String freshHash = "";

  /** The new files with which a unit did not come up; they are not tried again before a time. */
  record Fallen(Set<String> paths, String reason, Instant until) {

    /** The instance without those files. */
    InstanceDesired without(InstanceDesired desired) {
      return desired.toBuilder()
          .files(desired.files().stream().filter(file -> !paths.contains(file.path())).toList())
          .build();
    }
  }

  /** The desired instance whose new files are not to blame: without them it was no better. */
  String blameless = "";

  /** The desired instance whose new files went since a check failed with them. */
  String blamed = "";

  @Nullable Fallen fallen;

  /** When its costly checks were last tried. */
  final Probing probing = new Probing();

  private @Nullable Backoff retreats;

  /** When something was last done. */
  @Nullable Instant actedAt;

  /** Why the record does not go back to the first touch; empty when it does. */
  String lost = "";

  /** After a failure nothing is tried before this, whatever changes on the node. */
  Instant notBefore = Instant.MIN;

  boolean wasHealthy;
  int failedChecks;
  String lastFailure = "";
  private String lastFall = "";
  private @Nullable Backoff backoff;
  private HostFailure.Kind backoffKind = HostFailure.Kind.FAILED;

  Care(RandomGenerator random) {
    this.random = random;
  }

  /** Whether this is told for the first time of a desired instance. */
  boolean first(Told what, String hash) {
    if (!toldOf.equals(hash)) {
      told.clear();
      toldOf = hash;
    }
    return told.add(what);
  }

  /** How long to wait after a failure of this kind. */
  Duration failed(HostFailure.Kind kind) {
    Backoff current = backoff;
    if (current == null || backoffKind != kind) {
      backoffKind = kind;
      current =
          switch (kind) {
            case LOCKED -> new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), random);
            case NOT_FOUND, REFUSED, HELD, UNTRUSTED ->
                new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5), random);
            case CONFLICT -> new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(30), random);
            case FAILED, UNREACHABLE, NO_ROOM ->
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), random);
          };
      backoff = current;
    }
    return current.next();
  }

  /** Files were put back; returns whether that is news. */
  boolean fellBack(Set<String> paths, String reason, Instant now) {
    Backoff current = retreats;
    if (current == null) {
      current = new Backoff(Duration.ofSeconds(20), Duration.ofMinutes(5), random);
      retreats = current;
    }
    boolean news = !reason.equals(lastFall);
    lastFall = reason;
    fallen = new Fallen(Set.copyOf(paths), reason, now.plus(current.next()));
    drift.clear();
    done.clear();
    done.add("put back " + String.join(", ", paths));
    tries.clear();
    trying = "";
    freshHash = "";
    startingUntil = null;
    changingSince = null;
    failedChecks = 0;
    return news;
  }

  /** Files that were put back are not replaced before this. */
  void leaveFallen(Instant until) {
    Fallen now = fallen;
    if (now != null && now.until().isBefore(until)) {
      fallen = new Fallen(now.paths(), now.reason(), until);
    }
  }

  /** The new files are proven. */
  void proven() {
    retreats = null;
    lastFall = "";
  }

  /** It works again: the next failure is a first one. */
  void succeeded() {
    backoff = null;
    lastFailure = "";
    notBefore = Instant.MIN;
    tries.clear();
    trying = "";
    gaveUp = "";
    next = "";
  }

  /** How the service is treated now. */
  InstanceObserved.Stance stance() {
    return gaveUp.isEmpty()
        ? mode
        : new InstanceObserved.Stance(mode.mode(), mode.until(), mode.by(), mode.reason(), gaveUp);
  }

  /** A rung of the ladder was taken. */
  void tried(Ladder.Rung rung, Instant now) {
    tries.add(new Ladder.Try(rung, now, random.nextDouble()));
  }

  /** A new desired instance: what was known of the old one no longer counts. */
  void renew() {
    drift.clear();
    done.clear();
    startingUntil = null;
    changingSince = null;
    wasHealthy = false;
    failedChecks = 0;
    fallen = null;
    proven();
    succeeded();
  }
}
