package io.kitward.server.api.stored;

import io.kitward.server.api.port.AgentView;
import io.kitward.server.api.port.Agents;
import io.kitward.server.channel.AgentReport;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.rollout.StockAgent;
import io.kitward.server.rollout.StockAgentTable;
import io.kitward.server.store.Store;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Stock agents as read from the store, with what is known of their sessions. Thread-safe. */
public final class StoredAgents implements Agents {

  private final Store store;
  private final Channel channel;

  public StoredAgents(Store store, Channel channel) {
    this.store = store;
    this.channel = channel;
  }

  @Override
  public Optional<List<AgentView>> of(String certname) {
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(
                    node -> {
                      List<Instance> instances = InstanceTable.of(handle, node.id());
                      return StockAgentTable.of(handle, node.id()).stream()
                          .map(agent -> view(agent, instances))
                          .toList();
                    }));
  }

  private AgentView view(StockAgent agent, List<Instance> instances) {
    return new AgentView(
        agent.instanceUid(),
        agent.type(),
        channel.agents(agent.node()).contains(agent.instanceUid()),
        agent.since(),
        agent.attributes(),
        agent.health().map(StoredAgents::health).orElse(null),
        agent.effective(),
        new AgentView.Config(
            agent.config().stateHash(),
            agent.config().status().name().toLowerCase(Locale.ROOT),
            agent.config().message()),
        instances.stream()
            .filter(
                instance ->
                    instance.agent().filter(it -> it.type().equals(agent.type())).isPresent())
            .map(Instance::service)
            .toList());
  }

  private static AgentView.Health health(AgentReport.Health health) {
    Map<String, AgentView.Health> components = new TreeMap<>();
    health.components().forEach((name, component) -> components.put(name, health(component)));
    return new AgentView.Health(health.healthy(), health.status(), health.lastError(), components);
  }
}
