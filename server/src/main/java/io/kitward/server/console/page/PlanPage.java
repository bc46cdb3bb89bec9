package io.kitward.server.console.page;

import io.kitward.policy.plan.Totals;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.GroupCard;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.NodeRow;
import io.kitward.server.console.view.PlanLine;
import io.kitward.server.console.view.TextDiff;
import io.kitward.server.plan.PlanGroup;
import io.kitward.server.plan.PlannedNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One plan: what it does in figures, what it risks, equal changes together, and node by node. */
public final class PlanPage implements Page {
  private static final Set<String> CUTS = Set.of("change", "service", "node");

  /** The most groups on one page; all of them are in the file. */
  private static final int GROUPS = 100;

  private final Plans plans;
  private final Nodes nodes;
  private final Gate gate;

  public PlanPage(Plans plans, Nodes nodes, Gate gate) {
    this.plans = plans;
    this.nodes = nodes;
    this.gate = gate;
  }

  /** A document that becomes another one. */
  public record DocumentDiff(String kind, String name, String effect, TextDiff diff) {}

  /** A node that it touches, and what happens there in words. */
  public record Touched(NodeRow row, String href, String words) {}

  /**
   * What the template shows.
   *
   * @param cut by change, service or node, as the address says
   * @param groups those of this page; empty when it is cut otherwise
   * @param hidden groups that the page leaves out
   * @param touched the nodes of the open group, or of the cut by node
   * @param comparison with the plan that it replaces; null when it replaces none
   */
  public record View(
      PlanView plan,
      PlanLine line,
      String cut,
      boolean onlyRemovals,
      List<GroupCard> groups,
      int hidden,
      List<Touched> touched,
      Pager pager,
      Map<String, Totals.Counts> services,
      List<DocumentDiff> documents,
      @Nullable PlanComparison comparison,
      boolean justApplied,
      String csrf) {

    public boolean open() {
      return plan.state().equals("open");
    }

    public String href() {
      return line.href();
    }

    /** The command that carries it out. */
    public String command() {
      String apply = "kitward apply " + plan.id();
      return plan.confirmation() == null
          ? apply
          : apply + " --confirm=" + plan.confirmation().figure();
    }
  }

  /** The number of a plan's id; the greatest when the text is none. */
  static long number(String id) {
    return id.matches("p-[0-9]{1,18}") ? Long.parseLong(id.substring(2)) : Long.MAX_VALUE;
  }

  static ApiException unknown(String id) {
    return new ApiException(ErrorCode.PLAN_UNKNOWN, "there is no plan “" + id + "”")
        .next("Plans are kept for 30 days. Look at the list of plans.");
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_PLANS, new Target.Everything());
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String id = visit.named("id");
    PlanView plan = plans.find(id).orElseThrow(() -> unknown(id));
    PlanLine line = PlanLine.of(plan, visit.now());
    String cut = CUTS.contains(visit.asked("cut")) ? visit.asked("cut") : "change";
    boolean removals = visit.asked("only").equals("remove");
    List<PlanGroup> groups = plans.groups(id).orElseThrow(() -> unknown(id));
    String opened = cut.equals("change") ? visit.asked("group") : "";
    List<GroupCard> cards =
        cut.equals("change")
            ? groups.stream()
                .filter(group -> !removals || group.effect().equals("removed"))
                .map(group -> new GroupCard(group, id, group.id().equals(opened)))
                .toList()
            : List.of();
    List<GroupCard> shown =
        cards.stream().filter(card -> cards.indexOf(card) < GROUPS || card.open()).toList();
    Pager.Slice<PlannedNode> slice = touched(id, cut, opened, line.href(), visit);
    List<Touched> rows = rows(id, slice.entries(), visit);
    var view =
        new View(
            plan,
            line,
            cut,
            removals,
            shown,
            cards.size() - shown.size(),
            rows,
            slice.pager(),
            cut.equals("service") ? plan.totals().byService() : Map.of(),
            documents(id),
            comparison(visit.asked("instead"), plan, groups),
            visit.asked("done").equals("apply"),
            visit.csrf());
    return Screen.of(
        id + " " + plan.state() + " – Plans",
        Section.PLANS,
        "plan.jte",
        view,
        rows.stream()
            .map(row -> new Region(row.row().id(), "region/node-row.jte", row.row()))
            .toList());
  }

  private @Nullable PlanComparison comparison(
      String earlier, PlanView plan, List<PlanGroup> groups) {
    if (earlier.isEmpty()) {
      return null;
    }
    return plans
        .groups(earlier)
        .map(before -> PlanComparison.of(earlier, plan.id(), before, groups))
        .orElse(null);
  }

  private Pager.Slice<PlannedNode> touched(
      String id, String cut, String group, String href, Visit visit) {
    String after = visit.asked("after");
    Optional<List<PlannedNode>> read =
        cut.equals("node")
            ? plans.nodes(id, after, Pager.SIZE + 1)
            : group.isEmpty() ? Optional.empty() : plans.nodes(id, group, after, Pager.SIZE + 1);
    return Pager.slice(
        read.orElse(List.of()),
        href,
        Map.of("cut", cut.equals("node") ? cut : "", "group", group),
        after.isEmpty(),
        last -> Map.of("after", last.node()));
  }

  private List<Touched> rows(String id, List<PlannedNode> planned, Visit visit) {
    Map<String, PlannedNode> byName = new java.util.HashMap<>();
    planned.forEach(node -> byName.put(node.node(), node));
    return nodes.of(planned.stream().map(PlannedNode::node).toList()).stream()
        .map(
            node ->
                new Touched(
                    NodeRow.of(node, visit.now()),
                    "/plans/" + Names.encode(id) + "/nodes/" + Names.encode(node.certname()),
                    PlanNodePage.words(byName.get(node.certname()))))
        .toList();
  }

  private List<DocumentDiff> documents(String id) {
    return plans.rewrites(id).orElse(List.of()).stream()
        .limit(GROUPS)
        .map(
            rewrite ->
                new DocumentDiff(
                    rewrite.kind(),
                    rewrite.name(),
                    rewrite.before() == null
                        ? "created"
                        : rewrite.after() == null ? "deleted" : "changed",
                    TextDiff.of(text(rewrite.before()), text(rewrite.after()))))
        .toList();
  }

  private static String text(@Nullable Map<String, Object> document) {
    return document == null ? "" : DocumentText.yaml(document);
  }
}
