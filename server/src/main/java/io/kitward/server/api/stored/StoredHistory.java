package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.selector.Selector;
import io.kitward.server.api.port.History;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.history.Coverage;
import io.kitward.server.history.CoverageReader;
import io.kitward.server.history.FigureReader;
import io.kitward.server.history.Past;
import io.kitward.server.history.Past.Away;
import io.kitward.server.history.Past.InstanceWas;
import io.kitward.server.history.Past.NodeWas;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What was, as read from the store. Thread-safe. */
public final class StoredHistory implements History {

  private static final int BATCH = 500;

  private final Store store;
  private final Supplier<Policy> policy;
  private final Clock clock;

  public StoredHistory(Store store, Supplier<Policy> policy, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.clock = clock;
  }

  @Override
  public Instant begin() {
    return store.read(Past::begin);
  }

  @Override
  public Figures figures(String service, Instant from, Instant to) {
    Duration step = FigureReader.step(Duration.between(from, to));
    return new Figures(
        from,
        to,
        service,
        step,
        store.read(handle -> FigureReader.of(handle, service, from, to, step)));
  }

  @Override
  public List<String> services() {
    return store.read(FigureReader::services);
  }

  @Override
  public Coverage coverage(YearMonth month, @Nullable Selector selector, String key) {
    DocumentSet documents = policy.get().resolution().documents();
    Instant now = clock.instant();
    return store.read(
        handle -> new CoverageReader(handle, documents, now).read(month, selector, key));
  }

  @Override
  public List<InstanceView> instances(
      InstanceFilter filter, Instant at, String afterNode, String afterService, int limit) {
    Optional<Selector> selector =
        Optional.ofNullable(filter.selector())
            .map(it -> it.expand(policy.get().resolution().documents().groups()));
    return store.read(
        handle -> {
          var found = new ArrayList<InstanceView>();
          String node = afterNode;
          if (filter.node() != null) {
            return first(
                then(handle, named(handle, filter.node()), filter, selector, at),
                afterNode,
                afterService,
                limit);
          }
          // The node of the cursor may have services behind it.
          List<Node> nodes =
              afterNode.isEmpty() ? NodeTable.page(handle, "", BATCH) : named(handle, afterNode);
          while (true) {
            found.addAll(
                first(
                    then(handle, nodes, filter, selector, at),
                    afterNode,
                    afterService,
                    limit - found.size()));
            if (found.size() == limit) {
              return found;
            }
            node = nodes.isEmpty() ? node : nodes.getLast().certname();
            nodes = NodeTable.page(handle, node, BATCH);
            if (nodes.isEmpty()) {
              return found;
            }
          }
        });
  }

  private static List<Node> named(Handle handle, String certname) {
    return NodeTable.find(handle, certname).stream().toList();
  }

  /** So many of them that stand behind a place. */
  private static List<InstanceView> first(
      List<InstanceView> views, String afterNode, String afterService, int limit) {
    return views.stream()
        .filter(
            view -> !view.node().equals(afterNode) || view.service().compareTo(afterService) > 0)
        .limit(limit)
        .toList();
  }

  /** The instances of these nodes at a moment, in the nodes' order, then by service. */
  private static List<InstanceView> then(
      Handle handle,
      List<Node> nodes,
      InstanceFilter filter,
      Optional<Selector> selector,
      Instant at) {
    Map<UUID, Node> byId = nodes.stream().collect(Collectors.toMap(Node::id, Function.identity()));
    Instant moment = at.plusNanos(1_000);
    Map<UUID, List<NodeWas>> tags = Past.nodes(handle, byId.keySet(), at, moment);
    Map<UUID, List<Away>> away = Past.away(handle, byId.keySet(), at, moment);
    Map<UUID, List<InstanceWas>> instances =
        Past.instances(handle, byId.keySet(), filter.service(), at, moment).stream()
            .collect(Collectors.groupingBy(InstanceWas::node));
    var views = new ArrayList<InstanceView>();
    for (Node node : nodes) {
      Optional<NodeWas> was = tags.getOrDefault(node.id(), List.of()).stream().findFirst();
      boolean picked =
          selector.isEmpty()
              || was.map(it -> selector.get().matches(it.subject(node.certname()))).orElse(false);
      if (picked) {
        for (InstanceWas instance : instances.getOrDefault(node.id(), List.of())) {
          InstanceView view = view(node, instance, was, away.containsKey(node.id()), at);
          if (filter.phase() == null || filter.phase() == view.phase()) {
            views.add(view);
          }
        }
      }
    }
    return views;
  }

  private static InstanceView view(
      Node node, InstanceWas instance, Optional<NodeWas> was, boolean away, Instant at) {
    boolean stale = away && instance.phase() != Phase.BLOCKED;
    return new InstanceView(
        node.certname(),
        instance.service(),
        stale ? Phase.STALE : instance.phase(),
        instance.from(),
        instance.cause(),
        List.of(),
        null,
        null,
        null,
        List.of(),
        List.of(),
        new InstanceView.Then(
            at,
            instance.wanted(),
            was.map(NodeWas::tags).orElse(List.of()).stream().sorted().toList()));
  }
}
