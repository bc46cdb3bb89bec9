package io.kitward.server.backend;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * Which server speaks to a console that keeps hosts, or for one that is configured by files: one at
 * a time, until it ends or falls silent. By the database's clock. Runs in the caller's transaction.
 */
final class ConsoleLease {

  /** Longer than a batch takes, shorter than anybody would wait for another server to go on. */
  static final Duration LIFE = Duration.ofSeconds(30);

  private ConsoleLease() {}

  /** Takes or renews the lease; false when another server has it. */
  static boolean hold(Handle handle, String backend, String replica) {
    return handle
            .createUpdate(
                """
                insert into console_lease (backend, replica, until)
                values (:backend, :replica, clock_timestamp() + :life * interval '1 second')
                on conflict (backend) do update set replica = excluded.replica, until = excluded.until
                where console_lease.replica = excluded.replica or console_lease.until < clock_timestamp()
                """)
            .bind("backend", backend)
            .bind("replica", replica)
            .bind("life", LIFE.toSeconds())
            .execute()
        == 1;
  }

  /** Lets others go on at once with a console; false when another server has it already. */
  static boolean leave(Handle handle, String backend, String replica) {
    handle.execute(
        "delete from console_lease where backend = ? and (replica = ? or until < clock_timestamp())",
        backend,
        replica);
    return handle
        .createQuery("select 1 from console_lease where backend = :backend")
        .bind("backend", backend)
        .mapTo(Integer.class)
        .findFirst()
        .isEmpty();
  }

  /** Lets others go on at once with everything that this server spoke to. */
  static void release(Handle handle, String replica) {
    handle.execute("delete from console_lease where replica = ?", replica);
  }
}
