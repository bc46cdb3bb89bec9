package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.policy.plan.Totals;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Draft;
import io.kitward.server.plan.Summary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a change would do, in figures.
 *
 * @param id stable, short, such as {@code p-12}
 * @param state {@code open}, {@code outdated} (a document that it changes is another by now) or
 *     {@code applied}
 * @param ticket of the change that it belongs to; null for none
 * @param totals how many nodes and instances, and what happens to them
 * @param tagged nodes whose tags it changes
 * @param confirmation the figure that whoever applies it must repeat, and why; null when none
 * @param tags the tags that it changes, as they were asked for; of many only the first
 * @param edits how many such there are
 * @param sources the sources whose tags go
 * @param rename the tag key that it renames; null for none
 * @param result what became of it; null while it is open
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanView(
    String id,
    String state,
    Instant createdAt,
    String createdBy,
    @Nullable String ticket,
    List<Summary.DocumentLine> documents,
    List<Change.TagEdit> tags,
    int edits,
    List<String> sources,
    Change.@Nullable Rename rename,
    Totals totals,
    int tagged,
    Summary.@Nullable Asked confirmation,
    List<Summary.Caution> warnings,
    @Nullable Instant appliedAt,
    @Nullable String appliedBy,
    @Nullable Result result) {

  /**
   * What was done.
   *
   * @param nodes on how many nodes
   * @param followUp nodes that were left as they were, each with why: the next plan shows what is
   *     still to be done there
   */
  public record Result(int nodes, List<Draft.Left> followUp) {}
}
