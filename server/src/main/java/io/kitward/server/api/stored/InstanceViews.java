package io.kitward.server.api.stored;

import io.kitward.protocol.InstanceObserved;
import io.kitward.server.api.port.ConditionView;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.InstanceView.Parameter;
import io.kitward.server.api.port.InstanceView.StateHash;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import io.kitward.server.desired.Registrations;
import io.kitward.server.rollout.NodeSessions;
import java.time.Instant;
import java.util.List;

/** How a stored instance is shown now, given which nodes are connected. Thread-safe. */
final class InstanceViews {

  private final Channel channel;
  private final NodeSessions sessions;

  InstanceViews(Channel channel, NodeSessions sessions) {
    this.channel = channel;
    this.sessions = sessions;
  }

  Phase phase(Instance instance, Instant now) {
    return Phases.shown(
        instance, channel.connected(instance.node()), sessions.lastSeen(instance.node()), now);
  }

  Phase phase(InstanceTable.Standing standing, Instant now) {
    return Phases.shown(
        standing.stored(),
        standing.observed(),
        standing.repairedAt(),
        channel.connected(standing.node()),
        sessions.lastSeen(standing.node()),
        now);
  }

  /** What it waits for: on the server, or on its node. */
  private static String waiting(Instance instance) {
    if (!instance.waiting().isEmpty() || instance.observed().isEmpty()) {
      return instance.waiting();
    }
    InstanceObserved observed = instance.observed().get();
    InstanceObserved.Stance stance = observed.stance();
    if (observed.state() == InstanceObserved.State.PENDING
        && observed.discovery().relation() != InstanceObserved.Relation.MANAGED) {
      return "it was on its node before, or somebody else manages it, and it is not touched until a"
          + " person accepts: kitward adopt";
    }
    return switch (stance.mode()) {
      case ENFORCE -> stance.gaveUp();
      case OBSERVE -> "it is only observed, by " + stance.by();
      case SUSPENDED ->
          "it is suspended by "
              + stance.by()
              + (stance.until() == null ? "" : " until " + stance.until())
              + (stance.reason().isEmpty() ? "" : " (" + stance.reason() + ")");
    };
  }

  InstanceView view(String certname, Instance instance, Registrations registrations, Instant now) {
    return new InstanceView(
        certname,
        instance.service(),
        phase(instance, now),
        instance.phaseSince(),
        waiting(instance),
        Phases.conditions(instance, registrations).stream()
            .map(
                condition ->
                    new ConditionView(
                        condition.type().word(),
                        condition.status().word(),
                        condition.since(),
                        condition.reason(),
                        condition.message()))
            .toList(),
        instance.wanted().map(wanted -> new StateHash(wanted.hash())).orElse(null),
        instance.released().map(released -> new StateHash(released.hash())).orElse(null),
        instance
            .observed()
            .filter(observed -> !observed.hash().isEmpty())
            .map(observed -> new StateHash(observed.hash()))
            .orElse(null),
        instance.wanted().isPresent() ? instance.reasons().because() : List.of(),
        instance.reasons().parameters().stream()
            .map(
                parameter -> new Parameter(parameter.leaf(), parameter.value(), parameter.origin()))
            .toList());
  }
}
