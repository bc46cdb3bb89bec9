package io.kitward.policy.tags;

import io.kitward.policy.SourcedTag;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A node as the report on tags sees it.
 *
 * @param tags its effective tags, with every source
 * @param heard when each source last spoke of this node, also when it had nothing new
 */
public record TaggedNode(
    String certname, List<SourcedTag> tags, Map<String, String> facts, Map<String, Instant> heard) {
  public TaggedNode {
    tags = List.copyOf(tags);
    facts = Map.copyOf(facts);
    heard = Map.copyOf(heard);
  }
}
