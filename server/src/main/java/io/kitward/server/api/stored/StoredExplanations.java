package io.kitward.server.api.stored;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.counterfactual.Counterfactual;
import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.Explanations;
import io.kitward.server.api.port.WouldGetView;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.NextChange;
import io.kitward.server.desired.NodeInTime;
import io.kitward.server.desired.NodePins;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.store.Store;
import io.kitward.server.vouch.DeclarationTable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The explanations of what the store holds. Thread-safe. */
public final class StoredExplanations implements Explanations {

  private final Store store;
  private final LivePolicy policy;
  private final Clock clock;

  public StoredExplanations(Store store, LivePolicy policy, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.clock = clock;
  }

  private record Seen(
      Node node,
      List<SourcedTag> set,
      List<DeclaredService> declared,
      Policy follows,
      Optional<NodePins.Pin> pin,
      List<Instance> instances) {

    /** What the service waits for on this node. */
    Optional<String> waiting(String service) {
      return instances.stream()
          .filter(instance -> instance.service().equals(service))
          .map(Instance::waiting)
          .filter(words -> !words.isEmpty())
          .findFirst();
    }

    boolean describes(String service) {
      return follows.resolution().documents().service(service).isPresent()
          || instances.stream().anyMatch(instance -> instance.service().equals(service));
    }

    NodeInTime inTime() {
      return new NodeInTime(node.certname(), set, declared, node.facts(), follows);
    }
  }

  private Optional<Seen> see(String certname) {
    return store.read(
        handle ->
            NodeTable.find(handle, certname)
                .map(
                    node -> {
                      Optional<NodePins.Pin> pin = NodePins.of(handle, node.id());
                      return new Seen(
                          node,
                          TagTable.of(handle, node.id()).stream().map(SetTag::sourced).toList(),
                          DeclarationTable.services(handle, List.of(node.id()))
                              .getOrDefault(node.id(), List.of()),
                          pin.map(it -> policy.at(handle, it.revision())).orElse(policy.get()),
                          pin,
                          InstanceTable.of(handle, node.id()));
                    }));
  }

  @Override
  public Optional<ExplanationView> explain(String certname, String service) {
    Instant now = clock.instant();
    return see(certname)
        .map(
            seen -> {
              NodeInTime node = seen.inTime();
              return ExplanationViews.of(
                  node.look(service, now).explanation(),
                  NextChange.of(node, service, now),
                  seen.pin().map(NodePins.Pin::plan),
                  seen.waiting(service));
            });
  }

  @Override
  public Optional<WouldGetView> wouldGet(String certname, String service) {
    Instant now = clock.instant();
    return see(certname)
        .map(
            seen ->
                ExplanationViews.of(
                    Counterfactual.wouldGet(
                        seen.follows().resolution(),
                        certname,
                        seen.set(),
                        seen.node().facts(),
                        service,
                        now)));
  }

  @Override
  public boolean describes(String certname, String service) {
    return see(certname).map(seen -> seen.describes(service)).orElse(false);
  }
}
