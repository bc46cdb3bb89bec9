package io.kitward.server.rollout;

import io.kitward.server.rollout.ExceptionCareTable.Care;
import io.kitward.server.rollout.ExceptionCareTable.Note;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What people do with an exception, beside ending its cause: each act changes the care and leaves a
 * note. Every method runs in the caller's transaction; of two at once the later one counts, and
 * both are in the notes.
 */
public final class ExceptionCare {

  private ExceptionCare() {}

  /**
   * Says whose it is.
   *
   * @param to empty: nobody's
   */
  public static void assign(
      Handle handle, String kind, String subject, String to, String by, Instant now) {
    Care before = ExceptionCareTable.locked(handle, kind, subject);
    if (before.assignee().equals(to)) {
      return;
    }
    ExceptionCareTable.put(
        handle,
        kind,
        subject,
        new Care(to, before.acceptedUntil(), before.acceptedBy(), before.reason()));
    ExceptionCareTable.note(handle, kind, subject, new Note(now, by, "assigned", to));
  }

  public static void comment(
      Handle handle, String kind, String subject, String text, String by, Instant now) {
    ExceptionCareTable.note(handle, kind, subject, new Note(now, by, "commented", text));
  }

  /** Nobody is told of it until then, and it does not count as open. */
  public static void accept(
      Handle handle,
      String kind,
      String subject,
      Instant until,
      String reason,
      String by,
      Instant now) {
    Care before = ExceptionCareTable.locked(handle, kind, subject);
    ExceptionCareTable.put(
        handle, kind, subject, new Care(before.assignee(), Optional.of(until), by, reason));
    ExceptionCareTable.note(
        handle, kind, subject, new Note(now, by, "accepted", "until " + until + ": " + reason));
  }

  /** It is open again, and whoever was to be told of it is told now. */
  public static void reopen(Handle handle, String kind, String subject, String by, Instant now) {
    Care before = ExceptionCareTable.locked(handle, kind, subject);
    if (!before.accepted(now)) {
      return;
    }
    ExceptionCareTable.put(
        handle, kind, subject, new Care(before.assignee(), Optional.empty(), "", ""));
    ExceptionCareTable.note(handle, kind, subject, new Note(now, by, "reopened", ""));
    handle
        .createUpdate(
            """
            update delivery set due_at = :now from exception e
            where e.kind = :kind and e.subject = :subject and e.closed_at is null and exception_id = e.id
              and moment = 'opened' and due_at > :now and tries = 0
            """)
        .bind("now", now)
        .bind("kind", kind)
        .bind("subject", subject)
        .execute();
  }
}
