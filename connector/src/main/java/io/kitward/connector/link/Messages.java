package io.kitward.connector.link;

import io.kitward.protocol.Condition;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.OpAmp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import opamp.proto.v1.Anyvalue;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/** What to send: everything at first, then only what differs from what was sent before. */
final class Messages {

  private static final long CAPABILITIES =
      Opamp.AgentCapabilities.AgentCapabilities_ReportsStatus_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_AcceptsRemoteConfig_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsEffectiveConfig_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsHealth_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsRemoteConfig_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsHeartbeat_VALUE;

  private Messages() {}

  /** A message that says nothing but that the agent is there. */
  static Opamp.AgentToServer.Builder heartbeat() {
    return Opamp.AgentToServer.newBuilder().setCapabilities(CAPABILITIES);
  }

  /** Everything. */
  static Opamp.AgentToServer.Builder full(Report report) {
    return changed(null, report)
        .orElseGet(Messages::heartbeat)
        .setCustomCapabilities(
            Opamp.CustomCapabilities.newBuilder()
                .addCapabilities(OpAmp.EVENTS_CAPABILITY)
                .addCapabilities(OpAmp.OPERATIONS_CAPABILITY)
                .addCapabilities(ConsoleMessages.CAPABILITY));
  }

  /**
   * What differs.
   *
   * @param before what was sent before; null for nothing
   */
  static Optional<Opamp.AgentToServer.Builder> changed(@Nullable Report before, Report now) {
    var message = heartbeat();
    boolean differs = false;
    if (before == null
        || !before.identifying().equals(now.identifying())
        || !before.facts().equals(now.facts())) {
      message.setAgentDescription(description(now));
      differs = true;
    }
    if (before == null || !before.observed().equals(now.observed())) {
      message.setEffectiveConfig(OpAmp.effectiveConfig(now.observed()));
      message.setHealth(health(now));
      differs = true;
    }
    if (before == null || !before.status().equals(now.status())) {
      message.setRemoteConfigStatus(now.status());
      differs = true;
    }
    return differs ? Optional.of(message) : Optional.empty();
  }

  private static Opamp.AgentDescription description(Report report) {
    var description = Opamp.AgentDescription.newBuilder();
    new TreeMap<>(report.identifying())
        .forEach((key, value) -> description.addIdentifyingAttributes(attribute(key, value)));
    new TreeMap<>(report.facts())
        .forEach((key, value) -> description.addNonIdentifyingAttributes(attribute(key, value)));
    return description.build();
  }

  private static Anyvalue.KeyValue attribute(String key, String value) {
    return Anyvalue.KeyValue.newBuilder()
        .setKey(key)
        .setValue(Anyvalue.AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static Opamp.ComponentHealth health(Report report) {
    var whole = Opamp.ComponentHealth.newBuilder();
    boolean healthy = true;
    for (InstanceObserved instance : report.observed()) {
      Opamp.ComponentHealth component = component(instance);
      healthy &= component.getHealthy();
      whole.putComponentHealthMap(instance.service(), component);
    }
    return whole.setHealthy(healthy).setStatus(healthy ? "ok" : "degraded").build();
  }

  private static Opamp.ComponentHealth component(InstanceObserved instance) {
    var component = Opamp.ComponentHealth.newBuilder().setStatus(instance.state().name());
    boolean healthy = true;
    Instant newest = Instant.EPOCH;
    for (Condition condition : instance.conditions()) {
      boolean holds =
          condition.status() == Condition.Status.TRUE
              || condition.status() == Condition.Status.NOT_APPLICABLE;
      if (healthy && !holds) {
        component.setLastError(condition.message());
      }
      healthy &= holds;
      newest = condition.since().isAfter(newest) ? condition.since() : newest;
      component.putComponentHealthMap(
          condition.type().word(),
          Opamp.ComponentHealth.newBuilder()
              .setHealthy(holds)
              .setStatus(condition.status().word())
              .setLastError(condition.message())
              .setStatusTimeUnixNano(nanos(condition.since()))
              .build());
    }
    return component.setHealthy(healthy).setStatusTimeUnixNano(nanos(newest)).build();
  }

  private static long nanos(Instant at) {
    return at.getEpochSecond() * 1_000_000_000L + at.getNano();
  }

  /** The attributes of a description, for tests and logs. */
  static Map<String, String> attributes(Opamp.AgentDescription description) {
    var found = new TreeMap<String, String>();
    description
        .getNonIdentifyingAttributesList()
        .forEach(one -> found.put(one.getKey(), one.getValue().getStringValue()));
    return found;
  }
}
