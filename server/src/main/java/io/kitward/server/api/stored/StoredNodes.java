package io.kitward.server.api.stored;

import io.kitward.selector.Selector;
import io.kitward.selector.Tags;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Phase;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The nodes as read from the store, with what is known of their sessions. Thread-safe. */
public final class StoredNodes implements Nodes {

  private static final int BATCH = 500;

  private final Store store;
  private final Channel channel;
  private final NodeSessions sessions;
  private final InstanceViews views;
  private final Clock clock;

  StoredNodes(
      Store store, Channel channel, NodeSessions sessions, InstanceViews views, Clock clock) {
    this.store = store;
    this.channel = channel;
    this.sessions = sessions;
    this.views = views;
    this.clock = clock;
  }

  @Override
  public List<NodeView> page(@Nullable Selector selector, String after, int limit) {
    Instant now = clock.instant();
    return store.read(
        handle -> {
          var found = new ArrayList<NodeView>();
          String last = after;
          while (true) {
            List<Node> nodes = NodeTable.page(handle, last, BATCH);
            Map<UUID, Tags> tags =
                selector == null
                    ? Map.of()
                    : StoredInstances.tags(handle, nodes.stream().map(Node::id).toList());
            for (Node node : nodes) {
              if (selector == null || selector.matches(tags.getOrDefault(node.id(), Tags.none()))) {
                found.add(view(handle, node, now));
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
        handle -> NodeTable.find(handle, certname).map(node -> view(handle, node, now)));
  }

  private NodeView view(Handle handle, Node node, Instant now) {
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
        TagTable.of(handle, node.id()).stream()
            .map(set -> set.tag().toString())
            .distinct()
            .sorted()
            .toList(),
        node.facts(),
        node.createdAt());
  }

  private static Optional<Instant> contact(Handle handle, Node node) {
    return handle
        .createQuery("select last_seen from node_contact where node_id = :id")
        .bind("id", node.id())
        .mapTo(Instant.class)
        .findOne();
  }
}
