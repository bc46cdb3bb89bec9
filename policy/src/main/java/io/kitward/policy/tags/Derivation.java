package io.kitward.policy.tags;

import io.kitward.policy.Certainty;
import io.kitward.policy.NodeView;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagRuleDocument;
import io.kitward.policy.TagTemplate;
import io.kitward.policy.Trust;
import io.kitward.policy.TrustedMatch;
import io.kitward.selector.Subject;
import io.kitward.selector.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What rules derive for one node from its facts and set tags; none sees what another derives.
 *
 * @param open keys of which a rule can't say whether it sets them
 */
record Derivation(List<SourcedTag> derived, List<TagConflict> open, List<RuleFailure> failures) {

  static Derivation of(List<TagAuthority.Rule> rules, TrustedMatch trust, NodeView node) {
    Derivation derivation = new Derivation(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Subject subject = node.subject();
    for (TagAuthority.Rule rule : rules) {
      Certainty certainty =
          Certainty.of(
              rule.selector(), subject, it -> it.isTag() && node.openKeys().contains(it.name()));
      switch (certainty) {
        case YES -> derivation.derive(rule, trust, node);
        case OPEN -> derivation.leaveOpen(rule.document());
        case NO -> {}
      }
    }
    return derivation;
  }

  private void derive(TagAuthority.Rule rule, TrustedMatch trust, NodeView node) {
    boolean holds = trust.holds(rule.selector(), node);
    Function<String, Optional<String>> facts =
        path ->
            path.equals("certname")
                ? Optional.of(node.certname())
                : Optional.ofNullable(node.facts().get(path));
    for (TagTemplate template : rule.document().tags()) {
      TagTemplate.Outcome outcome = template.render(facts);
      Tag tag = outcome.tag();
      if (tag == null) {
        failures.add(
            new RuleFailure(rule.document().name(), template.toString(), outcome.problem()));
        continue;
      }
      String source = rule.document().source();
      boolean named = template.facts().stream().allMatch("certname"::equals);
      derived.add(
          new SourcedTag(
              tag,
              source,
              source,
              null,
              null,
              holds && named ? Trust.VOUCHED : Trust.SELF_ASSERTED));
    }
  }

  private void leaveOpen(TagRuleDocument rule) {
    for (TagTemplate template : rule.tags()) {
      String message =
          "whether "
              + rule.source()
              + " sets "
              + template.key()
              + " can't be decided: a key that it reads is in conflict, or a group is missing";
      open.add(new TagConflict(template.key(), List.of(), List.of(rule.source()), message));
    }
  }
}
