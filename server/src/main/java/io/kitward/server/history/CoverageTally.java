package io.kitward.server.history;

import io.kitward.server.desired.Phase;
import io.kitward.server.history.Past.Away;
import io.kitward.server.history.Past.InstanceWas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Adds up who had what, node by node. Pure; for one thread. */
final class CoverageTally {

  private static final Cause AWAY = new Cause(Phase.STALE.word(), "the node could not be reached");

  private final Instant from;
  private final Instant to;
  private final Map<Place, Sum> sums = new TreeMap<>();

  /** Of what was in that time. */
  CoverageTally(Instant from, Instant to) {
    this.from = from;
    this.to = to;
  }

  private record Place(String service, String group) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::service).thenComparing(Place::group);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  private record Cause(String phase, String words) {}

  /** What one cause took. */
  private static final class Loss {
    private final Set<UUID> nodes = new HashSet<>();
    private Duration time = Duration.ZERO;
  }

  private static final class Sum {
    private final Set<UUID> should = new HashSet<>();
    private final Set<UUID> had = new HashSet<>();
    private final Set<UUID> now = new HashSet<>();
    private final Map<Cause, Loss> losses = new HashMap<>();
    private Duration wanted = Duration.ZERO;
    private Duration functional = Duration.ZERO;
  }

  /**
   * Adds a stretch of one instance's life.
   *
   * @param group of its node
   * @param away when its node could not be reached; the stretches do not overlap
   */
  void add(InstanceWas was, String group, List<Away> away) {
    Instant begin = later(was.from(), from);
    Instant end = was.to().filter(ended -> ended.isBefore(to)).orElse(to);
    if (!was.wanted() || !begin.isBefore(end)) {
      return;
    }
    Sum sum = sums.computeIfAbsent(new Place(was.service(), group), _ -> new Sum());
    Duration all = Duration.between(begin, end);
    Duration unreached = Duration.ZERO;
    boolean awayAtEnd = false;
    for (Away each : away) {
      Instant left = later(each.from(), begin);
      Instant back = each.to().filter(came -> came.isBefore(end)).orElse(end);
      if (left.isBefore(back)) {
        unreached = unreached.plus(Duration.between(left, back));
        awayAtEnd |= back.equals(end);
      }
    }
    sum.should.add(was.node());
    sum.wanted = sum.wanted.plus(all);
    boolean well = was.phase() == Phase.OK || was.phase() == Phase.REPAIRED;
    Duration rest = all.minus(unreached);
    if (!unreached.isZero()) {
      lose(sum, AWAY, was.node(), unreached);
    }
    if (!well) {
      lose(sum, new Cause(was.phase().word(), was.cause()), was.node(), rest);
    } else if (!rest.isZero()) {
      sum.functional = sum.functional.plus(rest);
      sum.had.add(was.node());
      if (end.equals(to) && !awayAtEnd) {
        sum.now.add(was.node());
      }
    }
  }

  private static void lose(Sum sum, Cause cause, UUID node, Duration time) {
    if (time.isZero()) {
      return;
    }
    Loss loss = sum.losses.computeIfAbsent(cause, _ -> new Loss());
    loss.nodes.add(node);
    loss.time = loss.time.plus(time);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** What was added, by service and group. */
  List<Coverage.Line> lines() {
    var lines = new ArrayList<Coverage.Line>();
    sums.forEach(
        (place, sum) ->
            lines.add(
                new Coverage.Line(
                    place.service(),
                    place.group(),
                    sum.should.size(),
                    sum.had.size(),
                    sum.now.size(),
                    sum.wanted,
                    sum.functional,
                    gaps(sum.losses))));
    return lines;
  }

  private static List<Coverage.Gap> gaps(Map<Cause, Loss> losses) {
    return losses.entrySet().stream()
        .map(
            entry ->
                new Coverage.Gap(
                    entry.getKey().phase(),
                    entry.getKey().words(),
                    entry.getValue().nodes.size(),
                    entry.getValue().time))
        .sorted(
            Comparator.comparing(Coverage.Gap::time)
                .reversed()
                .thenComparing(Coverage.Gap::phase)
                .thenComparing(Coverage.Gap::cause))
        .toList();
  }
}
