package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.ExceptionDetail;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.console.view.ExceptionCard;
import io.kitward.server.console.view.When;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** One gap: what it is, what happened with it, and what a person can do. */
public final class ExceptionPage implements Page {
  private final Exceptions exceptions;
  private final Gate gate;

  public ExceptionPage(Exceptions exceptions, Gate gate) {
    this.exceptions = exceptions;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param done what was just done, in words; empty for nothing
   * @param today the first day until which it can be accepted
   * @param lastDay the last one
   */
  public record View(
      ExceptionCard card, Past past, String csrf, String done, String today, String lastDay) {

    /** The address of a form. */
    public String to(String act) {
      return card.href() + "/" + act;
    }
  }

  /** What happened, newest first. */
  public record Past(List<Entry> entries) {}

  /** One thing that happened. */
  public record Entry(When at, String by, String words, String text) {
    static Entry of(ExceptionDetail.Entry entry, Visit visit) {
      return new Entry(
          When.of(entry.at(), visit.now()),
          entry.by().equals("server") ? "" : entry.by(),
          entry.what().equals("assigned") && entry.text().isEmpty()
              ? "assigned to nobody"
              : entry.what().equals("assigned") ? "assigned to" : entry.what(),
          entry.text());
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    String id = visit.named("id");
    ExceptionDetail found = exceptions.detail(id).orElseThrow(() -> unknown(id));
    var card = ExceptionCard.of(found.exception(), visit.csrf(), visit.now());
    var past = new Past(found.history().stream().map(entry -> Entry.of(entry, visit)).toList());
    LocalDate today = LocalDate.ofInstant(visit.now(), ZoneOffset.UTC);
    return Screen.of(
        card.id() + " – Exceptions",
        Section.EXCEPTIONS,
        "exception.jte",
        new View(
            card,
            past,
            visit.csrf(),
            done(visit.asked("done")),
            today.toString(),
            today.plusDays(365).toString()),
        List.of(
            new Region(card.element(), "region/exception-card.jte", card),
            new Region("past", "region/exception-past.jte", past)));
  }

  private static String done(String act) {
    return switch (act) {
      case "assign" -> "It is noted whose this is.";
      case "comment" -> "Your words are kept.";
      case "accept" -> "Accepted: nobody is told of it until then, and it does not count as open.";
      case "reopen" -> "It is open again.";
      default -> "";
    };
  }

  static ApiException unknown(String id) {
    return new ApiException(ErrorCode.EXCEPTION_UNKNOWN, "there is no exception “" + id + "”")
        .next("Go back to the exceptions and look again.");
  }
}
