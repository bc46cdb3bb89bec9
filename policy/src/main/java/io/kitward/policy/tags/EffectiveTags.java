package io.kitward.policy.tags;

import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.Trust;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a node that count now, and those that do not, each with why.
 *
 * @param tags sorted, with every source
 * @param conflicts keys that have no value because it can't be decided
 * @param failures what rules could not derive
 * @param changesAt the next instant at which this changes by itself; null when it does not
 */
public record EffectiveTags(
    List<EffectiveTag> tags,
    List<RefusedTag> refused,
    List<TagConflict> conflicts,
    List<RuleFailure> failures,
    @Nullable Instant changesAt) {
  public EffectiveTags {
    tags = List.copyOf(tags);
    refused = List.copyOf(refused);
    conflicts = List.copyOf(conflicts);
    failures = List.copyOf(failures);
  }

  /** Every source's word that counts. */
  public List<SourcedTag> sourced() {
    return tags.stream().flatMap(tag -> tag.sources().stream()).toList();
  }

  /** The node as resolution sees it. */
  public NodeView view(String certname, Map<String, String> facts) {
    TreeSet<String> open = new TreeSet<>();
    conflicts.forEach(conflict -> open.add(conflict.key()));
    return new NodeView(certname, sourced(), facts, open);
  }

  /** Tags that count, by tag. */
  static List<EffectiveTag> grouped(List<SourcedTag> counting) {
    TreeMap<Tag, List<SourcedTag>> byTag = new TreeMap<>();
    counting.forEach(tag -> byTag.computeIfAbsent(tag.tag(), t -> new ArrayList<>()).add(tag));
    List<EffectiveTag> tags = new ArrayList<>();
    byTag.forEach(
        (tag, sources) -> {
          sources.sort(SetOrder.BY_SOURCE);
          Trust trust =
              sources.stream().map(SourcedTag::trust).reduce(Trust.SELF_ASSERTED, Trust::highest);
          tags.add(new EffectiveTag(tag, trust, sources));
        });
    return tags;
  }
}
