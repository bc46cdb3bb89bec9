package io.kitward.server.channel;

import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A listener that admits everybody it has not been told to refuse, and keeps what it was told. */
final class RecordingListener implements NodeListener {

  /** One call, with the node and what it said. */
  record Call(String name, UUID node, Object value) {}

  final List<Call> calls = new CopyOnWriteArrayList<>();
  final AtomicLong seen = new AtomicLong();
  final AtomicInteger overlaps = new AtomicInteger();
  final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** Runs at the beginning of each call but seen, for tests that hold one up or make it fail. */
  volatile Consumer<String> before = _ -> {};

  private final Set<UUID> busy = ConcurrentHashMap.newKeySet();

  static UUID node(String certname) {
    return UUID.nameUUIDFromBytes(certname.getBytes(StandardCharsets.UTF_8));
  }

  List<String> names(String certname) {
    return calls.stream()
        .filter(call -> call.node().equals(node(certname)))
        .map(Call::name)
        .toList();
  }

  <T> List<T> values(String name, Class<T> type) {
    return calls.stream()
        .filter(call -> call.name().equals(name))
        .map(Call::value)
        .map(type::cast)
        .toList();
  }

  @Override
  public Admission connected(NodeIdentity identity, UUID instanceUid, String remoteAddress) {
    keep("connected", node(identity.certname()), identity);
    return refused.contains(identity.certname())
        ? new Admission.Refused("issuer-unknown", "known under another issuer")
        : new Admission.Admitted(node(identity.certname()));
  }

  @Override
  public void ready(UUID node) {
    keep("ready", node, "");
  }

  @Override
  public void described(
      UUID node, Map<String, String> facts, String connectorVersion, boolean simulated) {
    keep("described", node, new Description(facts, connectorVersion, simulated));
  }

  @Override
  public void status(UUID node, RemoteConfigReport report) {
    keep("status", node, report);
  }

  @Override
  public void observed(UUID node, List<InstanceObserved> observed) {
    keep("observed", node, observed);
  }

  @Override
  public long events(UUID node, List<NodeEvent> events) {
    keep("events", node, events);
    return events.getLast().sequence();
  }

  @Override
  public void seen(UUID node, Instant at) {
    seen.incrementAndGet();
  }

  @Override
  public void disconnected(UUID node) {
    keep("disconnected", node, "");
  }

  private void keep(String name, UUID node, Object value) {
    if (!busy.add(node)) {
      overlaps.incrementAndGet();
    }
    try {
      before.accept(name);
      calls.add(new Call(name, node, value));
    } finally {
      busy.remove(node);
    }
  }
}
