package io.kitward.server.channel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What the door counts. */
final class DoorMeters {

  private final MeterRegistry registry;
  final Counter received;
  final Counter sent;
  final Counter unreadable;

  DoorMeters(MeterRegistry registry, Sessions sessions) {
    this.registry = registry;
    Gauge.builder("kitward.channel.sessions", sessions, Sessions::size)
        .description("Nodes that have a session now")
        .register(registry);
    received =
        Counter.builder("kitward.channel.messages").tag("direction", "in").register(registry);
    sent = Counter.builder("kitward.channel.messages").tag("direction", "out").register(registry);
    unreadable = Counter.builder("kitward.channel.messages.unreadable").register(registry);
  }

  /** Why somebody did not get in. */
  enum Refusal {
    HANDSHAKE,
    CERTIFICATE,
    CONNECTIONS,
    ADMISSION,
    OVERLOAD,
    REVOKED
  }

  void refused(Refusal refusal) {
    registry.counter("kitward.channel.refused", "reason", lower(refusal)).increment();
  }

  void answered(int status) {
    registry.counter("kitward.nodedoor.requests", "status", status / 100 + "xx").increment();
  }

  private static String lower(Refusal refusal) {
    return refusal.name().toLowerCase(Locale.ROOT);
  }
}
