package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Joining;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.join.CertificateTable;
import io.kitward.server.join.JoinRequestTable;
import io.kitward.server.join.JoinScript;
import io.kitward.server.join.JoinTokenTable;
import io.kitward.server.pki.NodeRequest;
import io.kitward.server.pki.PkiException;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What machines ask for on their way in, kept in the store: whatever is handed out was written down
 * in the same transaction. Thread-safe.
 */
public final class StoredJoining implements Joining {

  private static final int MOST_PENDING = 1_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

  private final Store store;
  private final NodeEntry entry;
  private final JoinScript script;
  private final Clock clock;

  public StoredJoining(Store store, NodeEntry entry, JoinScript script, Clock clock) {
    this.store = store;
    this.entry = entry;
    this.script = script;
    this.clock = clock;
  }

  /** What a transaction left behind, to be acted on after its commit. */
  private record Done(Outcome outcome, Optional<NodeEntry.Entered> entered) {

    static Done only(Outcome outcome) {
      return new Done(outcome, Optional.empty());
    }

    static Done refused(Refusal refusal, String words) {
      return only(new Outcome.Refused(refusal, words));
    }
  }

  @Override
  public String script() {
    return script.text();
  }

  @Override
  public String authority() {
    return script.peopleCa();
  }

  @Override
  public Outcome join(String token, String request, String address) {
    Instant now = clock.instant();
    return read(request)
        .map(wanted -> after(store.write(handle -> join(handle, token, wanted, address, now))))
        .orElseGet(() -> invalid(request));
  }

  private Done join(Handle handle, String value, NodeRequest wanted, String address, Instant now) {
    Optional<JoinTokenTable.Row> found = JoinTokenTable.lock(handle, value);
    if (found.isEmpty()) {
      return refusedToken(handle, "This token is not known.", wanted, address, now);
    }
    JoinTokenTable.Row token = found.get();
    if (token.usedAt() != null && token.usedKey().equals(wanted.keyDigest())) {
      // The answer was lost on its way: the same key gets the same certificate once more.
      Optional<String> again =
          NodeTable.find(handle, token.usedBy())
              .flatMap(node -> CertificateTable.good(handle, node.id(), wanted.keyDigest(), now));
      if (again.isPresent()) {
        return Done.only(new Outcome.Issued(again.get()));
      }
    }
    Optional<String> fault = fault(token, wanted, now);
    if (fault.isPresent()) {
      return refusedToken(handle, fault.get(), wanted, address, now);
    }
    Optional<String> hindrance =
        entry
            .issue()
            .hindrance(handle, wanted.certname(), token.certname().equals(wanted.certname()));
    if (hindrance.isPresent()) {
      return Done.refused(Refusal.CERTNAME_TAKEN, hindrance.get() + ".");
    }
    String by = "join-token/" + token.id();
    var entered = entry.enter(handle, wanted, by, "with the token " + token.id(), now);
    JoinTokenTable.use(handle, token.id(), wanted.certname(), wanted.keyDigest(), now);
    if (!token.tags().isEmpty()) {
      NodeEntry.tag(handle, wanted.certname(), token, now);
    }
    return new Done(new Outcome.Issued(entered.certificate()), Optional.of(entered));
  }

  private static Optional<String> fault(JoinTokenTable.Row token, NodeRequest wanted, Instant now) {
    if (token.usedAt() != null) {
      return Optional.of(
          "This token was used at " + token.usedAt() + " already; it is good for one machine.");
    }
    if (token.revokedAt() != null) {
      return Optional.of("This token was revoked at " + token.revokedAt() + ".");
    }
    if (!now.isBefore(token.expiresAt())) {
      return Optional.of("This token ended at " + token.expiresAt() + ".");
    }
    if (!token.certname().isEmpty() && !token.certname().equals(wanted.certname())) {
      return Optional.of(
          "This token is for " + token.certname() + ", not for " + wanted.certname() + ".");
    }
    return Optional.empty();
  }

  private static Done refusedToken(
      Handle handle, String words, NodeRequest wanted, String address, Instant now) {
    AuditTable.add(
        handle,
        new AuditEntry(
            now,
            "anonymous",
            "people",
            "join",
            "node/" + wanted.certname(),
            "denied",
            Map.of("reason", words, "address", address)));
    return Done.refused(Refusal.TOKEN_REFUSED, words);
  }

