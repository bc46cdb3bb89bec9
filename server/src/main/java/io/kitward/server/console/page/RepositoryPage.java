package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Plans.CarryOutcome;
import io.kitward.server.api.port.Repositories;
import io.kitward.server.api.port.Repositories.ApproveOutcome;
import io.kitward.server.api.port.RepositoryView;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.RepositoryRow;
import java.util.List;
import java.util.OptionalInt;

/** One followed repository: what is there, what is in force, and what waits for a person. */
public final class RepositoryPage implements Page {
  private final Repositories repositories;
  private final Gate gate;

  public RepositoryPage(Repositories repositories, Gate gate) {
    this.repositories = repositories;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param done what a person just had done, in words; empty when nothing
   */
  public record View(RepositoryRow row, String csrf, String done) {}

  @Override
  public Screen show(Visit visit) {
    String name = visit.named("name");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/Repository/" + name));
    RepositoryView repository = repositories.find(name).orElseThrow(() -> unknown(name));
    var row = new RepositoryRow(repository, visit.now());
    String done =
        switch (visit.asked("done")) {
          case "approve" -> "The commit is in force.";
          case "check" -> "It is looked at within seconds.";
          default -> "";
        };
    return Screen.of(
        name + " " + row.state() + " – Repositories",
        Section.POLICIES,
        "repository.jte",
        new View(row, visit.csrf(), done),
        List.of());
  }

  private static ApiException unknown(String name) {
    return new ApiException(ErrorCode.REPOSITORY_UNKNOWN, "there is no repository “" + name + "”")
        .next("Go back to the repositories and look again.");
  }

  private static String address(String name, String done) {
    return "/repositories/" + Names.encode(name) + "?done=" + done;
  }

  /** Lets the commit that the person saw take effect. */
  public String approve(Submission submission) {
    Actor actor = submission.actor();
    String name = submission.named("name");
    operate(actor, name);
    return switch (repositories.approve(
        name, submission.field("commit"), OptionalInt.empty(), actor)) {
      case ApproveOutcome.Unknown _ -> throw unknown(name);
      case ApproveOutcome.NotWaiting(String why) ->
          throw new ApiException(ErrorCode.COMMIT_NOT_WAITING, why);
      case ApproveOutcome.Carried(var outcome, _) ->
          switch (outcome) {
            case CarryOutcome.Done _ -> address(name, "approve");
            // Its page asks for the figure.
            case CarryOutcome.Unconfirmed(var plan) -> "/plans/" + plan.id();
            case CarryOutcome.NotPermitted(String reason) ->
                throw new ApiException(ErrorCode.DOCUMENT_PRIVILEGED, reason);
            case CarryOutcome.Outdated(String why) ->
                throw new ApiException(ErrorCode.PLAN_OUTDATED, why);
            case CarryOutcome.Already _, CarryOutcome.Unknown _ ->
                throw new ApiException(
                    ErrorCode.COMMIT_NOT_WAITING, "the plan of the commit is gone or carried out");
          };
    };
  }

  /** Has it looked at now. */
  public String check(Submission submission) {
    Actor actor = submission.actor();
    String name = submission.named("name");
    operate(actor, name);
    RepositoryView _ = repositories.checkNow(name, actor).orElseThrow(() -> unknown(name));
    return address(name, "check");
  }

  private void operate(Actor actor, String name) {
    gate.require(
        actor.principal(), Action.WRITE_PLANS, new Target.NamedTarget("repository/" + name));
  }
}
