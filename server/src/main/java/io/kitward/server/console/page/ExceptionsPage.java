package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome.NotReleasable;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome.Released;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome.Unknown;
import io.kitward.server.console.view.ExceptionCard;
import io.kitward.server.console.view.Names;
import java.util.List;
import java.util.Map;

/** Which gaps are open, and letting go what the brake holds. */
public final class ExceptionsPage implements Page {
  private final Exceptions exceptions;
  private final Gate gate;

  public ExceptionsPage(Exceptions exceptions, Gate gate) {
    this.exceptions = exceptions;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param state {@code open} or {@code all}
   * @param released the exception that was just let go; empty when there was none
   */
  public record View(List<ExceptionCard> cards, String state, String released, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    boolean all = visit.asked("state").equals("all");
    String before = visit.asked("before");
    List<ExceptionView> read = exceptions.page(all ? null : "open", before, Pager.SIZE + 1);
    Pager.Slice<ExceptionView> slice =
        Pager.slice(
            read,
            "/exceptions",
            Map.of("state", all ? "all" : ""),
            before.isEmpty(),
            last -> Map.of("before", last.id()));
    List<ExceptionCard> cards =
        slice.entries().stream()
            .map(exception -> ExceptionCard.of(exception, visit.csrf(), visit.now()))
            .toList();
    var view = new View(cards, all ? "all" : "open", visit.asked("released"), slice.pager());
    return Screen.of(
        "Exceptions",
        Section.EXCEPTIONS,
        "exceptions.jte",
        view,
        cards.stream()
            .map(card -> new Region(card.element(), "region/exception-card.jte", card))
            .toList());
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
    ExceptionView exception = exceptions.find(id).orElseThrow(() -> unknown(id));
    if (!ExceptionCard.fingerprint(exception).equals(submission.field("seen"))) {
      throw new ApiException(
              ErrorCode.PRECONDITION_FAILED,
              "what " + id + " holds has changed since you looked; nothing was let go")
          .next("Go back to the exceptions, look again, and release what you see there.");
    }
    return switch (exceptions.release(id, actor)) {
      case Released released -> "/exceptions?released=" + Names.encode(released.exception().id());
      case Unknown _ -> throw unknown(id);
      case NotReleasable not ->
          throw new ApiException(ErrorCode.EXCEPTION_NOT_RELEASABLE, not.reason());
    };
  }

  private static ApiException unknown(String id) {
    return new ApiException(ErrorCode.EXCEPTION_UNKNOWN, "there is no exception “" + id + "”")
        .next("Go back to the exceptions and look again.");
  }
}
