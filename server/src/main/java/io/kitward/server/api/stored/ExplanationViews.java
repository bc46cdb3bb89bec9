package io.kitward.server.api.stored;

import io.kitward.policy.Because;
import io.kitward.policy.Conflict;
import io.kitward.policy.Explanation;
import io.kitward.policy.Origin;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.counterfactual.TagChange;
import io.kitward.policy.counterfactual.Way;
import io.kitward.policy.counterfactual.WouldGet;
import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.WouldGetView;
import io.kitward.server.desired.NextChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explanations as they are shown. Pure. */
final class ExplanationViews {

  private ExplanationViews() {}

  /**
   * One explanation.
   *
   * @param next what becomes of it by itself
   * @param plan the plan that left the node as it was
   */
  static ExplanationView of(
      Explanation explanation,
      Optional<NextChange> next,
      Optional<Long> plan,
      Optional<String> waiting) {
    var reasons = new ArrayList<ExplanationView.Reason>();
    explanation.denies().forEach(reason -> reasons.add(reason("denies", reason)));
    explanation.undecided().forEach(reason -> reasons.add(reason("undecided", reason)));
    explanation.requires().forEach(reason -> reasons.add(reason("requires", reason)));
    return new ExplanationView(
        explanation.certname(),
        explanation.service(),
        word(explanation.state()),
        reasons,
        explanation.parameters().stream().map(ExplanationViews::leaf).toList(),
        explanation.versions().stream().map(ExplanationViews::leaf).toList(),
        List.copyOf(explanation.conflicts().stream().map(Conflict::message).toList()),
        next.map(NextChange::at).orElse(null),
        next.map(change -> word(change.state())).orElse(null),
        next.map(change -> change.proof() ? "proof" : "time").orElse(null),
        plan.map(id -> "p-" + id).orElse(null),
        waiting.orElse(null));
  }

  private static ExplanationView.Reason reason(String effect, Explanation.Reason reason) {
    Because because = reason.because();
    return new ExplanationView.Reason(
        effect,
        title(because),
        because.bundle() == null ? "" : because.bundle(),
        reason.priority(),
        reason.selector(),
        tags(because.tags()),
        reason.facts(),
        reason.words(),
        reason.until());
  }

  private static String title(Because because) {
    if (because.source() == Because.Source.PUPPET) {
      return new Origin(Origin.Source.PUPPET, "", 0).toString();
    }
    String kind = word(because.source());
    return Character.toUpperCase(kind.charAt(0)) + kind.substring(1) + "/" + because.name();
  }

  private static List<ExplanationView.TagEvidence> tags(List<SourcedTag> tags) {
    return tags.stream()
        .map(
            tag ->
                new ExplanationView.TagEvidence(
                    tag.tag().toString(), tag.source(), tag.setBy(), tag.setAt(), tag.expires()))
        .toList();
  }

  private static ExplanationView.Leaf leaf(Explanation.Leaf leaf) {
    Explanation.Candidate winner = leaf.winner();
    return new ExplanationView.Leaf(
        leaf.name(),
        winner == null ? null : candidate(winner, ""),
        leaf.losers().stream().map(loser -> candidate(loser, why(winner, loser))).toList());
  }

  private static ExplanationView.Candidate candidate(Explanation.Candidate candidate, String why) {
    return new ExplanationView.Candidate(
        text(candidate.value()), candidate.origin().toString(), why, tags(candidate.tags()));
  }

  /** Why a value lost, in a few words. */
  private static String why(Explanation.@Nullable Candidate winner, Explanation.Candidate loser) {
    if (winner == null) {
      return "in conflict: as strong as the others";
    }
    if (winner.value().equals(loser.value())) {
      return "says the same";
    }
    Origin strong = winner.origin();
    Origin weak = loser.origin();
    return strong.source() == weak.source()
        ? "priority " + weak.priority() + " is lower than " + strong.priority()
        : word(strong.source()) + " goes before " + word(weak.source());
  }

  private static String text(ParameterValue value) {
    return value instanceof ParameterValue.Secret secret
        ? "secret:" + secret.name() + "@" + secret.version()
        : String.valueOf(value.plain());
  }

  static WouldGetView of(WouldGet wouldGet) {
    return new WouldGetView(
        wouldGet.certname(),
        wouldGet.service(),
        wouldGet.already(),
        wouldGet.ways().stream().map(ExplanationViews::way).toList(),
        wouldGet.inTheWay().stream().map(reason -> reason("denies", reason)).toList(),
        wouldGet.complete());
  }

  private static WouldGetView.Way way(Way way) {
    return new WouldGetView.Way(
        way.changes().stream().map(ExplanationViews::step).toList(),
        way.policies(),
        List.copyOf(way.conflicts().stream().map(Conflict::message).toList()));
  }

  private static WouldGetView.Step step(TagChange change) {
    return switch (change) {
      case TagChange.Add add -> new WouldGetView.Step("add", add.tag().toString(), add.sources());
      case TagChange.Remove remove ->
          new WouldGetView.Step("remove", remove.tag().toString(), remove.sources());
    };
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
