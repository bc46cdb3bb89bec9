package io.kitward.server.api.port;

import java.util.Optional;

/** Why things are as they are, and what would make them different. */
public interface Explanations {

  /** Why a service is on a node or not; empty when the node is unknown. */
  Optional<ExplanationView> explain(String certname, String service);

  /** What would bring a service to a node; empty when the node is unknown. */
  Optional<WouldGetView> wouldGet(String certname, String service);

  /** Whether a document that the node follows describes the service, or the node still has it. */
  boolean describes(String certname, String service);
}
