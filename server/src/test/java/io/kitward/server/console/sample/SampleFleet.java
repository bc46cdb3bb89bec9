package io.kitward.server.console.sample;

import io.kitward.selector.Selector;
import io.kitward.selector.Tags;
import io.kitward.server.api.port.BackendView;
import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.EventView;
import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.Instances;
import io.kitward.server.api.port.NodeView;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.Status;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.api.port.TagReports;
import io.kitward.server.census.CountedSample;
import io.kitward.server.desired.Phase;
import java.time.Clock;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Nodes and instances in memory, with the other ports around them. Thread-safe. */
public final class SampleFleet implements Nodes, Instances, Status, Backends {
  private final Map<String, NodeView> nodes = new ConcurrentSkipListMap<>();
  private final Map<String, Map<String, InstanceView>> instances = new ConcurrentSkipListMap<>();
  private final List<BackendView> backends = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final Clock clock;

  public final SampleEvents events = new SampleEvents();
  public final SampleDocuments documents = new SampleDocuments();
  public final SampleDrafts drafts = new SampleDrafts();
  public final SamplePlans plans = new SamplePlans();
  public final SampleExceptions exceptions;
  public final SampleAudit audit = new SampleAudit();
  public final SampleTokens tokens;
  public final SampleTags tags = new SampleTags();
  public final SampleExplanations explanations = new SampleExplanations();
  public final SampleOperations operations;
  public final SampleSuspensions suspensions;

  public SampleFleet(Clock clock) {
    this.clock = clock;
    this.tokens = new SampleTokens(clock);
    this.exceptions = new SampleExceptions(clock);
    this.operations = new SampleOperations(nodes.keySet(), clock);
    this.suspensions = new SampleSuspensions(nodes.keySet(), clock);
  }

  public Ports ports() {
    return new Ports(
        this,
        new CountedSample(
            nodes::values, node -> List.copyOf(instances.getOrDefault(node, Map.of()).values())),
        _ -> Optional.of(List.of()),
        operations,
        tags,
        new NoDeclarations(),
        new NoVouching(),
        this,
        new SampleHistory(this, clock),
        events,
        documents,
        drafts,
        plans,
        explanations,
        _ -> new TagReports.Report(List.of()),
        this,
        new SampleLedgers(),
        exceptions,
        audit,
        this,
        tokens,
        new NoSecrets(),
        List::of,
        new NoJoining(),
        new NoJoining(),
        new NoJoining(),
        suspensions,
        new SampleRepositories(clock));
  }

  public void put(NodeView node) {
    nodes.put(node.certname(), node);
  }

  public void remove(String certname) {
    nodes.remove(certname);
    instances.remove(certname);
  }

  /** Puts an instance, and the node's phases after it. */
  public void put(InstanceView instance) {
    Map<String, InstanceView> own =
        instances.computeIfAbsent(instance.node(), _ -> new ConcurrentSkipListMap<>());
    own.put(instance.service(), instance);
    NodeView node = nodes.get(instance.node());
    if (node != null) {
      put(withPhases(node, List.copyOf(own.values())));
    }
  }

  public void put(BackendView backend) {
    backends.removeIf(known -> known.name().equals(backend.name()));
    backends.add(backend);
    backends.sort(Comparator.comparing(BackendView::name));
  }

  /** Says that something happened, which wakes the streams. */
  public void happened(String node, String service, String kind, String message) {
    events.add(new EventView(events.latest() + 1, clock.instant(), node, service, kind, message));
  }

  private static NodeView withPhases(NodeView node, List<InstanceView> own) {
    var phases = new EnumMap<Phase, Integer>(Phase.class);
    own.forEach(instance -> phases.merge(instance.phase(), 1, Integer::sum));
    Phase worst =
        own.stream().map(InstanceView::phase).max(Comparator.naturalOrder()).orElse(Phase.OK);
    return new NodeView(
        node.certname(),
        node.id(),
        node.connected(),
        node.lastSeen(),
        node.connectorVersion(),
        node.simulated(),
        worst,
        phases,
        node.tags(),
        node.facts(),
        node.createdAt());
  }

