package io.kitward.policy.tags;

import io.kitward.policy.Certainty;
import io.kitward.policy.NodeView;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.Trust;
import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import java.util.Map;

/** How far what a rule derives can be believed. */
final class RuleTrust {
  private RuleTrust() {}

  /** Trusted only where the selector holds whatever the node says of itself. */
  static Trust of(Selector selector, Map<String, TagKeyDocument> keys, NodeView node) {
    Certainty certainty =
        Certainty.of(selector, node.trustedSubject(), it -> open(it, keys, node));
    return certainty == Certainty.YES ? Trust.VOUCHED : Trust.SELF_ASSERTED;
  }

  private static boolean open(
      Attribute attribute, Map<String, TagKeyDocument> keys, NodeView node) {
    if (!attribute.isTag()) {
      return !attribute.equals(Attribute.CERTNAME);
    }
    TagKeyDocument key = keys.get(attribute.name());
    return key == null
        || key.openToSelfAssertion()
        || node.openKeys().contains(attribute.name());
  }
}