  private Outcome after(Done done) {
    done.entered().ifPresent(entry::after);
    return done.outcome();
  }

  @Override
  public Outcome request(String request, String address) {
    Instant now = clock.instant();
    return read(request)
        .map(wanted -> store.write(handle -> request(handle, wanted, request, address, now)))
        .orElseGet(() -> invalid(request));
  }

  private Outcome request(
      Handle handle, NodeRequest wanted, String pem, String address, Instant now) {
    JoinRequestTable.forget(handle, now.minus(FORGOTTEN_AFTER));
    if (JoinRequestTable.pending(handle) >= MOST_PENDING) {
      return new Outcome.Refused(
          Refusal.REQUEST_DENIED,
          MOST_PENDING + " machines wait for a person already; decide on some of them first.");
    }
    var row =
        new JoinRequestTable.Row(
            "r-" + UUID.randomUUID(),
            wanted.certname(),
            pem,
            wanted.keyDigest(),
            address,
            now,
            JoinRequestTable.PENDING,
            null,
            "",
            "");
    return new Outcome.Pending(JoinRequestTable.ask(handle, row).id());
  }

  @Override
  public Outcome collect(String id, byte[] proof) {
    Instant now = clock.instant();
    return store.read(
        handle -> {
          Optional<JoinRequestTable.Row> row = JoinRequestTable.find(handle, id);
          if (row.isEmpty()
              || !NodeRequest.read(row.get().request()).signed("kitward-join:" + id, proof)) {
            return new Outcome.Refused(
                Refusal.REQUEST_UNKNOWN,
                "There is no request of that id, or this is not its key's signature.");
          }
          return switch (row.get().state()) {
            case JoinRequestTable.APPROVED ->
                NodeTable.find(handle, row.get().certname())
                    .flatMap(
                        node ->
                            CertificateTable.good(handle, node.id(), row.get().keyDigest(), now))
                    .<Outcome>map(Outcome.Issued::new)
                    .orElseGet(
                        () ->
                            new Outcome.Refused(
                                Refusal.REQUEST_DENIED,
                                "The certificate of this request is not good any more; ask anew."));
            case JoinRequestTable.DENIED ->
                new Outcome.Refused(
                    Refusal.REQUEST_DENIED,
                    "A person denied this request"
                        + (row.get().reason().isEmpty() ? "." : ": " + row.get().reason()));
            default -> new Outcome.Pending(id);
          };
        });
  }

  @Override
  public Outcome renew(String certname, String issuer, String request, Actor actor) {
    Instant now = clock.instant();
    if (!issuer.equals(entry.issue().issuer())) {
      return new Outcome.Refused(
          Refusal.ISSUER_FOREIGN,
          "This certificate is of " + issuer + ", which renews its own; Kitward does not.");
    }
    Optional<NodeRequest> wanted = read(request);
    if (wanted.isEmpty()) {
      return invalid(request);
    }
    if (!wanted.get().certname().equals(certname)) {
      return new Outcome.Refused(
          Refusal.REQUEST_INVALID,
          "The request is for "
              + wanted.get().certname()
              + ", the certificate shown is of "
              + certname
              + ".");
    }
    Outcome outcome =
        store.write(
            handle -> {
              Node node = entry.issue().node(handle, certname, now);
              Optional<String> again =
                  CertificateTable.good(handle, node.id(), wanted.get().keyDigest(), now);
              if (again.isPresent()) {
                return new Outcome.Issued(again.get());
              }
              String by = actor.principal().display();
              String pem = entry.issue().issue(handle, node, wanted.get(), by, now);
              NodeEntry.audit(handle, by, "node", "renew", "node/" + certname, Map.of(), now);
              return new Outcome.Issued(pem);
            });
    entry.happened().run();
    return outcome;
  }

  private static Optional<NodeRequest> read(String pem) {
    try {
      return Optional.of(NodeRequest.read(pem));
    } catch (PkiException e) {
      return Optional.empty();
    }
  }

  /** Says what is wrong with a request that could not be read. */
  private static Outcome invalid(String pem) {
    try {
      NodeRequest.read(pem);
      throw new IllegalStateException("the request could be read after all");
    } catch (PkiException e) {
      return new Outcome.Refused(Refusal.REQUEST_INVALID, String.valueOf(e.getMessage()));
    }
  }
}
