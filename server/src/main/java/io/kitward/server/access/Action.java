package io.kitward.server.access;

/** What somebody wants to do; each route names exactly one. */
public enum Action {
  /**
   * Open to everybody, without a credential: says nothing about the fleet, or asks for a proof of
   * its own, as joining does.
   */
  READ_PUBLIC,
  READ_FLEET,
  READ_NODE,
  WRITE_TAGS,
  /** Carry here what Puppet declares on a node, or see what is there of it. */
  DECLARE,
  /** Enrol the key of a compiler, or see how it stands. */
  ENROL_VOUCHER,
  READ_DOCUMENTS,
  WRITE_DOCUMENTS,
  /** Write a document that makes its writer root on the nodes that it concerns. */
  WRITE_PRIVILEGED_DOCUMENTS,
  READ_PLANS,
  /** Make a plan, which changes nothing, or carry one out. */
  WRITE_PLANS,
  READ_BACKENDS,
  /** Have a console's host taken over, or an orphan there deleted. */
  OPERATE_BACKENDS,
  RELEASE_EXCEPTION,
  /** Assign an exception, comment on it, accept it for a time, or open it again. */
  OPERATE_EXCEPTIONS,
  /** Have a node look or hand over logs, or say how it is looked after. */
  OPERATE_NODE,
  READ_AUDIT,
  READ_METRICS,
  ADMINISTER_TOKENS,
  /** See which secrets there are, and give them values; nobody reads a value. */
  ADMINISTER_SECRETS,
  /** Read a backend's discovery list. */
  DISCOVER,
  /** Download the connector's package. */
  FETCH_CONNECTOR,
  /** Say which machines may become nodes, and which nodes leave. */
  ADMIT_NODES,
  /** Get a new certificate for the one that is shown. */
  RENEW_CERTIFICATE
}
