package io.kitward.server.fleet;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * On which machine a node's certificates live, so that a copy is told apart. A certificate of
 * another CA (Puppet's) is bound by itself; those of Kitward's CA are bound together, since a copy
 * could renew its own. Every method runs in the caller's transaction.
 */
public final class MachineTable {

  private MachineTable() {}

  /**
   * The machine that this certificate belongs to: the first that came with it.
   *
   * @param machine what the agent says of its machine; empty when it does not
   * @return empty when it is this one, or the agent does not say
   */
  public static Optional<String> other(
      Handle handle, UUID node, String issuer, String serial, String machine) {
    if (machine.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> bound =
        handle
            .createQuery(
                """
                select machine from credential where node_id = :node and issuer = :issuer and machine <> ''
                  and (serial = :serial or exists (select 1 from node_certificate own where own.serial = :serial))
                limit 1
                """)
            .bind("node", node)
            .bind("issuer", issuer)
            .bind("serial", serial)
            .mapTo(String.class)
            .findOne();
    if (bound.isEmpty() || bound.get().equals(machine)) {
      handle
          .createUpdate(
              "update credential set machine = :machine where node_id = :node and issuer = :issuer and serial = :serial and machine <> :machine")
          .bind("machine", machine)
          .bind("node", node)
          .bind("issuer", issuer)
          .bind("serial", serial)
          .execute();
      return Optional.empty();
    }
    return bound;
  }

  /** Notes that another machine came with a node's certificate; the newest one counts. */
  public static void claim(Handle handle, UUID node, String machine, String address, Instant now) {
    handle
        .createUpdate(
            """
            insert into machine_claim (node_id, machine, address, at) values (:node, :machine, :address, :now)
            on conflict (node_id) do update set machine = excluded.machine, address = excluded.address, at = excluded.at
            """)
        .bind("node", node)
        .bind("machine", machine)
        .bind("address", address)
        .bind("now", now)
        .execute();
  }

  /** A person says that the other machine is the node from now on. */
  public static void accept(Handle handle, UUID node) {
    handle
        .createUpdate(
            """
            update credential c set machine = m.machine from machine_claim m
            where m.node_id = c.node_id and c.node_id = :node and c.machine <> ''
            """)
        .bind("node", node)
        .execute();
    handle
        .createUpdate("delete from machine_claim where node_id = :node")
        .bind("node", node)
        .execute();
  }

  /** The node was let in anew: whichever machine comes first is it. */
  public static void forget(Handle handle, UUID node) {
    handle
        .createUpdate("update credential set machine = '' where node_id = :node")
        .bind("node", node)
        .execute();
    handle
        .createUpdate("delete from machine_claim where node_id = :node")
        .bind("node", node)
        .execute();
  }
}
