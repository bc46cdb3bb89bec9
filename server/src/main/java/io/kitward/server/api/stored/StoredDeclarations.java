package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Declarations;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.GroupCommit;
import io.kitward.server.store.Store;
import io.kitward.server.vouch.Declaration;
import io.kitward.server.vouch.DeclarationTable;
import io.kitward.server.vouch.Declared;
import io.kitward.server.vouch.Proof;
import io.kitward.server.vouch.ProofException;
import io.kitward.server.vouch.Proofs;
import io.kitward.server.vouch.PuppetAuthorities;
import io.kitward.server.vouch.PuppetAuthority;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** What Puppet declares on nodes, kept durably before the node is answered. Thread-safe. */
public final class StoredDeclarations implements Declarations {

  /** How many requests share a transaction when many come at the same moment. */
  private static final int TOGETHER = 128;

  private final Store store;
  private final PuppetAuthorities authorities;
  private final VoucherKeys keys;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;
  private final GroupCommit<DeclarationWrites.Change, DeclarationWrites.Answer> writes;

  public StoredDeclarations(
      Store store,
      PuppetAuthorities authorities,
      VoucherKeys keys,
      Consumer<Key> due,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.authorities = authorities;
    this.keys = keys;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
    this.writes =
        new GroupCommit<>(
            changes -> store.write(handle -> DeclarationWrites.write(handle, changes)), TOGETHER);
  }

  @Override
  public View of(NodePrincipal node) {
    UUID id = node.node();
    DeclarationTable.Present present =
        id == null
            ? DeclarationTable.Present.NOTHING
            : store.ask(handle -> DeclarationTable.present(handle, id));
    return view(present, authorities.of(node.issuer()));
  }

  private static View view(DeclarationTable.Present present, Optional<PuppetAuthority> authority) {
    Declaration declaration = present.declaration();
    if (declaration.shown().isPresent()) {
      Declaration.Shown shown = declaration.shown().get();
      return new View(
          shown.tags(),
          shown.services(),
          shown.environment(),
          Optional.empty(),
          shown.why(),
          declaration.entityTag());
    }
    return new View(
        present.tags(),
        declaration.services(),
        declaration.environment(),
        authority
            .filter(puppet -> !puppet.vouchers().isEmpty())
            .map(puppet -> renewFrom(declaration, puppet)),
        present.gaps().isEmpty()
            ? ""
            : "assigned by kitward::service() and not carried out: "
                + String.join("; ", present.gaps()),
        declaration.entityTag());
  }

  /** Half of a proof's life is left then, so that one run may fail before it is over. */
  private static long renewFrom(Declaration declaration, PuppetAuthority puppet) {
    return declaration
        .issuedAt()
        .map(issued -> issued.plus(puppet.proofLife().dividedBy(2)).getEpochSecond())
        .orElse(0L);
  }

  @Override
  public Outcome declare(
      NodePrincipal node, Sent sent, Consumer<String> precondition, Actor actor) {
    Instant now = clock.instant();
    Declared declared;
    try {
      declared = read(sent);
    } catch (ProofException e) {
      return refused(node, e.words(), actor, now);
    }
    var change =
        new DeclarationWrites.Change(
            node, declared, authorities.of(node.issuer()), precondition, actor, now);
    return switch (writes.submit(change)) {
      case DeclarationWrites.Answer.Kept(var id, var changed, var present) -> {
        if (changed) {
          due.accept(new Key.NodeKey(id));
          happened.run();
        }
        yield new Outcome.Kept(view(present, authorities.of(node.issuer())));
      }
      case DeclarationWrites.Answer.Refused(String why) -> refused(node, why, actor, now);
      case DeclarationWrites.Answer.Failed(RuntimeException reason) -> throw reason;
    };
  }

  private Declared read(Sent sent) throws ProofException {
    Optional<Proof> catalog = Optional.empty();
    if (!sent.proof().isEmpty()) {
      catalog = Optional.of(proof("the catalog", sent.proof(), new Proof.Claim.OfCatalog()));
    }
    Map<Tag, Optional<Proof>> tags = new TreeMap<>();
    for (Item<Tag> item : sent.tags()) {
      tags.put(
          item.what(),
          item.proof().isEmpty()
              ? Optional.empty()
              : Optional.of(
                  proof(
                      "the tag " + item.what(), item.proof(), new Proof.Claim.OfTag(item.what()))));
    }
    Map<String, Proof> services = new TreeMap<>();
    for (Item<String> item : sent.services()) {
      String what = "the service " + item.what();
      if (item.proof().isEmpty()) {
        throw new ProofException(
            what
                + " has no proof: a node assigns itself no service; let the compiler include"
                + " kitward::voucher");
      }
      Proof proof = believed(what, item.proof());
      if (!(proof.claim() instanceof Proof.Claim.OfService of)
          || !of.service().equals(item.what())) {
        throw new ProofException("the proof of " + what + " is for something else");
      }
      services.put(item.what(), proof);
    }
    return new Declared(sent.environment(), catalog, new TreeMap<>(tags), new TreeMap<>(services));
  }

  private Proof proof(String what, String token, Proof.Claim claim) throws ProofException {
    Proof proof = believed(what, token);
    if (!proof.claim().equals(claim)) {
      throw new ProofException("the proof of " + what + " is for something else");
    }
    return proof;
  }

  private Proof believed(String what, String token) throws ProofException {
    try {
      return Proofs.read(token, keys::find);
    } catch (ProofException e) {
      throw new ProofException("the proof of " + what + " " + e.words());
    }
  }

  private Outcome refused(NodePrincipal node, String why, Actor actor, Instant now) {
    String target = "node/" + node.certname();
    store.change(
        handle ->
            AuditTable.add(
                handle,
                new AuditEntry(
                    now,
                    node.display(),
                    "node",
                    "declare",
                    target,
                    "denied",
                    Map.of("reason", why, "request", actor.requestId()))));
    return new Outcome.Refused(why);
  }
}
