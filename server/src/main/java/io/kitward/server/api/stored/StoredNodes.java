package io.kitward.server.api.stored;

import io.kitward.policy.tags.EffectiveTags;
import io.kitward.selector.Selector;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.NodePins;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The nodes as read from the store, with what is known of their sessions. Thread-safe. */
public final class StoredNodes implements Nodes {

  private static final int BATCH = 500;

  private final Store store;
  private final Supplier<Policy> policy;
  private final Channel channel;
  private final NodeSessions sessions;
  private final InstanceViews views;
  private final Clock clock;

  StoredNodes(
      Store store,
      Supplier<Policy> policy,
      Channel channel,
      NodeSessions sessions,
      InstanceViews views,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.channel = channel;
    this.sessions = sessions;
    this.views = views;
    this.clock = clock;
  }

  @Override
  public List<NodeView> page(@Nullable Selector selector, String after, int limit) {
    Instant now = clock.instant();
    Optional<Selector> expanded =
        Optional.ofNullable(selector)
            .map(it -> it.expand(policy.get().resolution().documents().groups()));
    return store.read(
        handle -> {
          var found = new ArrayList<NodeView>();
          String last = after;
          while (true) {
            List<Node> nodes = NodeTable.page(handle, last, BATCH);
            Map<UUID, EffectiveTags> tags = EffectiveNodes.tags(handle, nodes, policy.get(), now);
            for (Node node : nodes) {
              EffectiveTags own = tags.get(node.id());
              if (own != null && matches(expanded, node, own)) {
                found.add(view(handle, node, own, now));
                if (found.size() == limit) {
                  return found;
                }
              }
            }
            if (nodes.size() < BATCH) {
              return found;
            }
            last = nodes.getLast().certname();
          }
        });
  }

  @Override
  public Optional<NodeView> find(String certname) {
    Instant now = clock.instant();
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(
                    node -> {
                      Map<UUID, EffectiveTags> tags =
                          EffectiveNodes.tags(handle, List.of(node), policy.get(), now);
                      return view(handle, node, Objects.requireNonNull(tags.get(node.id())), now);
                    }));
  }

  private static boolean matches(Optional<Selector> selector, Node node, EffectiveTags tags) {
    return selector.isEmpty()
        || selector.get().matches(tags.view(node.certname(), node.facts()).subject());
  }

  private NodeView view(Handle handle, Node node, EffectiveTags tags, Instant now) {
    Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
    InstanceTable.of(handle, node.id())
        .forEach(instance -> phases.merge(views.phase(instance, now), 1, Integer::sum));
    Phase worst = phases.keySet().stream().max(Phase::compareTo).orElse(Phase.OK);
    return new NodeView(
        node.certname(),
        node.id(),
        channel.connected(node.id()),
        sessions.lastSeen(node.id()).or(() -> contact(handle, node)).orElse(null),
        node.connectorVersion(),
        node.simulated(),
        worst,
        phases,
        tags.tags().stream().map(tag -> tag.tag().toString()).sorted().toList(),
        node.facts(),
        node.createdAt(),
        NodePins.of(handle, node.id()).map(pin -> "p-" + pin.plan()).orElse(null),
        retired(RetirementTable.of(handle, node.id())));
  }

  private static NodeView.@Nullable Retired retired(Retirement retirement) {
    return retirement.state() == Retirement.State.HERE
        ? null
        : new NodeView.Retired(
            retirement.state().text(),
            retirement.at().orElse(null),
            retirement.by(),
            retirement.why());
  }

  private static Optional<Instant> contact(Handle handle, Node node) {
    return handle
        .createQuery("select last_seen from node_contact where node_id = :id")
        .bind("id", node.id())
        .mapTo(Instant.class)
        .findOne();
  }
}
