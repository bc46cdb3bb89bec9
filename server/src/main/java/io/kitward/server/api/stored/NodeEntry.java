package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.MachineTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Source;
import io.kitward.server.join.CertificateTable;
import io.kitward.server.join.JoinTokenTable;
import io.kitward.server.join.NodeIssue;
import io.kitward.server.pki.NodeRequest;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.Leaving;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * How a machine becomes a node, whoever let it in: one transaction for all of it, and what follows
 * its commit. Thread-safe.
 *
 * @param issue gives certificates
 * @param revocations puts in force what was taken back
 * @param due where keys go that became due
 * @param happened called after new events are durable
 */
public record NodeEntry(
    NodeIssue issue, Runnable revocations, Consumer<Key> due, Runnable happened) {

  /** The source of the tags that came with a token. */
  private static final Source TAGS = new Source("token/join");

  /** A machine that was let in: its certificate, and whether an earlier one was taken back. */
  record Entered(String certificate, UUID node, boolean replaced) {}

  /** Makes or finds the node and gives it a certificate; earlier ones are not good any more. */
  Entered enter(Handle handle, NodeRequest wanted, String by, String how, Instant now) {
    boolean known = NodeTable.find(handle, wanted.certname()).isPresent();
    Node node = issue.node(handle, wanted.certname(), now);
    int replaced = CertificateTable.revoke(handle, node.id(), by, "joined anew", now);
    Leaving.undo(handle, node.id(), "it joined anew", now);
    MachineTable.forget(handle, node.id());
    String pem = issue.issue(handle, node, wanted, by, now);
    EventTable.add(
        handle,
        List.of(
            new EventTable.Seen(
                now,
                node.id(),
                "",
                "joined",
                (known ? "joined anew " : "joined ")
                    + how
                    + (replaced > 0 ? "; its earlier certificate is not good any more" : ""),
                0)));
    audit(
        handle,
        by,
        "people",
        "join",
        "node/" + wanted.certname(),
        Map.of("key", wanted.keyDigest(), "replaced", String.valueOf(replaced)),
        now);
    return new Entered(pem, node.id(), replaced > 0);
  }

  /** What follows the commit. */
  void after(Entered entered) {
    if (entered.replaced()) {
      revocations.run();
    }
    due.accept(new Key.NodeKey(entered.node()));
    happened.run();
  }

  /** Attaches what a token brings along. */
  static void tag(Handle handle, String certname, JoinTokenTable.Row token, Instant now) {
    var tags = new TreeSet<Tag>();
    token.tags().forEach(tag -> tags.add(Tag.parse(tag)));
    var actor =
        new Actor(
            new Principal.TokenPrincipal("join/" + token.id(), Principal.Role.ADMIN), token.id());
    var change = new TagWrites.Change(certname, TAGS, _ -> tags, Optional.empty(), actor, now);
    for (TagWrites.Answer answer : TagWrites.write(handle, List.of(change))) {
      if (answer instanceof TagWrites.Answer.Refused(RuntimeException reason)) {
        throw reason;
      }
    }
  }

  static void audit(
      Handle handle,
      String by,
      String door,
      String action,
      String object,
      Map<String, String> detail,
      Instant now) {
    AuditTable.add(handle, new AuditEntry(now, by, door, action, object, "done", detail));
  }
}
