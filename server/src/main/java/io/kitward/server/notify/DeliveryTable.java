package io.kitward.server.notify;

import io.kitward.server.rollout.ExceptionTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The rows of deliveries: one for each exception and receiver, from its opening until its closing
 * is told. {@link ExceptionTable#open} adds them. Every method runs in the caller's transaction.
 */
final class DeliveryTable {

  /**
   * One that is to be sent now.
   *
   * @param tries with this one; whoever settles it names them, so that only the last who took it
   *     can
   */
  record Due(Notice notice, int tries, Instant firstTry) {}

  private static final String MINE =
      " where backend = :backend and exception_id = :exception and moment = :moment"
          + " and tries = :tries and due_at is not null";

  private record Claimed(long exception, String moment, int tries, Instant firstTry) {}

  private DeliveryTable() {}

  /**
   * Takes the next that are due, so that nobody else does.
   *
   * @param most how many at most
   * @param lease after which they are due again, should their sender be gone by then
   */
  static List<Due> take(Handle handle, String backend, int most, Instant now, Duration lease) {
    closings(handle, backend, now);
    accepted(handle, backend, now);
    return handle
        .createQuery(
            """
            with taken as (
              update delivery set due_at = :lease, tries = tries + 1, first_try_at = coalesce(first_try_at, :now)
              where (backend, exception_id) in (
                select backend, exception_id from delivery where backend = :backend and due_at <= :now
                order by due_at, exception_id limit :most for update skip locked)
              returning exception_id, moment, tries, first_try_at)
            select * from taken order by exception_id
            """)
        .bind("backend", backend)
        .bind("most", most)
        .bind("now", now)
        .bind("lease", now.plus(lease))
        .map(
            (row, _) ->
                new Claimed(
                    row.getLong("exception_id"),
                    row.getString("moment"),
                    row.getInt("tries"),
                    row.getTimestamp("first_try_at").toInstant()))
        .list()
        .stream()
        .flatMap(
            claimed ->
                ExceptionTable.find(handle, claimed.exception()).stream()
                    .map(exception -> due(claimed, exception)))
        .toList();
  }

  private static Due due(Claimed claimed, ExceptionTable.Row exception) {
    return new Due(
        new Notice(
            claimed.moment().equals("closed") ? Notice.Moment.CLOSED : Notice.Moment.OPENED,
            exception),
        claimed.tries(),
        claimed.firstTry());
  }

  /** Those whose opening is told and that have closed since are due. */
  private static void closings(Handle handle, String backend, Instant now) {
    handle
        .createUpdate(
            """
            update delivery d set moment = 'closed', due_at = :now from exception e
            where d.backend = :backend and d.due_at is null and e.id = d.exception_id and e.closed_at is not null
            """)
        .bind("backend", backend)
        .bind("now", now)
        .execute();
  }

  /**
   * Nobody is told of the opening of what a person accepts: it waits until the acceptance ends, and
   * is forgotten when the exception closed before.
   */
  private static void accepted(Handle handle, String backend, Instant now) {
    handle
        .createUpdate(
            """
            delete from delivery d using exception e, exception_care c
            where d.backend = :backend and d.due_at <= :now and d.moment = 'opened' and d.tries = 0
              and e.id = d.exception_id and c.kind = e.kind and c.subject = e.subject
              and e.closed_at < c.accepted_until
            """)
        .bind("backend", backend)
        .bind("now", now)
        .execute();
    handle
        .createUpdate(
            """
            update delivery d set due_at = c.accepted_until from exception e, exception_care c
            where d.backend = :backend and d.due_at <= :now and d.moment = 'opened'
              and e.id = d.exception_id and c.kind = e.kind and c.subject = e.subject
              and c.accepted_until > :now
            """)
        .bind("backend", backend)
        .bind("now", now)
        .execute();
  }

  /** This moment is over, told or given up: after a closing nothing is left to tell. */
  static boolean done(Handle handle, String backend, Due due) {
    String change =
        switch (due.notice().moment()) {
          case OPENED -> "update delivery set due_at = null, tries = 0, first_try_at = null";
          case CLOSED -> "delete from delivery";
        };
    return handle
            .createUpdate(change + MINE)
            .bind("backend", backend)
            .bind("exception", due.notice().exception().id())
            .bind("moment", due.notice().word())
            .bind("tries", due.tries())
            .execute()
        > 0;
  }

  static boolean again(Handle handle, String backend, Due due, Instant at) {
    return handle
            .createUpdate("update delivery set due_at = :at" + MINE)
            .bind("at", at)
            .bind("backend", backend)
            .bind("exception", due.notice().exception().id())
            .bind("moment", due.notice().word())
            .bind("tries", due.tries())
            .execute()
        > 0;
  }

  /** What waits is due now. What another server just sends is then sent twice, with one id. */
  static void hurry(Handle handle, String backend, Instant now) {
    handle
        .createUpdate(
            """
            update delivery set due_at = :now where backend = :backend and due_at > :now
            """)
        .bind("backend", backend)
        .bind("now", now)
        .execute();
  }

  /**
   * Nothing waits any more. Openings that were not told are forgotten, closings are told when the
   * receiver is there again.
   */
  static void drop(Handle handle, String backend) {
    handle
        .createUpdate(
            "delete from delivery where backend = :backend and moment = 'opened' and due_at is not null")
        .bind("backend", backend)
        .execute();
    handle
        .createUpdate(
            "update delivery set moment = 'opened', due_at = null, tries = 0, first_try_at = null where backend = :backend")
        .bind("backend", backend)
        .execute();
  }
}
