package io.kitward.server.rollout;

import io.kitward.protocol.Condition;
import io.kitward.protocol.Condition.Status;
import io.kitward.protocol.InstanceObserved;
import io.kitward.server.channel.AgentReport.Health;
import io.kitward.server.channel.RemoteConfigReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is observed of a service that stock agents carry out, in the words of a connector: a pure
 * function of what the agents said. Of several agents the worst one speaks.
 */
final class AgentConditions {

  private AgentConditions() {}

  /** One answer, without the time since when. */
  private record Answer(Status status, String reason, String message) {}

  /**
   * What is observed.
   *
   * @param hash of the configuration that was released to the agents
   * @param agents those of the service's type on the node
   * @param before what was observed before: a condition that is as it was keeps its time
   */
  static InstanceObserved observed(
      String service,
      String hash,
      List<StockAgent> agents,
      Optional<InstanceObserved> before,
      Instant now) {
    List<StockAgent> there = agents.stream().filter(StockAgent::connected).toList();
    var conditions = new ArrayList<Condition>();
    conditions.add(condition(Condition.Type.INSTALLED, installed(agents), before, now));
    conditions.add(condition(Condition.Type.CONFIGURED, configured(hash, agents), before, now));
    conditions.add(condition(Condition.Type.RUNNING, running(agents, there), before, now));
    conditions.add(condition(Condition.Type.HEALTHY, healthy(agents, there), before, now));
    return new InstanceObserved(
        service,
        agents.stream().allMatch(agent -> done(agent, hash)) && !agents.isEmpty() ? hash : "",
        state(hash, agents),
        conditions,
        Map.of(),
        List.of(),
        List.of());
  }

  private static boolean done(StockAgent agent, String hash) {
    RemoteConfigReport config = agent.config();
    return config.stateHash().equals(hash)
        && switch (config.status()) {
          case APPLIED, FAILED -> true;
          case UNSET, APPLYING -> false;
        };
  }

  private static InstanceObserved.State state(String hash, List<StockAgent> agents) {
    if (agents.isEmpty()) {
      return InstanceObserved.State.PENDING;
    }
    if (agents.stream().anyMatch(agent -> failed(agent, hash))) {
      return InstanceObserved.State.FAILED;
    }
    return agents.stream().allMatch(agent -> done(agent, hash))
        ? InstanceObserved.State.SETTLED
        : InstanceObserved.State.APPLYING;
  }

  private static boolean failed(StockAgent agent, String hash) {
    return agent.config().stateHash().equals(hash)
        && agent.config().status() == RemoteConfigReport.Status.FAILED;
  }

  private static Answer installed(List<StockAgent> agents) {
    return agents.isEmpty()
        ? new Answer(Status.UNKNOWN, "AgentUnknown", "no agent of this type has connected yet")
        : new Answer(Status.TRUE, "AgentConnected", "");
  }

  private static Answer configured(String hash, List<StockAgent> agents) {
    for (StockAgent agent : agents) {
      if (failed(agent, hash)) {
        String said = agent.config().message();
        return new Answer(
            Status.FALSE,
            "AgentRefuses",
            said.isEmpty() ? "the agent could not take its configuration" : said);
      }
    }
    boolean all = !agents.isEmpty() && agents.stream().allMatch(agent -> done(agent, hash));
    return all
        ? new Answer(Status.TRUE, "Applied", "")
        : new Answer(
            Status.UNKNOWN, "NotReported", "the agent has not said yet what it did with it");
  }

  private static Answer running(List<StockAgent> agents, List<StockAgent> there) {
    return there.isEmpty() || there.size() < agents.size()
        ? new Answer(Status.UNKNOWN, "AgentAway", "the agent has no session")
        : new Answer(Status.TRUE, "AgentConnected", "");
  }

  private static Answer healthy(List<StockAgent> agents, List<StockAgent> there) {
    if (there.isEmpty() || there.size() < agents.size()) {
      return agents.isEmpty()
          ? new Answer(Status.UNKNOWN, "AgentUnknown", "no agent of this type has connected yet")
          : new Answer(Status.FALSE, "AgentAway", "the agent's session has ended");
    }
    for (StockAgent agent : there) {
      Optional<Health> health = agent.health();
      if (health.isPresent() && !health.get().healthy()) {
        return new Answer(Status.FALSE, "AgentUnhealthy", words(health.get()));
      }
    }
    return there.stream().allMatch(agent -> agent.health().isPresent())
        ? new Answer(Status.TRUE, "AgentHealthy", "")
        : new Answer(
            Status.NOT_APPLICABLE, "HealthNotReported", "the agent does not report its health");
  }

  private static String words(Health health) {
    String own = health.lastError().isEmpty() ? health.status() : health.lastError();
    return health.components().entrySet().stream()
        .filter(component -> !component.getValue().healthy())
        .map(component -> component.getKey() + ": " + component.getValue().lastError())
        .reduce((a, b) -> a + "; " + b)
        .map(parts -> own.isEmpty() ? parts : own + " (" + parts + ")")
        .orElse(own.isEmpty() ? "the agent says that it is not healthy" : own);
  }

  private static Condition condition(
      Condition.Type type, Answer answer, Optional<InstanceObserved> before, Instant now) {
    Instant since =
        before.stream()
            .flatMap(observed -> observed.conditions().stream())
            .filter(old -> old.type() == type && old.status() == answer.status())
            .map(Condition::since)
            .findFirst()
            .orElse(now);
    return new Condition(type, answer.status(), since, answer.reason(), answer.message());
  }
}
