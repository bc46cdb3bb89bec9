package io.kitward.server.api.stored;

import io.kitward.policy.tags.EffectiveTags;
import io.kitward.policy.tags.TaggedNode;
import io.kitward.policy.tags.TagsReport;
import io.kitward.server.api.port.TagReports;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.rollout.Flapping;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The report on the tags that the store holds. Thread-safe. */
public final class StoredTagReports implements TagReports {

  private static final int PAGE = 2_000;

  private final Store store;
  private final Supplier<Policy> policy;
  private final Flapping flapping;
  private final Clock clock;

  public StoredTagReports(Store store, Supplier<Policy> policy, Flapping flapping, Clock clock) {
    this.store = store;
    this.flapping = flapping;
    this.policy = policy;
    this.clock = clock;
  }

  @Override
  public Report report(Duration silentFor) {
    Instant now = clock.instant();
    return store.read(
        handle -> {
          var findings = new ArrayList<Finding>();
          TagsReport report =
              TagsReport.of(
                  policy.get().resolution().documents(),
                  fleet(handle, now),
                  now.minus(silentFor),
                  Policy.MATCHER);
          findings(report, findings);
          flapping(handle, now, findings);
          return new Report(findings);
        });
  }

  /** Every node; the report keeps little of each. */
  private List<TaggedNode> fleet(Handle handle, Instant now) {
    var fleet = new ArrayList<TaggedNode>();
    String last = "";
    List<Node> nodes;
    do {
      nodes = NodeTable.page(handle, last, PAGE);
      Map<UUID, EffectiveTags> tags = EffectiveNodes.tags(handle, nodes, policy.get(), now);
      Map<UUID, Map<String, Instant>> heard =
          TagTable.heard(handle, nodes.stream().map(Node::id).toList());
      for (Node node : nodes) {
        EffectiveTags own = tags.get(node.id());
        fleet.add(
            new TaggedNode(
                node.certname(),
                own == null ? List.of() : own.sourced(),
                node.facts(),
                heard.getOrDefault(node.id(), Map.of())));
        last = node.certname();
      }
    } while (nodes.size() == PAGE);
    return fleet;
  }

  private static void findings(TagsReport report, List<Finding> findings) {
    report
        .unused()
        .forEach(
            it ->
                findings.add(
                    new Finding(
                        "unused-key",
                        it.key(),
                        "no node has the key "
                            + it.key()
                            + ", which "
                            + String.join(", ", it.readers())
                            + " reads"
                            + (it.nearest().isEmpty()
                                ? ""
                                : "; did you mean " + it.nearest() + "?"))));
    report
        .unread()
        .forEach(
            it ->
                findings.add(
                    new Finding(
                        "unread-key",
                        it.key(),
                        "nothing reads the key " + it.key() + ", on " + nodes(it.nodes()))));
    report.nearKeys().forEach(it -> findings.add(near("near-keys", it, "")));
    report.nearValues().forEach(it -> findings.add(near("near-values", it, it.key() + "=")));
    report
        .silent()
        .forEach(
            it ->
                findings.add(
                    new Finding(
                        "silent-source",
                        it.source(),
                        it.source()
                            + " said nothing of "
                            + nodes(it.nodes())
                            + " since "
                            + it.since()
                            + ", such as "
                            + String.join(", ", it.examples()))));
    report
        .matchNothing()
        .forEach(
            name ->
                findings.add(
                    new Finding("matches-nothing", name, "the policy " + name + " picks no node")));
  }

  private static Finding near(String kind, TagsReport.Near it, String prefix) {
    return new Finding(
        kind,
        prefix + it.one(),
        prefix
            + it.one()
            + " ("
            + nodes(it.nodesOfOne())
            + ") and "
            + prefix
            + it.other()
            + " ("
            + nodes(it.nodesOfOther())
            + ") probably mean the same");
  }

  private void flapping(Handle handle, Instant now, List<Finding> findings) {
    TagTable.removals(handle, flapping.often())
        .forEach(
            (place, removals) ->
                flapping
                    .until(removals, now)
                    .ifPresent(
                        until -> {
                          String name =
                              NodeTable.find(handle, place.node()).map(Node::certname).orElse("");
                          findings.add(
                              new Finding(
                                  "flapping",
                                  name,
                                  place.source().text()
                                      + " keeps changing the tags of "
                                      + name
                                      + "; removals there wait until "
                                      + until));
                        }));
  }

  private static String nodes(int count) {
    return count == 1 ? "1 node" : count + " nodes";
  }
}
