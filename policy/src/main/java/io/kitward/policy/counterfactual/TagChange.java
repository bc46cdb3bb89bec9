package io.kitward.policy.counterfactual;

import io.kitward.selector.Tag;
import java.util.Comparator;
import java.util.List;

/** One tag added to or removed from a node. */
public sealed interface TagChange extends Comparable<TagChange> {
  Tag tag();

  /**
   * The tag is added.
   *
   * @param sources who may set it, as the tag key lists them; empty when anyone may
   */
  record Add(Tag tag, List<String> sources) implements TagChange {
    public Add {
      sources = List.copyOf(sources);
    }
  }

  /**
   * The tag is taken away from every source that says it.
   *
   * @param sources those who set it, each of which must drop it
   */
  record Remove(Tag tag, List<String> sources) implements TagChange {
    public Remove {
      sources = List.copyOf(sources);
    }
  }

  /** Removals first, then by tag. */
  @Override
  default int compareTo(TagChange other) {
    return Comparator.comparing((TagChange change) -> change instanceof Add)
        .thenComparing(TagChange::tag)
        .compare(this, other);
  }
}
