package io.kitward.policy;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a service is on a node: a matching policy (through a bundle, or naming it itself) with the
 * node's tags of the keys that its selector looks at, an assignment to the node, or a backend whose
 * console stands there; or why it is not: a policy that forbids, or an exemption.
 */
public record Because(Source source, String name, @Nullable String bundle, List<SourcedTag> tags)
    implements Comparable<Because> {
  private static final Comparator<Because> ORDER =
      Comparator.comparing(Because::source)
          .thenComparing(Because::name)
          .thenComparing(because -> String.valueOf(because.bundle()));

  public Because {
    tags = List.copyOf(tags);
  }

  /** What kind of document asks for the service, or takes it away. */
  public enum Source {
    POLICY,
    BACKEND,
    ASSIGNMENT,
    /** No document: Puppet's code itself. */
    PUPPET,
    EXEMPTION
  }

  @Override
  public int compareTo(Because other) {
    return ORDER.compare(this, other);
  }
}
