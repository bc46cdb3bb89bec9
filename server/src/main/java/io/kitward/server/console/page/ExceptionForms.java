package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionAct;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Exceptions.ActOutcome;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome.NotReleasable;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome.Released;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome.Unknown;
import io.kitward.server.api.port.Until;
import io.kitward.server.console.view.ExceptionCard;
import io.kitward.server.console.view.Names;
import java.util.function.Supplier;

/** What people do with an exception from its page. */
public final class ExceptionForms {
  private final Exceptions exceptions;
  private final Gate gate;

  public ExceptionForms(Exceptions exceptions, Gate gate) {
    this.exceptions = exceptions;
    this.gate = gate;
  }

  /** Says whose it is. */
  public String assign(Submission submission) {
    return act(submission, "assign", () -> new ExceptionAct.Assign(submission.field("to").strip()));
  }

  /** Leaves words for whoever looks next. */
  public String comment(Submission submission) {
    String text = submission.field("text").replace("\r\n", "\n");
    return act(submission, "comment", () -> new ExceptionAct.Comment(text));
  }

  /** Accepts it for a time. */
  public String accept(Submission submission) {
    return act(
        submission,
        "accept",
        () -> new ExceptionAct.Accept(submission.field("until"), submission.field("reason")));
  }

  /** Ends its acceptance. */
  public String reopen(Submission submission) {
    return act(submission, "reopen", ExceptionAct.Reopen::new);
  }

  private String act(Submission submission, String word, Supplier<ExceptionAct> asked) {
    Actor actor = submission.actor();
    String id = submission.named("id");
    gate.require(
        actor.principal(), Action.OPERATE_EXCEPTIONS, new Target.NamedTarget("exception/" + id));
    ExceptionAct act;
    try {
      act = asked.get();
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.FIELD_INVALID, String.valueOf(e.getMessage()), e)
          .next("Go back, correct it, and send it again.");
    }
    return switch (exceptions.act(id, act, actor)) {
      case ActOutcome.Done done -> ExceptionCard.href(done.exception().id()) + "?done=" + word;
      case ActOutcome.Unknown _ -> throw ExceptionPage.unknown(id);
      case ActOutcome.Closed _ ->
          throw new ApiException(
              ErrorCode.EXCEPTION_CLOSED,
              "it is closed meanwhile; it opens by itself when its cause is back");
      case ActOutcome.NotAcceptable(String reason) ->
          throw new ApiException(ErrorCode.EXCEPTION_NOT_ACCEPTABLE, reason);
      case ActOutcome.NoTime _ ->
          throw new ApiException(ErrorCode.FIELD_INVALID, "until when? Expected " + Until.FORM)
              .next("Go back, choose a day, and send it again.");
    };
  }

  /**
   * Lets go what an exception holds, if it is still what the person saw: the field {@code seen} is
   * the fingerprint of the card that the person looked at.
   */
  public String release(Submission submission) {
    Actor actor = submission.actor();
    String id = submission.named("id");
    gate.require(
        actor.principal(), Action.RELEASE_EXCEPTION, new Target.NamedTarget("exception/" + id));
    ExceptionView exception = exceptions.find(id).orElseThrow(() -> ExceptionPage.unknown(id));
    if (!ExceptionCard.fingerprint(exception).equals(submission.field("seen"))) {
      throw new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              "what " + id + " holds has changed since you looked; nothing was let go")
          .next("Go back to the exceptions, look again, and release what you see there.");
    }
    return switch (exceptions.release(id, actor)) {
      case Released released -> "/exceptions?released=" + Names.encode(released.exception().id());
      case Unknown _ -> throw ExceptionPage.unknown(id);
      case NotReleasable not ->
          throw new ApiException(ErrorCode.EXCEPTION_NOT_RELEASABLE, not.reason());
    };
  }
}
