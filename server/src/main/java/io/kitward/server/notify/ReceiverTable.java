package io.kitward.server.notify;

import io.kitward.server.desired.Policy;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The rows of webhooks: who is told of exceptions that open, and how he stands. Every method runs
 * in the caller's transaction.
 */
final class WebhookTable {

  /**
   * One webhook.
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

  private WebhookTable() {}

  static Optional<Row> find(Handle handle, String backend) {
    return handle
        .createQuery(
            """
            select w.*, (select count(*) from delivery d where d.backend = w.backend and d.due_at is not null) as waiting
            from webhook w where w.backend = :backend
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
   * A webhook as its document says now: from here on it is told of what opens. What waits is sent
   * at once, since a document that changed may be what was missing.
   */
  static void takeUp(Handle handle, Policy.Webhook webhook, long revision, Instant now) {
    handle
        .createUpdate(
            """
            insert into webhook (backend, digest, revision, kinds, since)
            values (:backend, :digest, :revision, :kinds, :now)
            on conflict (backend) do update set digest = excluded.digest, revision = excluded.revision,
              kinds = excluded.kinds, gone = false, rest_until = null, answers = null, since = excluded.since,
              message = '', given_up = 0
            where webhook.revision <= excluded.revision
            """)
        .bind("backend", webhook.name())
        .bind("digest", webhook.digest())
        .bind("revision", revision)
        .bindArray("kinds", String.class, webhook.kinds())
        .bind("now", now)
        .execute();
    DeliveryTable.hurry(handle, webhook.name(), now);
  }

  /** It took one, so nothing is wrong with it. */
  static void took(Handle handle, String backend, Instant now) {
    handle
        .createUpdate(
            """
            update webhook set answers = true, since = :now, message = '', rest_until = null
            where backend = :backend and answers is distinct from true
            """)
        .bind("backend", backend)
        .bind("now", now)
        .execute();
  }

  static void failed(
      Handle handle, String backend, String message, Instant restUntil, Instant now) {
    handle
        .createUpdate(
            """
            update webhook set answers = false, message = :message, rest_until = :rest,
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
            update webhook set gone = true, answers = false, message = :message, rest_until = null,
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
        .createUpdate("update webhook set given_up = given_up + 1 where backend = :backend")
        .bind("backend", backend)
        .execute();
  }

  /**
   * Forgets the webhooks that documents of this revision do not name, and what they were to be
   * told. What a later revision brought stays.
   */
  static void keepOnly(Handle handle, Collection<String> names, long revision) {
    handle
        .createUpdate("delete from webhook where backend <> all(:names) and revision <= :revision")
        .bindArray("names", String.class, List.copyOf(names))
        .bind("revision", revision)
        .execute();
  }
}
