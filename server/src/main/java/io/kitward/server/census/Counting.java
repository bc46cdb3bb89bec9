package io.kitward.server.census;

import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import io.kitward.server.api.port.Census.Figures;
import io.kitward.server.api.port.Census.Place;
import io.kitward.server.api.port.Census.ValueCount;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** One question to the muster, asked while it does not change. */
final class Counting {

  private static final int VALUES = 50;

  private final Muster muster;
  private final RoaringBitmap among;
  private final Supplier<Set<UUID>> connected;
  private final Function<UUID, Optional<Instant>> heard;
  private final RoaringBitmap picked;

  /**
   * Makes a question.
   *
   * @param among who may be counted; not to be changed
   * @param selector with its groups expanded; null for every node
   * @param connected the nodes that have a session now
   * @param heard when a node was last heard since the server started
   */
  Counting(
      Muster muster,
      RoaringBitmap among,
      @Nullable Selector selector,
      Supplier<Set<UUID>> connected,
      Function<UUID, Optional<Instant>> heard) {
    this.muster = muster;
    this.among = among;
    this.connected = connected;
    this.heard = heard;
    this.picked = selector == null ? among : picked(selector);
  }

  Muster muster() {
    return muster;
  }

  /** The nodes that are asked for; not to be changed. */
  RoaringBitmap picked() {
    return picked;
  }

  /** The nodes that another selector picks. */
  @SuppressWarnings("ReferenceEquality") // another set of all nodes costs one needless step
  RoaringBitmap picked(Selector expanded) {
    RoaringBitmap found = muster.index().nodes(expanded);
    if (among != muster.everyone()) {
      found.and(among);
    }
    return found;
  }

  /** When a node was last heard. */
  Optional<Instant> heard(int number) {
    Seen seen = muster.seen(number);
    return heard.apply(seen.id()).or(seen::contact);
  }

