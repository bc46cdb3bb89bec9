package io.kitward.server.channel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the door counts. */
final class DoorMeters {

  private final MeterRegistry registry;
  final Counter received;
  final Counter sent;
  final Counter unreadable;

  private @Nullable Gauge open;

  DoorMeters(MeterRegistry registry) {
    this.registry = registry;
    received =
        Counter.builder("kitward.channel.messages").tag("direction", "in").register(registry);
    sent = Counter.builder("kitward.channel.messages").tag("direction", "out").register(registry);
    unreadable = Counter.builder("kitward.channel.messages.unreadable").register(registry);
  }

  /** Shows how many sessions there are, until {@link #close}. */
  void watch(Sessions sessions) {
    open =
        Gauge.builder("kitward.channel.sessions", sessions, Sessions::size)
            .description("Nodes that have a session now")
            .register(registry);
  }

  void close() {
    if (open != null) {
      registry.remove(open);
    }
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
