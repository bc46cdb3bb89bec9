package io.kitward.server.console.view;

import io.kitward.server.api.port.ExceptionCause;
import io.kitward.server.api.port.ExceptionView;
import java.time.Instant;

/**
 * One line of a list of exceptions: one exception, or all that have one cause.
 *
 * @param href its page, or the list of those with its cause
 * @param count how many there are
 * @param until until which day it is accepted; empty when it is not, or of several
 */
public record ExceptionRow(
    String element,
    String href,
    String kind,
    String state,
    String node,
    String service,
    String message,
    int count,
    When since,
    String assignee,
    String until) {

  /** A cause; one with a single exception leads straight to that. */
  public static ExceptionRow of(ExceptionCause cause, String state, Instant now) {
    boolean one = cause.count() == 1;
    return new ExceptionRow(
        Names.id("xc", cause.cause()),
        one
            ? ExceptionCard.href(cause.newest())
            : "/exceptions?cause="
                + Names.encode(cause.cause())
                + (state.equals("open") ? "" : "&state=" + Names.encode(state)),
        cause.kind(),
        state,
        one ? cause.node() : "",
        cause.service(),
        cause.message(),
        cause.count(),
        When.of(cause.since(), now),
        cause.assignee(),
        "");
  }

  public static ExceptionRow of(ExceptionView exception, Instant now) {
    ExceptionView.Care care = exception.care();
    return new ExceptionRow(
        Names.id("xr", exception.id()),
        ExceptionCard.href(exception.id()),
        exception.kind(),
        exception.state(),
        exception.node(),
        exception.service(),
        exception.message(),
        1,
        When.of(exception.since(), now),
        care == null ? "" : care.assignee(),
        care == null || care.acceptedUntil() == null
            ? ""
            : When.of(care.acceptedUntil(), now).day());
  }

  public String nodeHref() {
    return Names.nodeHref(node);
  }

  /** The list of all of its kind. */
  public String kindHref() {
    return "/exceptions?kind=" + Names.encode(kind);
  }

  public String symbol() {
    return ExceptionCard.symbol(kind);
  }
}
