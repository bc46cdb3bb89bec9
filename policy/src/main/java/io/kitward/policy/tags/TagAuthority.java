package io.kitward.policy.tags;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.TagRuleDocument;
import io.kitward.policy.TrustedMatch;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which of a node's tags count, by the tag keys and tag rules of a set of documents. A pure
 * function of what is handed in; immutable.
 */
public final class TagAuthority {
  /** A rule with its selector, groups put in. */
  record Rule(TagRuleDocument document, Selector selector) {}

  private final Map<String, TagKeyDocument> keys = new HashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private final TrustedMatch trust;

  private TagAuthority(DocumentSet documents) {
    this.trust = new TrustedMatch(documents.tagKeys());
    documents.tagKeys().forEach(key -> keys.putIfAbsent(key.key(), key));
    Map<String, Selector> groups = documents.groups();
    for (TagRuleDocument rule : documents.tagRules()) {
      rules.add(new Rule(rule, expanded(rule.selector(), groups)));
    }
  }

  public static TagAuthority of(DocumentSet documents) {
    return new TagAuthority(documents);
  }

  /** A selector whose groups are broken keeps its references, and so stays open. */
  private static Selector expanded(Selector selector, Map<String, Selector> groups) {
    try {
      return selector.expand(groups);
    } catch (GroupExpansionException broken) {
      return selector;
    }
  }

  /** What counts of what the sources say now. */
  public EffectiveTags effective(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now) {
    Sifting sifting = new Sifting(keys);
    List<SourcedTag> living = sifting.living(set, now);
    if (rules.isEmpty()) {
      Sifting.Settled settled = sifting.settle(living, now);
      return new EffectiveTags(
          EffectiveTags.grouped(settled.counting()),
          settled.refused(),
          settled.conflicts(),
          List.of(),
          sifting.changesAt());
    }
    Sifting.Settled settled = new Sifting(keys).settle(living, now);
    NodeView node = new NodeView(certname, settled.counting(), facts, settled.open());
    Derivation derivation = Derivation.of(rules, trust, node);
    List<SourcedTag> all = new ArrayList<>(living);
    all.addAll(derivation.derived());
    Sifting.Settled result = sifting.settle(all, now);
    List<TagConflict> conflicts = new ArrayList<>(result.conflicts());
    List<SourcedTag> counting = new ArrayList<>(result.counting());
    for (TagConflict open : derivation.open()) {
      conflicts.add(open);
      if (single(open.key())) {
        counting.removeIf(tag -> tag.tag().key().equals(open.key()));
      }
    }
    return new EffectiveTags(
        EffectiveTags.grouped(counting),
        result.refused(),
        conflicts,
        derivation.failures(),
        sifting.changesAt());
  }

  /** What may yet be outranked does not count. */
  private boolean single(String key) {
    TagKeyDocument document = keys.get(key);
    return document != null && document.cardinality() == TagKeyDocument.Cardinality.SINGLE;
  }

  /** The node as the resolution of the same documents sees it. */
  public NodeView view(
      String certname, List<SourcedTag> set, Map<String, String> facts, Instant now) {
    return effective(certname, set, facts, now).view(certname, facts);
  }
}
