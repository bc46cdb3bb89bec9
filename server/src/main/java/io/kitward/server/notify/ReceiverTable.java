package io.kitward.server.notify;

import io.kitward.server.desired.Policy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows of receivers: who is told of exceptions that open, and how he stands. Every method runs
 * in the caller's transaction.
 */
final class ReceiverTable {

  /**
   * One receiver.
   *
   * @param digest of its document
   * @param gone whether it wants no more
   * @param restUntil no request before
   * @param answers whether it took the last one; empty when it was sent nothing yet
   * @param since when that became so
   * @param message why it did not
   * @param givenUp notifications that it never took
   * @param waiting notifications that it did not take yet
   */
  record Row(
      String digest,
      boolean gone,
      Optional<Instant> restUntil,
      Optional<Boolean> answers,
      Instant since,
      String message,
      int givenUp,
      int waiting) {}

  private ReceiverTable() {}

  static Optional<Row> find(Handle handle, String backend) {
    return handle
        .createQuery(
            """
            select r.*, (select count(*) from delivery d where d.backend = r.backend and d.due_at is not null) as waiting
            from receiver r where r.backend = :backend
            """)
        .bind("backend", backend)
        .map(
            (row, _) ->
                new Row(
                    row.getString("digest"),
                    row.getBoolean("gone"),
                    Optional.ofNullable(row.getTimestamp("rest_until")).map(at -> at.toInstant()),
                    Optional.ofNullable((Boolean) row.getObject("answers")),
                    row.getTimestamp("since").toInstant(),
                    row.getString("message"),
                    row.getInt("given_up"),
                    row.getInt("waiting")))
        .findOne();
  }

  /**
   * A receiver as its document says now: from here on it is told of what opens. What waits is sent
   * at once, since a document that changed may be what was missing.
   */
  static void takeUp(Handle handle, Policy.Receiver receiver, long revision, Instant now) {
    handle
        .createUpdate(
            """
            insert into receiver (backend, digest, revision, kinds, since)
            values (:backend, :digest, :revision, :kinds, :now)
            on conflict (backend) do update set digest = excluded.digest, revision = excluded.revision,
              kinds = excluded.kinds, gone = false, rest_until = null, answers = null, since = excluded.since,
              message = '', given_up = 0
            where receiver.revision <= excluded.revision
            """)
        .bind("backend", receiver.name())
        .bind("digest", receiver.digest())
        .bind("revision", revision)
        .bindArray("kinds", String.class, receiver.kinds())
        .bind("now", now)
        .execute();
    DeliveryTable.hurry(handle, receiver.name(), now);
  }

  /**
   * It took one.
   *
   * @param remark what is to be said all the same; empty when nothing is wrong
   * @param restUntil no other before; empty: at once
   */
  static void took(
      Handle handle, String backend, String remark, Optional<Instant> restUntil, Instant now) {
    handle
        .createUpdate(
            """
            update receiver set answers = true, message = :remark, rest_until = cast(:rest as timestamptz),
              since = case when answers then since else :now end
            where backend = :backend and (answers is distinct from true or message <> :remark or cast(:rest as timestamptz) is not null)
            """)
        .bind("backend", backend)
        .bind("remark", remark)
        .bind("rest", restUntil.orElse(null))
        .bind("now", now)
        .execute();
  }

  static void failed(
      Handle handle, String backend, String message, Instant restUntil, Instant now) {
    handle
        .createUpdate(
            """
            update receiver set answers = false, message = :message, rest_until = :rest,
              since = case when answers is false then since else :now end
            where backend = :backend
            """)
        .bind("backend", backend)
        .bind("message", message)
        .bind("rest", restUntil)
        .bind("now", now)
        .execute();
  }

  /** It wants no more, until its document changes. */
  static void gone(Handle handle, String backend, String message, Instant now) {
    handle
        .createUpdate(
            """
            update receiver set gone = true, answers = false, message = :message, rest_until = null,
              since = case when answers is false then since else :now end
            where backend = :backend
            """)
        .bind("backend", backend)
        .bind("message", message)
        .bind("now", now)
        .execute();
  }

  static void gaveUp(Handle handle, String backend) {
    handle
        .createUpdate("update receiver set given_up = given_up + 1 where backend = :backend")
        .bind("backend", backend)
        .execute();
  }

  /**
   * Forgets the receivers that documents of this revision do not name, and what they were to be
   * told. What a later revision brought stays.
   */
  static void keepOnly(Handle handle, Collection<String> names, long revision) {
    handle
        .createUpdate("delete from receiver where backend <> all(:names) and revision <= :revision")
        .bindArray("names", String.class, List.copyOf(names))
        .bind("revision", revision)
        .execute();
  }
}
