package io.kitward.server.history;

import io.kitward.policy.DocumentSet;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.history.Past.Away;
import io.kitward.server.history.Past.InstanceWas;
import io.kitward.server.history.Past.NodeWas;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads a month's coverage, some hundred nodes at a time. A node counts where its last tags within
 * the month put it.
 */
public final class CoverageReader {

  private static final int BATCH = 500;

  private final Handle handle;
  private final DocumentSet documents;
  private final Instant now;

  /** A reader in the caller's transaction. */
  public CoverageReader(Handle handle, DocumentSet documents, Instant now) {
    this.handle = handle;
    this.documents = documents;
    this.now = now;
  }

  /**
   * The coverage of a month.
   *
   * @param selector null: all nodes
   * @param key groups are this tag key's values; empty: one group
   */
  public Coverage read(YearMonth month, @Nullable Selector selector, String key) {
    Instant first = start(month);
    Instant last = start(month.plusMonths(1));
    Instant begin = Past.begin(handle);
    Instant from = begin.isAfter(first) ? begin : first;
    Instant to = now.isBefore(last) ? now : last;
    var tally = new CoverageTally(from, to);
    if (from.isBefore(to)) {
      Selector expanded = selector == null ? null : selector.expand(documents.groups());
      String after = "";
      List<Node> nodes = NodeTable.page(handle, after, BATCH);
      while (!nodes.isEmpty()) {
        add(tally, nodes, expanded, key, from, to);
        after = nodes.getLast().certname();
        nodes = NodeTable.page(handle, after, BATCH);
      }
    }
    return new Coverage(
        month.toString(),
        from,
        to,
        from.equals(first),
        key,
        selector == null ? "" : selector.toString(),
        tally.lines(),
        exemptions(first, to));
  }

  private void add(
      CoverageTally tally,
      List<Node> nodes,
      @Nullable Selector selector,
      String key,
      Instant from,
      Instant to) {
    List<UUID> ids = nodes.stream().map(Node::id).toList();
    Map<UUID, List<NodeWas>> tags = Past.nodes(handle, ids, from, to);
    Map<UUID, String> groups = new HashMap<>();
    for (Node node : nodes) {
      List<NodeWas> was = tags.get(node.id());
      if (was != null) {
        Subject subject = was.getLast().subject(node.certname());
        if (selector == null || selector.matches(subject)) {
          groups.put(node.id(), key.isEmpty() ? "" : String.join(", ", subject.tags().values(key)));
        }
      }
    }
    Map<UUID, List<Away>> away = Past.away(handle, groups.keySet(), from, to);
    for (InstanceWas instance : Past.instances(handle, groups.keySet(), null, from, to)) {
      tally.add(
          instance,
          groups.getOrDefault(instance.node(), ""),
          away.getOrDefault(instance.node(), List.of()));
    }
  }

  private List<Coverage.Exempt> exemptions(Instant from, Instant to) {
    var exempt = new ArrayList<Coverage.Exempt>();
    if (from.isBefore(to)) {
      documents.exemptions().stream()
          .filter(exemption -> exemption.until().isAfter(from))
          .forEach(
              exemption ->
                  exempt.add(
                      new Coverage.Exempt(
                          exemption.name(),
                          exemption.selector().toString(),
                          exemption.services(),
                          exemption.reason(),
                          exemption.until())));
    }
    return exempt;
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
