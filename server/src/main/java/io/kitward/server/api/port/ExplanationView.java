package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a service is on a node or not, and where each of its values comes from.
 *
 * @param state one of wanted, denied, not-required, or that there is a conflict
 * @param reasons what speaks for and against it, what wins first
 * @param versions leaves by package
 * @param conflicts a sentence each
 * @param changesAt when this changes by itself, if nobody does anything; null when it does not
 * @param changesTo the state from then on; the same as now when only its content changes
 * @param changesWith {@code proof} where what Puppet declared loses its proof then, which each of
 *     Puppet's runs renews, else {@code time}: what was said for a time ends
 * @param leftBy the plan that left the node as it was, so that it follows earlier documents; null
 *     for none
 * @param waiting what keeps the instance from becoming so, such as the brake; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExplanationView(
    String node,
    String service,
    String state,
    List<Reason> reasons,
    List<Leaf> parameters,
    List<Leaf> versions,
    List<String> conflicts,
    @Nullable Instant changesAt,
    @Nullable String changesTo,
    @Nullable String changesWith,
    @Nullable String leftBy,
    @Nullable String waiting) {

  /**
   * A document that speaks for or against the service.
   *
   * @param effect {@code requires}, {@code denies} or {@code undecided}
   * @param bundle through which bundle; empty for none
   * @param selector its selector, groups put in; empty where it names the node
   * @param tags the node's tags that the selector looks at
   * @param words an exemption's reason; empty otherwise
   * @param until an exemption's end; null otherwise
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Reason(
      String effect,
      String document,
      String bundle,
      int priority,
      String selector,
      List<TagEvidence> tags,
      Map<String, String> facts,
      String words,
      @Nullable Instant until) {}

  /** A tag, who set it, and when. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TagEvidence(
      String tag,
      String source,
      String setBy,
      @Nullable Instant setAt,
      @Nullable Instant expires) {}

  /** One parameter or version; without a winner there is a conflict or no value. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Leaf(String name, @Nullable Candidate winner, List<Candidate> losers) {}

  /**
   * A value and where it came from.
   *
   * @param value as text; a secret as its reference
   * @param why why it lost; empty for the winner
   */
  public record Candidate(String value, String origin, String why, List<TagEvidence> tags) {}
}
