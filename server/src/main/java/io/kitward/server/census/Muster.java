package io.kitward.server.census;

import io.kitward.selector.index.FleetIndex;
import io.kitward.selector.index.RoaringFleetIndex;
import io.kitward.server.desired.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The nodes by number, and for everything that is counted the set of nodes that have it. Not
 * thread-safe: {@link LiveCensus} guards it.
 */
final class Muster {

  /** Instances that share one cause. */
  record Cause(Phase phase, String service, String gap) {}

  private record Entry(Seen seen, Shown shown) {}

  private final Map<UUID, Integer> numbers = new HashMap<>();
  private final List<@Nullable Entry> entries = new ArrayList<>();
  private final NavigableMap<String, Integer> names = new TreeMap<>();
  private final FleetIndex index = new RoaringFleetIndex();
  private final RoaringBitmap everyone = new RoaringBitmap();
  private final RoaringBitmap simulated = new RoaringBitmap();
  private final Map<Phase, RoaringBitmap> worst = new EnumMap<>(Phase.class);
  private final Map<String, Map<Phase, RoaringBitmap>> services = new TreeMap<>();
  private final Map<String, RoaringBitmap> unproven = new HashMap<>();
  private final Map<Cause, RoaringBitmap> causes = new HashMap<>();

  Muster() {
    for (Phase phase : Phase.values()) {
      worst.put(phase, new RoaringBitmap());
    }
  }

  /** Puts a node in place of what was known of it. */
  void put(Seen seen, Shown shown) {
    Integer known = numbers.get(seen.id());
    int number = known == null ? entries.size() : known;
    if (known == null) {
      numbers.put(seen.id(), number);
      entries.add(null);
      names.put(seen.certname(), number);
      everyone.add(number);
    }
    Entry before = entries.get(number);
    if (before == null || !before.seen().subject().equals(seen.subject())) {
      index.put(number, seen.subject());
    }
    set(simulated, number, seen.simulated());
    replace(number, before, new Entry(seen, shown));
  }

  /** The same node at another time. */
  void restand(int number, Shown shown) {
    Entry before = Objects.requireNonNull(entries.get(number));
    replace(number, before, new Entry(before.seen(), shown));
  }

  private void replace(int number, @Nullable Entry before, Entry after) {
    if (before != null) {
      count(number, before, false);
    }
    count(number, after, true);
    entries.set(number, after);
  }

  private void count(int number, Entry entry, boolean there) {
    set(phases(worst, entry.shown().worst()), number, there);
    List<Standing> standings = entry.seen().standings();
    for (int i = 0; i < standings.size(); i++) {
      Standing standing = standings.get(i);
      Phase phase = entry.shown().phases().get(i);
      set(
          phases(
              services.computeIfAbsent(standing.service(), _ -> new EnumMap<>(Phase.class)), phase),
          number,
          there);
      switch (phase) {
        case OK, REPAIRED -> {
          if (!standing.provable()) {
            set(
                unproven.computeIfAbsent(standing.service(), _ -> new RoaringBitmap()),
                number,
                there);
          }
        }
        case DEGRADED, FAILED, BLOCKED -> cause(phase, standing, number, there);
        case PENDING, APPLYING, REMOVING, STALE -> {}
      }
    }
  }

  private void cause(Phase phase, Standing standing, int number, boolean there) {
    var cause = new Cause(phase, standing.service(), standing.gap());
    RoaringBitmap nodes = causes.computeIfAbsent(cause, _ -> new RoaringBitmap());
    set(nodes, number, there);
    if (nodes.isEmpty()) {
      causes.remove(cause);
    }
  }

  private static RoaringBitmap phases(Map<Phase, RoaringBitmap> all, Phase phase) {
    return all.computeIfAbsent(phase, _ -> new RoaringBitmap());
  }

  private static void set(RoaringBitmap nodes, int number, boolean there) {
    if (there) {
      nodes.add(number);
    } else {
      nodes.remove(number);
    }
  }

  FleetIndex index() {
    return index;
  }

  /** All nodes; not to be changed. */
  RoaringBitmap everyone() {
    return everyone;
  }

  RoaringBitmap simulated() {
    return simulated;
  }

  /** The nodes whose most troubled phase this is; not to be changed. */
  RoaringBitmap worst(Phase phase) {
    return worst.getOrDefault(phase, new RoaringBitmap());
  }

  /** The nodes by phase of each service that any has; not to be changed. */
  Map<String, Map<Phase, RoaringBitmap>> services() {
    return services;
  }

  Collection<RoaringBitmap> unproven() {
    return unproven.values();
  }

  Map<Cause, RoaringBitmap> causes() {
    return causes;
  }

  /** The names in their order, with the nodes' numbers. */
  NavigableMap<String, Integer> names() {
    return names;
  }

  @Nullable Integer number(UUID node) {
    return numbers.get(node);
  }

  /** A node by its number, which is that of one. */
  Seen seen(int number) {
    return Objects.requireNonNull(entries.get(number)).seen();
  }

  Shown shown(int number) {
    return Objects.requireNonNull(entries.get(number)).shown();
  }
}
