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

  /**
   * How many nodes there are.
   *
   * @param selector over effective tags; null for every node
   */
  default int count(@Nullable Selector selector) {
    int count = 0;
    String after = "";
    List<NodeView> page;
    do {
      page = page(selector, after, 1_000);
      count += page.size();
      after = page.isEmpty() ? after : page.getLast().certname();
    } while (page.size() == 1_000);
    return count;
  }
}
