package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.ExplanationView;
import io.kitward.server.api.port.ExplanationView.Candidate;
import io.kitward.server.api.port.ExplanationView.TagEvidence;
import io.kitward.server.api.port.Explanations;
import io.kitward.server.console.view.Link;
import io.kitward.server.console.view.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Why a service is on a node or not, and for each of its values what won and what lost. */
public final class WhyPage implements Page {
  private final Explanations explanations;
  private final Gate gate;

  public WhyPage(Explanations explanations, Gate gate) {
    this.explanations = explanations;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param changes what becomes of it by itself, in words; empty when nothing does
   * @param leftBy the plan that left the node as it was; empty for none
   * @param waiting what keeps it from becoming so; empty for nothing
   */
  public record View(
      String certname,
      String service,
      String state,
      List<Reason> reasons,
      List<Leaf> leaves,
      List<String> conflicts,
      String changes,
      String leftBy,
      String waiting) {
    public String nodeHref() {
      return Names.nodeHref(certname);
    }
  }

  /** A document that speaks for or against it. */
  public record Reason(
      String effect,
      Link document,
      String bundle,
      int priority,
      String selector,
      List<String> evidence,
      String words) {}

  /** A value, its candidates in order; the first one wins unless there is a conflict. */
  public record Leaf(String name, boolean decided, List<Line> lines) {}

  /** One candidate. */
  public record Line(boolean wins, String value, Link origin, String why, List<String> evidence) {}

  @Override
  public Screen show(Visit visit) {
    String certname = visit.named("certname");
    String service = visit.named("service");
    gate.require(visit.principal(), Action.READ_NODE, new Target.NodeTarget(certname));
    ExplanationView all =
        explanations.explain(certname, service).orElseThrow(() -> NodePage.unknown(certname));
    if (all.reasons().isEmpty() && !explanations.describes(certname, service)) {
      throw new ApiException(
              ErrorCode.DOCUMENT_UNKNOWN,
              "there is no service “" + service + "”: no document describes it")
          .next("Go back to the node and look again.");
    }
    var view =
        new View(
            certname,
            service,
            all.state(),
            all.reasons().stream().map(WhyPage::reason).toList(),
            Stream.concat(
                    all.parameters().stream().map(leaf -> leaf("", leaf)),
                    all.versions().stream().map(leaf -> leaf("versions.", leaf)))
                .toList(),
            all.conflicts(),
            changes(all),
            all.leftBy() == null ? "" : all.leftBy(),
            all.waiting() == null ? "" : all.waiting());
    return Screen.of(
        (all.conflicts().isEmpty() ? "" : "✗ conflict – ") + "why " + service + " – " + certname,
        Section.NODES,
        "why.jte",
        view,
        List.of());
  }

  private static Reason reason(ExplanationView.Reason reason) {
    List<String> evidence = new ArrayList<>(evidence(reason.tags()));
    reason.facts().forEach((name, value) -> evidence.add("fact " + name + "=" + value));
    return new Reason(
        reason.effect(),
        Link.toDocument(reason.document()),
        reason.bundle(),
        reason.priority(),
        reason.selector(),
        List.copyOf(evidence),
        reason.words() + (reason.until() == null ? "" : " (until " + reason.until() + ")"));
  }

  private static Leaf leaf(String prefix, ExplanationView.Leaf leaf) {
    List<Line> lines = new ArrayList<>();
    if (leaf.winner() != null) {
      lines.add(line(true, leaf.winner()));
    }
    leaf.losers().forEach(loser -> lines.add(line(false, loser)));
    return new Leaf(prefix + leaf.name(), leaf.winner() != null, List.copyOf(lines));
  }

  private static Line line(boolean wins, Candidate candidate) {
    return new Line(
        wins,
        candidate.value(),
        Link.toDocument(candidate.origin()),
        candidate.why(),
        evidence(candidate.tags()));
  }

  private static List<String> evidence(List<TagEvidence> tags) {
    return tags.stream()
        .map(
            tag ->
                tag.tag()
                    + " ("
                    + tag.source()
                    + ", set by "
                    + tag.setBy()
                    + (tag.expires() == null ? "" : ", until " + tag.expires())
                    + ")")
        .toList();
  }

  private static String changes(ExplanationView all) {
    if (all.changesAt() == null) {
      return "";
    }
    String to =
        all.changesTo() == null || all.changesTo().equals(all.state())
            ? "its values change"
            : "it becomes " + all.changesTo();
    return "At "
        + all.changesAt()
        + " "
        + to
        + ("proof".equals(all.changesWith())
            ? ", unless Puppet runs before."
            : ", if nobody does anything.");
  }
}
