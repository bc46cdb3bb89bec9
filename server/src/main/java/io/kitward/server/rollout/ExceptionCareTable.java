package io.kitward.server.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows of what people say of exceptions: whose one is, until when it is accepted, and who said
 * what. They are found by kind and subject, so that they hold when the same exception is raised
 * anew. Every method runs in the caller's transaction.
 */
public final class ExceptionCareTable {

  /**
   * How people look after an exception.
   *
   * @param assignee whose it is; empty: nobody's
   * @param acceptedUntil when its acceptance ends or ended; empty: it was not accepted
   * @param acceptedBy who accepted it; empty: nobody
   * @param reason why it was accepted
   */
  public record Care(
      String assignee, Optional<Instant> acceptedUntil, String acceptedBy, String reason) {

    /** Nobody has said anything yet. */
    public static final Care NONE = new Care("", Optional.empty(), "", "");

    /** Whether it is accepted at that moment. */
    public boolean accepted(Instant now) {
      return acceptedUntil.map(now::isBefore).orElse(false);
    }
  }

  /**
   * What somebody did with an exception.
   *
   * @param act {@code assigned}, {@code commented}, {@code accepted} or {@code reopened}
   */
  public record Note(Instant at, String author, String act, String text) {}

  private ExceptionCareTable() {}

  /** The care of an exception, which nobody else changes until the transaction ends. */
  static Care locked(Handle handle, String kind, String subject) {
    handle
        .createUpdate(
            "insert into exception_care (kind, subject) values (:kind, :subject) on conflict do nothing")
        .bind("kind", kind)
        .bind("subject", subject)
        .execute();
    return handle
        .createQuery(
            "select * from exception_care where kind = :kind and subject = :subject for update")
        .bind("kind", kind)
        .bind("subject", subject)
        .map(
            (row, _) ->
                new Care(
                    row.getString("assignee"),
                    Optional.ofNullable(row.getTimestamp("accepted_until"))
                        .map(at -> at.toInstant()),
                    row.getString("accepted_by"),
                    row.getString("reason")))
        .one();
  }

  static void put(Handle handle, String kind, String subject, Care care) {
    handle
        .createUpdate(
            """
            update exception_care set assignee = :assignee, accepted_until = cast(:until as timestamptz),
              accepted_by = :by, reason = :reason
            where kind = :kind and subject = :subject
            """)
        .bind("assignee", care.assignee())
        .bind("until", care.acceptedUntil().orElse(null))
        .bind("by", care.acceptedBy())
        .bind("reason", care.reason())
        .bind("kind", kind)
        .bind("subject", subject)
        .execute();
  }

  static void note(Handle handle, String kind, String subject, Note note) {
    handle
        .createUpdate(
            """
            insert into exception_note (kind, subject, at, author, act, text)
            values (:kind, :subject, :at, :author, :act, :text)
            """)
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("at", note.at())
        .bind("author", note.author())
        .bind("act", note.act())
        .bind("text", note.text())
        .execute();
  }

  /** What was done with an exception and those before it of the same subject, newest first. */
  public static List<Note> notes(Handle handle, String kind, String subject, int limit) {
    return handle
        .createQuery(
            """
            select at, author, act, text from exception_note
            where kind = :kind and subject = :subject order by id desc limit :limit
            """)
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("limit", limit)
        .map(
            (row, _) ->
                new Note(
                    row.getTimestamp("at").toInstant(),
                    row.getString("author"),
                    row.getString("act"),
                    row.getString("text")))
        .list();
  }
}
