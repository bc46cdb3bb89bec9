package io.kitward.server.api.port;

import io.kitward.selector.Selector;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The nodes, as read. */
public interface Nodes {

  /**
   * A page, sorted by certname.
   *
   * @param selector over effective tags; null for every node
   * @param after only certnames behind this one; empty to begin
   * @param limit at most so many
   */
  List<NodeView> page(@Nullable Selector selector, String after, int limit);

  Optional<NodeView> find(String certname);

  /** The nodes of these names, in the names' order; names that no node has are left out. */
  List<NodeView> of(List<String> certnames);
}
