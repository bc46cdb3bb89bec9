package io.kitward.server.api.stored;

import io.kitward.protocol.Condition;
import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.Status;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import io.kitward.server.desired.Registrations;
import io.kitward.server.store.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** How the fleet and the server are, as counted in the store. Thread-safe. */
public final class StoredStatus implements Status {

  private static final int CAUSES = 20;

  private final Store store;
  private final Channel channel;
  private final InstanceViews views;
  private final Backends backends;
  private final Supplier<Optional<String>> notReady;
  private final PrometheusMeterRegistry metrics;
  private final String version;
  private final Clock clock;

  StoredStatus(
      Store store,
      Channel channel,
      InstanceViews views,
      Backends backends,
      Supplier<Optional<String>> notReady,
      PrometheusMeterRegistry metrics,
      String version,
      Clock clock) {
    this.store = store;
    this.channel = channel;
    this.views = views;
    this.backends = backends;
    this.notReady = notReady;
    this.metrics = metrics;
    this.version = version;
    this.clock = clock;
  }

  private record Counts(int nodes, int simulated, int openExceptions, List<Instance> instances) {}

  private record CauseKey(Phase phase, String service, String message) {}

  @Override
  public StatusView overview() {
    Instant now = clock.instant();
    Counts counts = store.read(StoredStatus::count);
    Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      phases.put(phase, 0);
    }
    Map<CauseKey, List<Instance>> causes = new HashMap<>();
    int unproven = 0;
    for (Instance instance : counts.instances()) {
      Phase phase = views.phase(instance, now);
      phases.merge(phase, 1, Integer::sum);
      switch (phase) {
        case OK, REPAIRED -> unproven += instance.reasons().registration().isEmpty() ? 1 : 0;
        case DEGRADED, FAILED, BLOCKED ->
            causes
                .computeIfAbsent(
                    new CauseKey(phase, instance.service(), message(instance)),
                    _ -> new ArrayList<>())
                .add(instance);
        case PENDING, APPLYING, REMOVING, STALE -> {}
      }
    }
    return new StatusView(
        version,
        now,
        store.epoch(),
        counts.nodes(),
        channel.connectedNodes().size(),
        counts.simulated(),
        phases,
        unproven,
        counts.openExceptions(),
        causes(causes),
        backends.list());
  }

  private static List<StatusView.Cause> causes(Map<CauseKey, List<Instance>> causes) {
    return causes.entrySet().stream()
        .map(
            entry ->
                new StatusView.Cause(
                    entry.getKey().phase(),
                    entry.getKey().service(),
                    entry.getKey().message(),
                    entry.getValue().size(),
                    entry.getValue().stream()
                        .map(Instance::phaseSince)
                        .min(Instant::compareTo)
                        .orElseThrow()))
        .sorted((a, b) -> Integer.compare(b.nodes(), a.nodes()))
        .limit(CAUSES)
        .toList();
  }

  /** The first gap among the conditions, in words. */
  private static String message(Instance instance) {
    if (!instance.waiting().isEmpty()) {
      return instance.waiting();
    }
    return Phases.conditions(instance, Registrations.NONE).stream()
        .filter(condition -> condition.status() == Condition.Status.FALSE)
        .map(condition -> condition.type().word() + ": " + condition.message())
        .findFirst()
        .orElse(
            switch (instance.phase()) {
              case DEGRADED -> "its console does not confirm it";
              case FAILED -> "the node could not carry it out; see its events";
              default -> "see what describe says of it";
            });
  }

  private static Counts count(Handle handle) {
    return new Counts(
        number(handle, "select count(*) from node"),
        number(handle, "select count(*) from node where simulated"),
        number(handle, "select count(*) from exception where closed_at is null"),
        handle.createQuery("select * from instance").map(InstanceTable.ROW).list());
  }

  private static int number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Integer.class).one();
  }

  @Override
  public Optional<String> notReady() {
    return notReady.get();
  }

  @Override
  public String metrics() {
    return metrics.scrape();
  }
}
