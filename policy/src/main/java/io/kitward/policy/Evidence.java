package io.kitward.policy;

import io.kitward.selector.Attribute;
import io.kitward.selector.Selector;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** What of a node a selector looks at. */
final class Evidence {
  private static final Comparator<SourcedTag> ORDER =
      Comparator.comparing(SourcedTag::tag).thenComparing(SourcedTag::source);

  private Evidence() {}

  /** The node's tags of the selector's keys, from every source. */
  static List<SourcedTag> tags(NodeView node, Selector selector) {
    return tags(node, selector.keys());
  }

  /** The node's tags of some keys, from every source. */
  static List<SourcedTag> tags(NodeView node, Set<String> keys) {
    return node.tags().stream()
        .filter(tag -> keys.contains(tag.tag().key()))
        .sorted(ORDER)
        .toList();
  }

  /** The node's facts of the selector's paths. */
  static NavigableMap<String, String> facts(NodeView node, Selector selector) {
    NavigableMap<String, String> facts = new TreeMap<>();
    for (Attribute attribute : selector.attributes()) {
      if (attribute.equals(Attribute.CERTNAME)) {
        facts.put(attribute.name(), node.certname());
      } else if (!attribute.isTag() && node.facts().get(attribute.name()) != null) {
        facts.put(attribute.name(), String.valueOf(node.facts().get(attribute.name())));
      }
    }
    return facts;
  }
}
