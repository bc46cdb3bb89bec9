package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.plan.Summary;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the operations on plans have in common. */
final class PlanAnswers {

  private static final Pattern TICKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/#:-]{0,63}");

  private PlanAnswers() {}

  /** The figure that somebody gives; empty when there is none. */
  static OptionalInt confirm(Request request) {
    OptionalLong figure = Queries.number(request, "confirm", 0, Integer.MAX_VALUE);
    return figure.isPresent() ? OptionalInt.of((int) figure.getAsLong()) : OptionalInt.empty();
  }

  /** Who asks, with the ticket of the change that it belongs to. */
  static Actor actor(Request request) {
    String ticket = Queries.text(request, "change").orElse("");
    if (!ticket.isEmpty() && !TICKET.matcher(ticket).matches()) {
      throw Queries.invalid(
          "change",
          "must be a ticket such as CHG123: at most 64 letters, digits and . _ / # : -, the first"
              + " a letter or digit");
    }
    return new Actor(request.principal(), request.requestId(), ticket);
  }

  /** Whether the plan's removals count for the brake; they do not when somebody has seen them. */
  static boolean held(Request request) {
    return Queries.text(request, "removals")
        .map(
            word ->
                switch (word) {
                  case "held" -> true;
                  case "seen" -> false;
                  default -> throw Queries.invalid("removals", "must be held or seen");
                })
        .orElse(false);
  }

  /** Whether documents that a source has may be changed. */
  static boolean takeOver(Request request) {
    return Queries.text(request, "take-over")
        .map(
            word ->
                switch (word) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw Queries.invalid("take-over", "must be true or false");
                })
        .orElse(false);
  }

  static ApiException unknown(String id) {
    return new ApiException(
        ErrorCode.PLAN_UNKNOWN, "There is no plan “" + JsonBody.printable(id) + "”.");
  }

  /** Says what is asked for, and how to go on. */
  static ApiException unconfirmed(PlanView plan, OptionalInt given) {
    Summary.Asked asked = plan.confirmation();
    if (asked == null) {
      throw new IllegalStateException("the plan " + plan.id() + " asks for nothing");
    }
    String wrong = given.isPresent() ? given.getAsInt() + " is not its figure: " : "";
    return new ApiException(
            ErrorCode.CONFIRMATION_NEEDED,
            wrong
                + "the plan "
                + plan.id()
                + " needs to be confirmed, as "
                + String.join(", and ", asked.because())
                + "; nothing was changed.")
        .next(
            "Look at it with: kitward plan "
                + plan.id()
                + ". Then: kitward apply "
                + plan.id()
                + " --confirm="
                + asked.figure())
        .header("location", "/v1/plans/" + plan.id());
  }
}
