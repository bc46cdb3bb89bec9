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
    received = messages("in");
    sent = messages("out");
    unreadable =
        Counter.builder("kitward.channel.messages.unreadable")
            .description("Messages that could not be read")
            .register(registry);
    // Every series is there from the start: a rate over one that appears later would miss its
    // first.
    for (Refusal refusal : Refusal.values()) {
      refusals(refusal);
    }
    for (int status = 2; status <= 5; status++) {
      answers(status);
    }
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
    refusals(refusal).increment();
  }

  void answered(int status) {
    answers(status / 100).increment();
  }

  private Counter messages(String direction) {
    return Counter.builder("kitward.channel.messages")
        .description("Messages on nodes' sessions")
        .tag("direction", direction)
        .register(registry);
  }

  private Counter refusals(Refusal refusal) {
    return Counter.builder("kitward.channel.refused")
        .description("Those who did not get into the node door")
        .tag("reason", lower(refusal))
        .register(registry);
  }

  private Counter answers(int hundreds) {
    return Counter.builder("kitward.nodedoor.requests")
        .description("Requests at the node door by their answers")
        .tag("status", hundreds + "xx")
        .register(registry);
  }

  private static String lower(Refusal refusal) {
    return refusal.name().toLowerCase(Locale.ROOT);
  }
}
