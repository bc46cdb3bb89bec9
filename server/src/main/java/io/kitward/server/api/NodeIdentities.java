package io.kitward.server.api;

import io.kitward.server.access.Principal.NodePrincipal;

/** Which node stands behind a verified certificate. */
@FunctionalInterface
public interface NodeIdentities {

  /**
   * The node of a certificate, also when the server never saw it.
   *
   * @throws ApiException with {@link ErrorCode#IDENTITY_REFUSED} when the name is bound to another
   *     issuer; the refusal is in the audit trail then
   */
  NodePrincipal identify(NodeCertificate certificate);
}
