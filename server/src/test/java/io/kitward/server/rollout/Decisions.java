package io.kitward.server.rollout;

import static io.kitward.server.desired.Instances.NODE;
import static io.kitward.server.desired.Instances.settled;
import static io.kitward.server.desired.Instances.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.desired.Instance;
import io.kitward.server.desired.Resolved;
import io.kitward.server.desired.WantedInstance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/** Decisions about one node that has, or had, an exporter. */
final class Decisions {

  static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  static final Instant LATER = NOW.plusSeconds(60);
  static final Resolved NOTHING = new Resolved(Map.of(), Map.of());
  static final SortedSet<String> NONE_BEFORE = new TreeSet<>();
  static final SortedSet<String> EXPORTER_BEFORE = new TreeSet<>(List.of("exporter"));

  record World(boolean connected, boolean slot, boolean allows) implements NodeDecision.World {
    static final World CALM = new World(true, true, true);
    static final World BRAKED = new World(true, true, false);
    static final World AWAY = new World(false, true, true);
    static final World CROWDED = new World(true, false, true);

    @Override
    public int slots() {
      return 3;
    }

    @Override
    public Optional<Instant> flappingUntil() {
      return Optional.empty();
    }

    @Override
    public boolean brakeAllows(String service) {
      return allows;
    }
  }

  private Decisions() {}

  static NodeDecision decide(
      List<Instance> before,
      Resolved resolved,
      SortedSet<String> wantedBefore,
      World world,
      Instant now) {
    return NodeDecision.decide(
        NODE, before, resolved, wantedBefore, Map.of(), world, () -> new UUID(0, 7), now);
  }

  static Resolved wanting(WantedInstance... instances) {
    var wanted = new java.util.TreeMap<String, WantedInstance>();
    for (WantedInstance instance : instances) {
      wanted.put(instance.desired().service(), instance);
    }
    return new Resolved(wanted, Map.of());
  }

  static Instance only(NodeDecision decision) {
    assertThat(decision.keep()).hasSize(1);
    return decision.keep().getFirst();
  }

  /** The exporter, released and carried out. */
  static Instance running(long grace) {
    return settled(
        only(
            decide(
                List.of(), wanting(wanted("exporter", "1", grace)), NONE_BEFORE, World.CALM, NOW)),
        NOW);
  }

  static Instance lostByTags(World world) {
    return only(decide(List.of(running(0)), NOTHING, EXPORTER_BEFORE, world, LATER));
  }
}
