package io.kitward.server;

import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.NodeIdentities;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Which node stands behind a certificate, as the store knows it. */
final class Identities implements NodeIdentities {

  private final Store store;
  private final Clock clock;

  Identities(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  public NodePrincipal identify(String certname, String issuer) {
    Optional<Node> node = store.read(handle -> NodeTable.find(handle, certname));
    if (node.isPresent() && isForeign(node.get(), issuer)) {
      String reason = certname + " is known with a certificate of another issuer";
      store.change(
          handle ->
              AuditTable.add(
                  handle,
                  new AuditEntry(
                      clock.instant(),
                      "node/" + certname,
                      "node",
                      "identify",
                      "node/" + certname,
                      "denied",
                      Map.of("reason", reason, "issuer", issuer))));
      throw new ApiException(
          ErrorCode.IDENTITY_REFUSED, reason + "; a person has to link the two.");
    }
    node.ifPresent(this::requireHere);
    return new NodePrincipal(certname, issuer, node.map(Node::id).orElse(null));
  }

  private void requireHere(Node node) {
    Retirement retirement = store.read(handle -> RetirementTable.of(handle, node.id()));
    if (retirement.gone() && retirement.byPerson()) {
      throw new ApiException(
          ErrorCode.IDENTITY_REFUSED, node.certname() + " was retired by " + retirement.by() + ".");
    }
  }

  private boolean isForeign(Node node, String issuer) {
    return !node.issuer().isEmpty()
        && !node.issuer().equals(issuer)
        && !store.read(handle -> NodeTable.accepts(handle, node, issuer));
  }
}
