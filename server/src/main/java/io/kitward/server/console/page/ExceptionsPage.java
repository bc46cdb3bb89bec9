package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.ExceptionCause;
import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.console.view.ExceptionRow;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which gaps there are: those that stand by their causes, all of them one by one. */
public final class ExceptionsPage implements Page {
  private static final Set<String> STATES = Set.of("accepted", "all");

  private final Exceptions exceptions;
  private final Gate gate;

  public ExceptionsPage(Exceptions exceptions, Gate gate) {
    this.exceptions = exceptions;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param state {@code open}, {@code accepted} or {@code all}
   * @param kind of which kind; empty for every kind
   * @param cause whose exceptions are listed; empty for every cause
   * @param released the exception that was just let go; empty when there was none
   */
  public record View(
      List<ExceptionRow> rows,
      String state,
      String kind,
      String cause,
      String released,
      Pager pager) {

    /** Whether equal causes are one row. */
    public boolean grouped() {
      return cause.isEmpty() && !state.equals("all");
    }

    /** The same list in another state. */
    public String in(String other) {
      return Pager.address(
          "/exceptions",
          Map.of("state", other.equals("open") ? "" : other, "kind", kind, "cause", cause));
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String state = STATES.contains(visit.asked("state")) ? visit.asked("state") : "open";
    String kind = visit.asked("kind");
    String cause = visit.asked("cause");
    var filter =
        new ExceptionFilter(
            state.equals("all") ? null : state,
            kind.isEmpty() ? null : kind,
            cause.isEmpty() ? null : cause);
    Map<String, String> kept =
        Map.of("state", state.equals("open") ? "" : state, "kind", kind, "cause", cause);
    Pager.Slice<ExceptionRow> slice =
        cause.isEmpty() && !state.equals("all")
            ? causes(visit, filter, state, kept)
            : each(visit, filter, kept);
    List<ExceptionRow> rows = slice.entries();
    var view = new View(rows, state, kind, cause, visit.asked("released"), slice.pager());
    return Screen.of(
        "Exceptions",
        Section.EXCEPTIONS,
        "exceptions.jte",
        view,
        rows.stream()
            .map(row -> new Region(row.element(), "region/exception-row.jte", row))
            .toList());
  }

  private Pager.Slice<ExceptionRow> causes(
      Visit visit, ExceptionFilter filter, String state, Map<String, String> kept) {
    String before = visit.asked("before");
    Pager.Slice<ExceptionCause> read =
        Pager.slice(
            exceptions.causes(filter, before, Pager.SIZE + 1),
            "/exceptions",
            kept,
            before.isEmpty(),
            last -> Map.of("before", last.newest()));
    return new Pager.Slice<>(
        read.entries().stream().map(cause -> ExceptionRow.of(cause, state, visit.now())).toList(),
        read.pager());
  }

  private Pager.Slice<ExceptionRow> each(
      Visit visit, ExceptionFilter filter, Map<String, String> kept) {
    String before = visit.asked("before");
    Pager.Slice<ExceptionView> read =
        Pager.slice(
            exceptions.page(filter, before, Pager.SIZE + 1),
            "/exceptions",
            kept,
            before.isEmpty(),
            last -> Map.of("before", last.id()));
    return new Pager.Slice<>(
        read.entries().stream().map(each -> ExceptionRow.of(each, visit.now())).toList(),
        read.pager());
  }
}
