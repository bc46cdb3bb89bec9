package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.join.JoinRequestTable;
import io.kitward.server.join.JoinScript;
import io.kitward.server.join.JoinTokenTable;
import io.kitward.server.pki.NodeRequest;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Store;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tokens and people's words on requests, kept in the store. Thread-safe. */
public final class StoredAdmissions implements Admissions {

  private static final int LISTED = 500;

  private final Store store;
  private final NodeEntry entry;
  private final JoinScript script;
  private final SecureRandom random;
  private final Clock clock;

  public StoredAdmissions(
      Store store, NodeEntry entry, JoinScript script, SecureRandom random, Clock clock) {
    this.store = store;
    this.entry = entry;
    this.script = script;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public List<Token> tokens() {
    Instant now = clock.instant();
    return store.read(
        handle ->
            JoinTokenTable.newest(handle, LISTED).stream().map(row -> view(row, now)).toList());
  }

  private static Token view(JoinTokenTable.Row row, Instant now) {
    String state =
        row.usedAt() != null
            ? "used"
            : row.revokedAt() != null
                ? "revoked"
                : now.isBefore(row.expiresAt()) ? "open" : "expired";
    return new Token(
        row.id(),
        row.certname(),
        row.tags(),
        row.createdAt(),
        row.createdBy(),
        row.expiresAt(),
        state,
        row.usedAt(),
        row.usedBy().isEmpty() ? null : row.usedBy());
  }

  @Override
  public Created createToken(Asked asked, Actor actor) {
    Instant now = clock.instant();
    String value = JoinTokenTable.value(random);
    String by = actor.principal().display();
    var row =
        new JoinTokenTable.Row(
            JoinTokenTable.id(random),
            asked.certname(),
            asked.tags().stream().map(Tag::toString).toList(),
            now,
            by,
            now.plus(asked.life()),
            null,
            null,
            "",
            "");
    store.change(
        handle -> {
          JoinTokenTable.insert(handle, row, value);
          NodeEntry.audit(
              handle, by, "people", "create-join-token", "join-token/" + row.id(), Map.of(), now);
        });
    String name = asked.certname().isEmpty() ? "" : " KITWARD_CERTNAME=" + asked.certname();
    return new Created(view(row, now), value, script.command("KITWARD_TOKEN=" + value + name));
  }

  @Override
  public Optional<Token> revokeToken(String id, Actor actor) {
    Instant now = clock.instant();
    return store.write(
        handle -> {
          if (JoinTokenTable.revoke(handle, id, now)) {
            String by = actor.principal().display();
            NodeEntry.audit(
                handle, by, "people", "revoke-join-token", "join-token/" + id, Map.of(), now);
          }
          return JoinTokenTable.find(handle, id).map(row -> view(row, now));
        });
  }

  @Override
  public List<Waiting> requests() {
    return store.read(
        handle ->
            JoinRequestTable.newest(handle, LISTED).stream().map(StoredAdmissions::view).toList());
  }

  private static Waiting view(JoinRequestTable.Row row) {
    return new Waiting(
        row.id(),
        row.certname(),
        row.keyDigest().substring(0, 16),
        row.address(),
        row.createdAt(),
        row.state(),
        row.decidedAt(),
        row.decidedBy().isEmpty() ? null : row.decidedBy(),
        row.reason().isEmpty() ? null : row.reason());
  }

  /** What was decided, and who was let in by it. */
  private record Approval(Decided decided, Optional<NodeEntry.Entered> entered) {
    static Approval none(Decided decided) {
      return new Approval(decided, Optional.empty());
    }
  }

  @Override
  public Decided approve(String id, Actor actor) {
    Instant now = clock.instant();
    String by = actor.principal().display();
    Approval approval = store.write(handle -> approve(handle, id, by, now));
    approval.entered().ifPresent(entry::after);
    return approval.decided();
  }

  private Approval approve(Handle handle, String id, String by, Instant now) {
    Optional<JoinRequestTable.Row> row = JoinRequestTable.lock(handle, id);
    Optional<Decided> hindered = hindered(row);
    if (hindered.isPresent()) {
      return Approval.none(hindered.get());
    }
    NodeRequest wanted = NodeRequest.read(row.orElseThrow().request());
    // Approving names the node: the person saw it, so it may be one that is there.
    Optional<String> hindrance = entry.issue().hindrance(handle, wanted.certname(), true);
    if (hindrance.isPresent()) {
      return Approval.none(new Decided.Impossible(hindrance.get() + "."));
    }
    var entered = entry.enter(handle, wanted, by, "with the approval of " + by, now);
    JoinRequestTable.decide(handle, id, JoinRequestTable.APPROVED, by, "", now);
    return new Approval(done(handle, id), Optional.of(entered));
  }

  @Override
  public Decided deny(String id, String reason, Actor actor) {
    Instant now = clock.instant();
    String by = actor.principal().display();
    return store.write(
        handle -> {
          Optional<JoinRequestTable.Row> row = JoinRequestTable.lock(handle, id);
          Optional<Decided> hindered = hindered(row);
          if (hindered.isPresent()) {
            return hindered.get();
          }
          JoinRequestTable.decide(handle, id, JoinRequestTable.DENIED, by, reason, now);
          String node = "node/" + row.orElseThrow().certname();
          NodeEntry.audit(handle, by, "people", "deny-join", node, Map.of("reason", reason), now);
          return done(handle, id);
        });
  }

  private static Optional<Decided> hindered(Optional<JoinRequestTable.Row> row) {
    if (row.isEmpty()) {
      return Optional.of(new Decided.Unknown());
    }
    return row.get().state().equals(JoinRequestTable.PENDING)
        ? Optional.empty()
        : Optional.of(
            new Decided.Impossible(
                "It was " + row.get().state() + " by " + row.get().decidedBy() + " already."));
  }

  private static Decided done(Handle handle, String id) {
    return new Decided.Done(view(JoinRequestTable.find(handle, id).orElseThrow()));
  }

  @Override
  public boolean link(String certname, String issuer, Actor actor) {
    Instant now = clock.instant();
    String by = actor.principal().display();
    return store.write(
        handle -> {
          Optional<Node> node = NodeTable.find(handle, certname);
          node.ifPresent(
              there -> {
                String which = issuer.isEmpty() ? entry.issue().issuer() : issuer;
                NodeTable.link(handle, there.id(), which, by, now);
                boolean _ =
                    ExceptionTable.close(handle, ExceptionTable.IDENTITY, certname, by, now);
                String object = "node/" + certname;
                NodeEntry.audit(handle, by, "people", "link", object, Map.of("issuer", which), now);
              });
          return node.isPresent();
        });
  }
}
