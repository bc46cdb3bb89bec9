package io.kitward.policy;

import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a selector picks a node whatever that node says of itself: by its name, the tags that
 * others vouch for, and keys that nodes can't influence. Immutable.
 */
public final class TrustedMatch {
  private final Set<String> guarded = new HashSet<>();

  public TrustedMatch(Collection<TagKeyDocument> keys) {
    keys.stream().filter(TagKeyDocument::guarded).forEach(key -> guarded.add(key.key()));
  }

  /** Asks an expanded selector. */
  public boolean holds(Selector selector, NodeView node) {
    return Certainty.of(selector, node.trustedSubject(), attribute -> open(attribute, node))
        == Certainty.YES;
  }

  private boolean open(Attribute attribute, NodeView node) {
    return attribute.isTag()
        ? !guarded.contains(attribute.name()) || node.openKeys().contains(attribute.name())
        : !attribute.equals(Attribute.CERTNAME);
  }
}
