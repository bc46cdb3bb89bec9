package io.kitward.server;

import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.NodeCertificate;
import io.kitward.server.api.NodeIdentities;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.KnownNode;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Which node stands behind a certificate, as the store knows it. */
final class Identities implements NodeIdentities {

  private final Store store;
  private final Consumer<NodeCertificate> certificates;
  private final Clock clock;

  /**
   * Makes it.
   *
   * @param certificates is told the certificate of each request of a node that is let in
   */
  Identities(Store store, Consumer<NodeCertificate> certificates, Clock clock) {
    this.store = store;
    this.certificates = certificates;
    this.clock = clock;
  }

  @Override
  public NodePrincipal identify(NodeCertificate certificate) {
    String certname = certificate.certname();
    String issuer = certificate.issuer();
    Optional<KnownNode> known = store.ask(handle -> KnownNode.find(handle, certname, issuer));
    if (known.isEmpty()) {
      return new NodePrincipal(certname, issuer, certificate.serial(), null);
    }
    if (!known.get().accepts()) {
      throw foreign(certificate, known.get());
    }
    known
        .get()
        .retiredBy()
        .ifPresent(
            by -> {
              throw new ApiException(
                  ErrorCode.IDENTITY_REFUSED, certname + " was retired by " + by + ".");
            });
    certificates.accept(certificate);
    return new NodePrincipal(certname, issuer, certificate.serial(), known.get().id());
  }

  private ApiException foreign(NodeCertificate certificate, KnownNode known) {
    String certname = certificate.certname();
    String reason = certname + " is known with a certificate of another issuer";
    Instant now = clock.instant();
    store.change(
        handle -> {
          AuditTable.add(
              handle,
              new AuditEntry(
                  now,
                  "node/" + certname,
                  "node",
                  "identify",
                  "node/" + certname,
                  "denied",
                  Map.of("reason", reason, "issuer", certificate.issuer())));
          ExceptionTable.twoIssuers(
              handle, known.id(), certname, known.issuer(), certificate.issuer(), now);
        });
    return new ApiException(ErrorCode.IDENTITY_REFUSED, reason + "; a person has to link the two.");
  }
}
