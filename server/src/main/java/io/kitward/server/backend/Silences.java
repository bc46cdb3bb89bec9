package io.kitward.server.backend;

import io.kitward.server.backend.Alertmanager.Silence;
import io.kitward.server.desired.Suspension;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;

/**
 * Keeps silent in Alertmanagers what persons suspended. An Alertmanager is spoken to when that
 * differs from what was carried out last, and every {@link HostKeeper#WHOLE}. Silences of people,
 * and of other Backend documents, are never touched. Thread-safe; for one backend by one thread at
 * a time.
 */
public final class Silences {

  /** How soon it is tried again after an Alertmanager did not answer, or refused. */
  private static final Duration REST = Duration.ofSeconds(30);

  /** Clocks differ: one that begins in the past begins at once. */
  private static final Duration EARLIER = Duration.ofMinutes(5);

  private final Open open;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /**
   * What is known of a backend's Alertmanager.
   *
   * @param done what was carried out last; empty: nobody knows
   * @param nextAt when it is spoken to again though nothing changed, or not before after trouble
   */
  private record Kept(String url, Optional<Set<Suspension>> done, Instant nextAt, String trouble) {}

  /** Says what is suspended. */
  @FunctionalInterface
  public interface Open {
    /** The open suspensions that concern a backend. */
    Collection<Suspension> in(String backend, Instant now);
  }

  public Silences(Open open) {
    this.open = open;
  }

  /**
   * What has to be done.
   *
   * @param put to be made, or moved where they have an id
   * @param end ids
   */
  record Changes(List<Silence> put, List<String> end) {}

  /**
   * One step for a backend.
   *
   * @param alertmanager how it is spoken to
   * @param url its Alertmanager's; empty: it has none
   * @return why it is not as it shall be, in words; empty when it is
   */
  public String keep(String backend, Alertmanager alertmanager, String url, Instant now)
      throws InterruptedException {
    if (url.isEmpty()) {
      forget(backend);
      return "";
    }
    Kept before =
        Optional.ofNullable(kept.get(backend))
            .filter(known -> known.url().equals(url))
            .orElseGet(() -> new Kept(url, Optional.empty(), Instant.MIN, ""));
    boolean again = !now.isBefore(before.nextAt());
    if (!again && before.done().isEmpty()) {
      return before.trouble();
    }
    Set<Suspension> suspended = Set.copyOf(open.in(backend, now));
    if (!again && before.done().equals(Optional.of(suspended))) {
      return "";
    }
    Kept after = carryOut(backend, alertmanager, url, suspended, now);
    kept.put(backend, after);
    return after.trouble();
  }

  private Kept carryOut(
      String backend, Alertmanager alertmanager, String url, Set<Suspension> suspended, Instant now)
      throws InterruptedException {
    try {
      Changes changes = changes(backend, suspended, alertmanager.silences(url), now);
      for (Silence silence : changes.put()) {
        alertmanager.put(url, silence);
      }
      for (String id : changes.end()) {
        alertmanager.end(url, id);
      }
      return new Kept(url, Optional.of(suspended), now.plus(HostKeeper.WHOLE), "");
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      return new Kept(
          url,
          Optional.empty(),
          now.plus(REST),
          "what is suspended can't be silenced: " + url + ": " + Unanswered.words(e));
    }
  }

  /**
   * What makes the silences of a backend what they shall be. Pure.
   *
   * @param seen Kitward's, of all backends
   */
  static Changes changes(
      String backend, Collection<Suspension> open, Collection<Silence> seen, Instant now) {
    String own = "kitward:" + backend + "/";
    Map<String, Silence> known = new TreeMap<>();
    var end = new ArrayList<String>();
    // Two servers may have made the same one: the same one of them stays for both.
    seen.stream()
        .filter(silence -> silence.comment().startsWith(own))
        .sorted(Comparator.comparing(Silence::id))
        .forEach(
            silence -> {
              if (known.putIfAbsent(silence.comment(), silence) != null) {
                end.add(silence.id());
              }
            });
    var put = new ArrayList<Silence>();
    var kept = new HashSet<String>();
    for (Suspension suspension : open) {
      String comment =
          own + suspension.certname() + (suspension.whole() ? "" : "/" + suspension.service());
      SortedMap<String, String> labels = labels(suspension);
      Optional<Silence> there =
          Optional.ofNullable(known.get(comment)).filter(one -> one.labels().equals(labels));
      if (there.isPresent()) {
        kept.add(comment);
      }
      if (!there.map(Silence::until).equals(Optional.of(suspension.end()))) {
        put.add(
            new Silence(
                there.map(Silence::id).orElse(""),
                comment,
                labels,
                // One that begins at another time would be another one for Alertmanager.
                there.map(Silence::from).orElse(now.minus(EARLIER)),
                suspension.end()));
      }
    }
    known.forEach(
        (comment, silence) -> {
          if (!kept.contains(comment)) {
            end.add(silence.id());
          }
        });
    return new Changes(put, end);
  }

  private static SortedMap<String, String> labels(Suspension suspension) {
    var labels = new TreeMap<>(Map.of("certname", suspension.certname()));
    if (!suspension.whole()) {
      labels.put("service", suspension.service());
    }
    return labels;
  }

  /** Ends all that is known of a backend that is not there any more. */
  void forget(String backend) {
    kept.remove(backend);
  }
}
