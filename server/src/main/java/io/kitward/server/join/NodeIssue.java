package io.kitward.server.join;

import io.kitward.server.fleet.ForeignIssuerException;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.NodeRequest;
import io.kitward.server.pki.Pem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Gives certificates of Kitward's own CA to nodes, and keeps which. Every method runs in the
 * caller's transaction.
 *
 * @param life of a certificate
 */
public record NodeIssue(CertificateAuthority authority, Duration life) {

  /** The name of our CA as a node's issuer. */
  public String issuer() {
    return authority.certificate().getSubjectX500Principal().getName();
  }

  /**
   * Why this name can't be joined under; empty when it can. What is there already, with tags and
   * secrets that it may get, is not given to whoever comes first.
   *
   * @param named whether a person named this very node
   */
  public Optional<String> hindrance(Handle handle, String certname, boolean named) {
    Optional<Node> node = NodeTable.find(handle, certname);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    boolean bound = !node.get().issuer().isEmpty();
    if (bound && !NodeTable.accepts(handle, node.get(), issuer())) {
      return Optional.of(
          certname
              + " is a node already, with certificates of "
              + node.get().issuer()
              + "; a person has to link the two first: kitward node link "
              + certname);
    }
    if (!bound && !named) {
      return Optional.of(
          "somebody spoke of "
              + certname
              + " before it joined, so a token must name it: kitward token join --certname "
              + certname);
    }
    return named
        ? Optional.empty()
        : Optional.of(
            certname
                + " is a node already; if this is that machine installed anew, use a token that names it: kitward token join --certname "
                + certname);
  }

  /** The node of a name that {@link #hindrance} has nothing against, made when it is not there. */
  public Node node(Handle handle, String certname, Instant now) throws ForeignIssuerException {
    return NodeTable.findOrCreate(handle, certname, issuer(), now);
  }

  /** Signs, and keeps it before it is handed out; in PEM, with the authority behind it. */
  public String issue(Handle handle, Node node, NodeRequest request, String by, Instant now) {
    X509Certificate certificate = authority.issueClient(node.certname(), request.request(), life);
    String pem = Pem.print(List.of(certificate, authority.certificate()));
    CertificateTable.insert(
        handle,
        certificate.getSerialNumber(),
        node.id(),
        request.keyDigest(),
        pem,
        by,
        now,
        certificate.getNotAfter().toInstant());
    return pem;
  }
}
