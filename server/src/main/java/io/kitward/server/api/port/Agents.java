package io.kitward.server.api.port;

import java.util.List;
import java.util.Optional;

/** The stock OpAMP agents of nodes, as read. */
public interface Agents {

  /** A node's agents, by type; empty when there is no such node. */
  Optional<List<AgentView>> of(String certname);
}