  @Override
  public List<NodeView> page(@Nullable Selector selector, String after, int limit) {
    return nodes.values().stream()
        .filter(node -> node.certname().compareTo(after) > 0)
        .filter(node -> selector == null || selector.matches(tags(node)))
        .limit(limit)
        .toList();
  }

  @Override
  public List<NodeView> of(List<String> certnames) {
    return certnames.stream().flatMap(name -> find(name).stream()).toList();
  }

  @Override
  public int openExceptions() {
    return exceptions.page(ExceptionFilter.in("open"), "", 1_000).size();
  }

  @Override
  public Optional<NodeView> find(String certname) {
    return Optional.ofNullable(nodes.get(certname));
  }

  private static Tags tags(NodeView node) {
    return Tags.parse(node.tags().toArray(String[]::new));
  }

  @Override
  public List<InstanceView> page(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    Comparator<InstanceView> order =
        Comparator.comparing(InstanceView::node).thenComparing(InstanceView::service);
    return instances.values().stream()
        .flatMap(own -> own.values().stream())
        .filter(i -> filter.node() == null || filter.node().equals(i.node()))
        .filter(i -> filter.service() == null || filter.service().equals(i.service()))
        .filter(i -> filter.phase() == null || filter.phase() == i.phase())
        .filter(i -> selected(filter.selector(), i.node()))
        .filter(
            i -> {
              int byNode = i.node().compareTo(afterNode);
              return byNode > 0 || (byNode == 0 && i.service().compareTo(afterService) > 0);
            })
        .sorted(order)
        .limit(limit)
        .toList();
  }

  private boolean selected(@Nullable Selector selector, String certname) {
    NodeView node = nodes.get(certname);
    return selector == null || (node != null && selector.matches(tags(node)));
  }

  @Override
  public List<BackendView> list() {
    return List.copyOf(backends);
  }

  @Override
  public Discovery discover(String backend) {
    return new Discovery.Unknown();
  }

  @Override
  public StatusView overview() {
    List<InstanceView> all =
        instances.values().stream().flatMap(own -> own.values().stream()).toList();
    Map<Phase, Integer> phases =
        Arrays.stream(Phase.values())
            .collect(Collectors.toMap(Function.identity(), _ -> 0, (a, _) -> a, TreeMap::new));
    all.forEach(instance -> phases.merge(instance.phase(), 1, Integer::sum));
    return new StatusView(
        "0.1.0",
        clock.instant(),
        1,
        nodes.size(),
        (int) nodes.values().stream().filter(NodeView::connected).count(),
        (int) nodes.values().stream().filter(NodeView::simulated).count(),
        phases,
        (int) all.stream().filter(SampleFleet::unproven).count(),
        openExceptions(),
        causes(all),
        list());
  }

  private static boolean unproven(InstanceView instance) {
    return instance.phase() == Phase.OK
        && instance.conditions().getLast().status().equals("NotApplicable");
  }

  private record Cause(Phase phase, String service, String message) {}

  private static List<StatusView.Cause> causes(List<InstanceView> all) {
    return all.stream()
        .filter(i -> i.phase() == Phase.FAILED || i.phase() == Phase.DEGRADED)
        .collect(
            Collectors.groupingBy(
                i ->
                    new Cause(
                        i.phase(),
                        i.service(),
                        i.conditions().stream()
                            .filter(c -> c.status().equals("False"))
                            .map(c -> c.message())
                            .findFirst()
                            .orElse(""))))
        .entrySet()
        .stream()
        .map(
            e ->
                new StatusView.Cause(
                    e.getKey().phase(),
                    e.getKey().service(),
                    e.getKey().message(),
                    e.getValue().size(),
                    e.getValue().stream()
                        .map(InstanceView::phaseSince)
                        .min(Comparator.naturalOrder())
                        .orElseThrow()))
        .sorted(Comparator.comparingInt(StatusView.Cause::nodes).reversed())
        .limit(20)
        .toList();
  }

  @Override
  public Optional<String> notReady() {
    return Optional.empty();
  }

  @Override
  public String metrics() {
    return "";
  }

  /** The events of one node, for tests. */
  public List<EventView> eventsOf(String node) {
    return events.before(new EventFilter(node, null), Long.MAX_VALUE, 1_000);
  }
}
