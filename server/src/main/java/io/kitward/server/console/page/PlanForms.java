package io.kitward.server.console.page;

import io.kitward.protocol.Json;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.console.view.Names;
import io.kitward.server.plan.PlanGroup;
import io.kitward.server.plan.Summary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Carrying out a plan, making it anew, and taking it away as a file. */
public final class PlanForms {
  private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/#:-]{0,63}");
  private static final Pattern FIGURE = Pattern.compile("[0-9]{1,9}");

  private final Plans plans;
  private final Gate gate;

  public PlanForms(Plans plans, Gate gate) {
    this.plans = plans;
    this.gate = gate;
  }

  /** Carries it out, with the figure that it asks for. */
  public String apply(Submission submission) {
    Actor actor = may(submission);
    String id = submission.named("id");
    String address = "/plans/" + Names.encode(id);
    return switch (plans.carryOut(id, figure(submission), false, actor)) {
      case Plans.CarryOutcome.Done _ -> address + "?cut=node&done=apply";
      case Plans.CarryOutcome.Unknown _ -> throw PlanPage.unknown(id);
      case Plans.CarryOutcome.NotPermitted(String reason) ->
          throw new ApiException(ErrorCode.DOCUMENT_PRIVILEGED, reason);
      case Plans.CarryOutcome.Already _ ->
          throw new ApiException(ErrorCode.PLAN_APPLIED, "the plan " + id + " was applied already")
              .next("Go back and load the plan again: it shows what was done.");
      case Plans.CarryOutcome.Outdated(String why) ->
          throw new ApiException(
                  ErrorCode.PLAN_OUTDATED,
                  "the plan " + id + " is outdated: " + why + "; nothing was changed")
              .next("Go back, load the plan again, and recompute it.");
      case Plans.CarryOutcome.Unconfirmed(PlanView plan) -> throw unconfirmed(plan);
    };
  }

  private static ApiException unconfirmed(PlanView plan) {
    Summary.Asked asked = plan.confirmation();
    return new ApiException(
            ErrorCode.CONFIRMATION_NEEDED,
            "the plan "
                + plan.id()
                + " needs its figure"
                + (asked == null ? "" : ", as " + String.join(", and ", asked.because()))
                + "; nothing was changed")
        .next("Go back and type the figure that the plan shows.");
  }

  /** Makes a new plan of the same change, as the fleet is now. */
  public String again(Submission submission) {
    Actor actor = may(submission);
    String id = submission.named("id");
    PlanView plan = plans.find(id).orElseThrow(() -> PlanPage.unknown(id));
    if (plan.edits() > plan.tags().size()) {
      throw new ApiException(
              ErrorCode.PLAN_IMPOSSIBLE, "this plan has too many edits to be made again from here")
          .next("Run again the command that made it.");
    }
    var documents = new ArrayList<DocumentSource>();
    var deletions = new ArrayList<String>();
    for (Plans.Rewrite rewrite : plans.rewrites(id).orElse(List.of())) {
      String name = rewrite.kind() + "/" + rewrite.name();
      if (rewrite.after() == null) {
        deletions.add(name);
      } else if (plan.rename() == null) {
        String json = new String(Json.bytes(rewrite.after()), StandardCharsets.UTF_8);
        documents.add(new DocumentSource(name, json));
      }
    }
    var asked =
        new Plans.Asked(documents, deletions, false, plan.tags(), plan.sources(), plan.rename());
    return "/plans/" + Names.encode(planned(plans.create(asked, actor))) + "?instead=" + id;
  }

  /** The id of the plan that was made; refuses when none was. */
  static String planned(Plans.CreateOutcome outcome) {
    return switch (outcome) {
      case Plans.CreateOutcome.Planned(PlanView plan) -> plan.id();
      case Plans.CreateOutcome.Refused(List<DocumentFault> faults) -> {
        DocumentFault first = faults.getFirst();
        throw new ApiException(
                ErrorCode.DOCUMENTS_INVALID,
                "the documents do not hold together: " + first.pointer() + " " + first.detail())
            .next("Mend the document in the editor, and plan again.");
      }
      case Plans.CreateOutcome.Impossible(String why) ->
          throw new ApiException(ErrorCode.PLAN_IMPOSSIBLE, why);
    };
  }

  /** What the file holds. */
  private record Export(PlanView plan, List<PlanGroup> groups) {}

  /** A plan with its groups. */
  public Download.File json(Visit visit) {
    gate.require(visit.principal(), Action.READ_PLANS, new Target.Everything());
    String id = visit.named("id");
    PlanView plan = plans.find(id).orElseThrow(() -> PlanPage.unknown(id));
    var export = new Export(plan, plans.groups(id).orElse(List.of()));
    return new Download.File(
        plan.id() + ".json",
        "application/json; charset=utf-8",
        new String(Json.bytes(export), StandardCharsets.UTF_8));
  }

  private Actor may(Submission submission) {
    String ticket = submission.field("change").strip();
    if (!ticket.isEmpty() && !TICKET.matcher(ticket).matches()) {
      throw new ApiException(ErrorCode.FIELD_INVALID, "a ticket is written as CHG123")
          .next(
              "Use at most 64 letters, digits and . _ / # : -, and begin with a letter or digit.");
    }
    Actor actor = submission.actor().orTicket(ticket);
    gate.require(
        actor.principal(),
        Action.WRITE_PLANS,
        new Target.NamedTarget("plan/" + submission.named("id")));
    return actor;
  }

  private static OptionalInt figure(Submission submission) {
    String text = submission.field("confirm").strip().replace(",", "");
    return FIGURE.matcher(text).matches()
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
