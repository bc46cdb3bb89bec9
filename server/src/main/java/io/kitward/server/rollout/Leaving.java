package io.kitward.server.rollout;

import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.history.HistoryWrites;
import io.kitward.server.join.CertificateTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The steps of a node's leaving and of its return. Every method runs in the caller's transaction.
 *
 * <p>A node that a person retires while it is connected is off-boarded first, as its services'
 * contracts say; one that can't be reached has left at once, and what is on it stays. What was
 * wanted and released is kept either way: when it returns, all goes on from there.
 */
public final class Leaving {

  /** So long a node has for its off-boarding. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private Leaving() {}

  /** A person retires a node. */
  public static void begin(
      Handle handle, UUID node, boolean connected, String by, String why, Instant now) {
    var leaving = new Retirement(Retirement.State.LEAVING, Optional.of(now), by, why);
    RetirementTable.set(handle, node, leaving);
    tell(handle, node, "retired by " + by + (why.isEmpty() ? "" : ": " + why), now);
    if (!connected) {
      end(handle, node, leaving, now);
    }
  }

  /** The node has left: no console lists it, and what a person sent away can't come in. */
  public static void end(Handle handle, UUID node, Retirement leaving, Instant now) {
    RetirementTable.set(
        handle,
        node,
        new Retirement(
            Retirement.State.GONE,
            leaving.at().or(() -> Optional.of(now)),
            leaving.by(),
            leaving.why()));
    handle
        .createUpdate(
            "delete from registration r using instance i where i.id = r.instance_id and i.node_id = :node")
        .bind("node", node)
        .execute();
    HistoryWrites.left(handle, node, now);
    if (leaving.by().equals(Retirement.SERVER)) {
      tell(handle, node, "left by itself: " + leaving.why(), now);
      return;
    }
    int revoked =
        CertificateTable.revoke(handle, node, leaving.by(), CertificateTable.RETIRED, now);
    tell(
        handle,
        node,
        "has left" + (revoked > 0 ? "; its certificate is not good any more" : ""),
        now);
  }

  /** The node is back; everything is as it was. False when it had not left. */
  public static boolean undo(Handle handle, UUID node, String how, Instant now) {
    Retirement before = RetirementTable.of(handle, node);
    if (before.state() == Retirement.State.HERE) {
      return false;
    }
    RetirementTable.set(handle, node, Retirement.NONE);
    if (before.gone()) {
      HistoryWrites.back(handle, node, now);
    }
    if (before.state() != Retirement.State.HELD) {
      tell(handle, node, "is back: " + how, now);
    }
    return true;
  }

  private static void tell(Handle handle, UUID node, String message, Instant now) {
    EventTable.add(handle, List.of(new EventTable.Seen(now, node, "", "retirement", message, 0)));
  }
}