  Figures figures(List<String> keys) {
    Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
    Map<Phase, Integer> instances = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      phases.put(phase, RoaringBitmap.andCardinality(muster.worst(phase), picked));
      instances.put(phase, 0);
    }
    Map<String, Map<Phase, Integer>> services = services(picked);
    services.values().forEach(one -> one.forEach((p, n) -> instances.merge(p, n, Integer::sum)));
    int sessions = 0;
    for (UUID node : connected.get()) {
      Integer number = muster.number(node);
      sessions += number != null && picked.contains(number) ? 1 : 0;
    }
    int unproven =
        muster.unproven().stream()
            .mapToInt(nodes -> RoaringBitmap.andCardinality(nodes, picked))
            .sum();
    Map<String, List<ValueCount>> values = new TreeMap<>();
    keys.forEach(key -> values.put(key, values(Attribute.tag(key), picked)));
    return new Figures(
        picked.getCardinality(),
        sessions,
        RoaringBitmap.andCardinality(muster.simulated(), picked),
        phases,
        instances,
        services,
        unproven,
        values);
  }

  /** The instances of some nodes by service and phase. */
  Map<String, Map<Phase, Integer>> services(RoaringBitmap nodes) {
    Map<String, Map<Phase, Integer>> services = new TreeMap<>();
    muster
        .services()
        .forEach(
            (service, phases) -> {
              Map<Phase, Integer> counts = new EnumMap<>(Phase.class);
              phases.forEach(
                  (phase, having) -> {
                    int count = RoaringBitmap.andCardinality(having, nodes);
                    if (count > 0) {
                      counts.put(phase, count);
                    }
                  });
              if (!counts.isEmpty()) {
                services.put(service, counts);
              }
            });
    return services;
  }

  /** The tag keys of the nodes, by name. */
  List<ValueCount> keys() {
    List<ValueCount> keys = new ArrayList<>();
    muster
        .index()
        .attributes(picked)
        .forEach(
            (attribute, nodes) -> {
              if (attribute.isTag()) {
                keys.add(new ValueCount(attribute.name(), nodes));
              }
            });
    keys.sort(Comparator.comparing(ValueCount::value));
    return List.copyOf(keys);
  }

  private List<ValueCount> values(Attribute attribute, RoaringBitmap nodes) {
    return muster.index().values(attribute, nodes).entrySet().stream()
        .map(entry -> new ValueCount(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingInt(ValueCount::nodes).reversed().thenComparing(ValueCount::value))
        .limit(VALUES)
        .toList();
  }

  List<StatusView.Cause> causes(@Nullable String service, int limit) {
    record Counted(Muster.Cause cause, RoaringBitmap nodes) {}
    return muster.causes().entrySet().stream()
        .filter(entry -> service == null || entry.getKey().service().equals(service))
        .map(entry -> new Counted(entry.getKey(), RoaringBitmap.and(entry.getValue(), among)))
        .filter(counted -> !counted.nodes().isEmpty())
        .sorted(
            Comparator.comparingInt((Counted counted) -> -counted.nodes().getCardinality())
                .thenComparing(counted -> counted.cause().toString()))
        .limit(limit)
        .map(
            counted ->
                new StatusView.Cause(
                    counted.cause().phase(),
                    counted.cause().service(),
                    counted.cause().gap(),
                    counted.nodes().getCardinality(),
                    since(counted.cause().service(), counted.nodes())))
        .toList();
  }

  private Instant since(String service, RoaringBitmap nodes) {
    Instant earliest = Instant.MAX;
    for (int number : nodes) {
      for (Standing standing : muster.seen(number).standings()) {
        if (standing.service().equals(service) && standing.since().isBefore(earliest)) {
          earliest = standing.since();
        }
      }
    }
    return earliest;
  }

  List<Place> instances(InstanceFilter filter, String afterNode, String afterService, int limit) {
    RoaringBitmap nodes = having(filter.service(), filter.phase());
    List<Place> places = new ArrayList<>();
    NavigableMap<String, Integer> names =
        filter.node() == null
            ? muster.names().tailMap(afterNode, true)
            : muster.names().subMap(filter.node(), true, filter.node(), true);
    for (Map.Entry<String, Integer> name : names.entrySet()) {
      int number = name.getValue();
      if (!nodes.contains(number) || !picked.contains(number)) {
        continue;
      }
      List<Standing> standings = muster.seen(number).standings();
      for (int i = 0; i < standings.size(); i++) {
        String service = standings.get(i).service();
        boolean behind =
            name.getKey().compareTo(afterNode) > 0 || service.compareTo(afterService) > 0;
        if (behind
            && (filter.service() == null || filter.service().equals(service))
            && (filter.phase() == null || muster.shown(number).phases().get(i) == filter.phase())) {
          places.add(new Place(name.getKey(), service));
          if (places.size() == limit) {
            return places;
          }
        }
      }
    }
    return places;
  }

  Map<String, Map<String, Phase>> phases(List<String> certnames) {
    Map<String, Map<String, Phase>> phases = new TreeMap<>();
    for (String certname : certnames) {
      Integer number = muster.names().get(certname);
      if (number != null && among.contains(number)) {
        Map<String, Phase> own = new TreeMap<>();
        List<Standing> standings = muster.seen(number).standings();
        for (int i = 0; i < standings.size(); i++) {
          own.put(standings.get(i).service(), muster.shown(number).phases().get(i));
        }
        phases.put(certname, own);
      }
    }
    return phases;
  }

  /** The nodes with an instance of a service, in a phase; not to be changed. */
  RoaringBitmap having(@Nullable String service, @Nullable Phase phase) {
    var found = new RoaringBitmap();
    muster
        .services()
        .forEach(
            (name, phases) -> {
              if (service == null || service.equals(name)) {
                phases.forEach(
                    (one, nodes) -> {
                      if (phase == null || phase == one) {
                        found.or(nodes);
                      }
                    });
              }
            });
    return found;
  }
}
