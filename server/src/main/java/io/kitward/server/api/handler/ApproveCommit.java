package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans.CarryOutcome;
import io.kitward.server.api.port.Repositories;
import io.kitward.server.api.port.Repositories.ApproveOutcome;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Lets the commit that somebody looked at take effect. */
record ApproveCommit(Repositories repositories) implements Handler {

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{7,40}");

  @Override
  public Response handle(Request request) {
    String name = request.parameter("repository");
    OptionalInt confirm = PlanAnswers.confirm(request);
    var actor = PlanAnswers.actor(request);
    JsonNode body = JsonBody.read(request, JsonNode.class);
    PlanBody.known(body, Set.of("commit"), "");
    String commit = PlanBody.text(body, "commit", "");
    if (!COMMIT.matcher(commit).matches()) {
      throw new ApiException(
              ErrorCode.FIELD_INVALID,
              "Name the commit that you looked at, by at least 7 hexadecimal digits.")
          .pointer("/commit");
    }
    return switch (repositories.approve(name, commit, confirm, actor)) {
      case ApproveOutcome.Unknown _ -> throw ShowRepository.unknown(name);
      case ApproveOutcome.NotWaiting(String why) ->
          throw new ApiException(
              ErrorCode.COMMIT_NOT_WAITING,
              Character.toUpperCase(why.charAt(0)) + why.substring(1) + "; nothing was changed.");
      case ApproveOutcome.Carried(var outcome, var repository) ->
          switch (outcome) {
            case CarryOutcome.Done _ -> Bodies.ok(repository);
            case CarryOutcome.NotPermitted(String reason) ->
                throw new ApiException(ErrorCode.DOCUMENT_PRIVILEGED, reason);
            case CarryOutcome.Outdated(String why) ->
                throw new ApiException(
                    ErrorCode.PLAN_OUTDATED,
                    "Its plan is outdated: " + why + "; nothing was changed.");
            case CarryOutcome.Unconfirmed(var plan) -> throw PlanAnswers.unconfirmed(plan, confirm);
            case CarryOutcome.Already _, CarryOutcome.Unknown _ ->
                throw new ApiException(
                    ErrorCode.COMMIT_NOT_WAITING, "The plan of the commit is gone or carried out.");
          };
    };
  }
}
