package io.kitward.server.api.stored;

import io.kitward.policy.tags.EffectiveTags;
import io.kitward.selector.Selector;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Census.NodeQuery;
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
import java.util.EnumMap;
import java.util.HashMap;
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

  private final Store store;
  private final Supplier<Policy> policy;
  private final Census census;
  private final Channel channel;
  private final NodeSessions sessions;
  private final InstanceViews views;
  private final Clock clock;

  StoredNodes(
      Store store,
      Supplier<Policy> policy,
      Census census,
      Channel channel,
      NodeSessions sessions,
      InstanceViews views,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.census = census;
    this.channel = channel;
    this.sessions = sessions;
    this.views = views;
    this.clock = clock;
  }

  @Override
  public List<NodeView> page(@Nullable Selector selector, String after, int limit) {
    return of(
        census.page(new NodeQuery(selector, null, null, Census.Sort.NAME, false, after, limit)));
  }

  @Override
  public List<NodeView> of(List<String> certnames) {
    if (certnames.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    return store.read(handle -> views(handle, NodeTable.named(handle, certnames), now));
  }

  @Override
  public Optional<NodeView> find(String certname) {
    return of(List.of(certname)).stream().findFirst();
  }

  /** In so many queries, however many nodes they are. */
  private List<NodeView> views(Handle handle, List<Node> nodes, Instant now) {
    List<UUID> ids = nodes.stream().map(Node::id).toList();
    Map<UUID, EffectiveTags> tags = EffectiveNodes.tags(handle, nodes, policy.get(), now);
    Map<UUID, Map<Phase, Integer>> phases = phases(handle, ids, now);
    Map<UUID, Instant> contacts = NodeTable.contacts(handle, ids);
    Map<UUID, Long> pins = NodePins.plans(handle, ids);
    Map<UUID, Retirement> retired = RetirementTable.of(handle, ids);
    return nodes.stream()
        .map(
            node -> {
              Map<Phase, Integer> own = phases.getOrDefault(node.id(), Map.of());
              Long pin = pins.get(node.id());
              return new NodeView(
                  node.certname(),
                  node.id(),
                  channel.connected(node.id()),
                  sessions
                      .lastSeen(node.id())
                      .or(() -> Optional.ofNullable(contacts.get(node.id())))
                      .orElse(null),
                  node.connectorVersion(),
                  node.simulated(),
                  own.keySet().stream().max(Phase::compareTo).orElse(Phase.OK),
                  own,
                  Objects.requireNonNull(tags.get(node.id())).tags().stream()
                      .map(tag -> tag.tag().toString())
                      .sorted()
                      .toList(),
                  node.facts(),
                  node.createdAt(),
                  pin == null ? null : "p-" + pin,
                  retired(retired.getOrDefault(node.id(), Retirement.NONE)));
            })
        .toList();
  }

  private Map<UUID, Map<Phase, Integer>> phases(Handle handle, List<UUID> ids, Instant now) {
    Map<UUID, Map<Phase, Integer>> phases = new HashMap<>();
    InstanceTable.standings(handle, ids)
        .forEach(
            standing ->
                phases
                    .computeIfAbsent(standing.node(), _ -> new EnumMap<>(Phase.class))
                    .merge(views.phase(standing, now), 1, Integer::sum));
    return phases;
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
}
