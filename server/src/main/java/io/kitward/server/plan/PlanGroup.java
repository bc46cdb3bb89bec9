package io.kitward.server.plan;

import java.util.List;

/**
 * Nodes on which a plan does the same thing to one service, or to the tags of one source.
 *
 * @param id short, the same for the same change
 * @param effect that of {@link PlannedNode.Step}, or {@code tagged}
 * @param service empty for tags
 * @param offboarding for a removal: what happens to what is there; else empty
 * @param before hash of the instances before; empty when there were none, or they differ
 * @param after the same afterwards
 * @param source of the tags; empty for a service
 * @param added tags that all of them get; empty when they differ
 * @param removed tags that all of them lose; empty when they differ
 * @param exact whether all are equal; of a plan with very many different changes only service and
 *     effect, or the source, are
 * @param nodes how many nodes
 * @param sample the first of them
 */
public record PlanGroup(
    String id,
    String effect,
    String service,
    String offboarding,
    String before,
    String after,
    String source,
    List<String> added,
    List<String> removed,
    boolean exact,
    int nodes,
    String sample) {

  /** What happens to tags. */
  public static final String TAGGED = "tagged";

  public PlanGroup {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  /** Whether it is about tags, not about a service. */
  public boolean ofTags() {
    return effect.equals(TAGGED);
  }
}
