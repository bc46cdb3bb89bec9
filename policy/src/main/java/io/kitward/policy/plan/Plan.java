package io.kitward.policy.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a change would do, before it does it.
 *
 * @param documents what is different in the documents
 * @param nodes the nodes on which anything happens, by certname
 * @param confirmation null when a yes is enough
 */
public record Plan(
    List<DocumentChange> documents,
    List<NodeDifference> nodes,
    Totals totals,
    @Nullable Confirmation confirmation,
    List<Warning> warnings) {
  public Plan {
    documents = List.copyOf(documents);
    nodes = List.copyOf(nodes);
    warnings = List.copyOf(warnings);
  }
}
