package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.AuditTrail;
import io.kitward.server.api.port.AuditView;
import io.kitward.server.audit.AuditFilter;
import io.kitward.server.console.view.ActivityLine;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who did what, when, from where, with which effect. */
public final class ActivityPage implements Page {
  private final AuditTrail audit;
  private final Gate gate;

  public ActivityPage(AuditTrail audit, Gate gate) {
    this.audit = audit;
    this.gate = gate;
  }

  /**
   * What is asked for, as it was written; empty for any.
   *
   * @param from the first day
   * @param to the last day, which counts whole
   */
  public record Asked(String actor, String object, String action, String from, String to) {
    static Asked of(Visit visit) {
      return new Asked(
          visit.asked("actor"),
          visit.asked("object"),
          visit.asked("action"),
          visit.asked("from"),
          visit.asked("to"));
    }

    public boolean any() {
      return !(actor + object + action + from + to).isEmpty();
    }

    Map<String, String> parameters() {
      return Map.of("actor", actor, "object", object, "action", action, "from", from, "to", to);
    }

    AuditFilter filter() {
      Instant end = day(to);
      return new AuditFilter(
          orNull(actor),
          orNull(object),
          orNull(action.replace(' ', '-')),
          day(from),
          end == null ? null : end.plus(Duration.ofDays(1)));
    }

    private static @Nullable String orNull(String text) {
      return text.isEmpty() ? null : text;
    }

    private static @Nullable Instant day(String text) {
      try {
        return text.isEmpty()
            ? null
            : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      } catch (DateTimeException e) {
        throw new ApiException(ErrorCode.QUERY_INVALID, "“" + text + "” is no day", e)
            .next("Write days as 2026-12-31.");
      }
    }
  }

  /** What the template shows. */
  public record View(
      List<ActivityLine> lines, Asked asked, String csrf, String today, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_AUDIT, new Target.Everything());
    Asked asked = Asked.of(visit);
    long before = before(visit.asked("before"));
    List<AuditView> read = audit.before(asked.filter(), before, Pager.SIZE + 1);
    Pager.Slice<AuditView> slice =
        Pager.slice(
            read,
            "/activity",
            asked.parameters(),
            before == Long.MAX_VALUE,
            last -> Map.of("before", Long.toString(last.id())));
    List<ActivityLine> lines =
        slice.entries().stream().map(entry -> ActivityLine.of(entry, visit.now())).toList();
    String today = LocalDate.ofInstant(visit.now(), ZoneOffset.UTC).toString();
    return Screen.of(
        "Activity",
        Section.ACTIVITY,
        "activity.jte",
        new View(lines, asked, visit.csrf(), today, slice.pager()),
        List.of());
  }

  private static long before(String id) {
    return id.matches("[0-9]{1,18}") ? Long.parseLong(id) : Long.MAX_VALUE;
  }
}
