package io.kitward.cli;

import io.kitward.selector.DidYouMean;
import java.util.List;
import java.util.Optional;

/** The node that a name which no node has was probably meant to be. */
final class NearestNode {
  /** Nodes that are looked through; in a larger fleet a name may be missed. */
  private static final int LOOKED_THROUGH = 1_000;

  private NearestNode() {}

  /** The failure with the nearest node's name in it, where it says that there is no such node. */
  static Failure suggested(Failure failure, Api api, String name) {
    if (!failure.code().equals("node-unknown")) {
      return failure;
    }
    List<String> nodes;
    try {
      nodes =
          api.get("/v1/nodes?limit=" + LOOKED_THROUGH)
              .path("items")
              .valueStream()
              .map(node -> Nouns.text(node, "certname"))
              .toList();
    } catch (Failure _) {
      return failure;
    }
    return nearest(name, nodes)
        .map(node -> failure.next("Did you mean " + Text.clean(node) + "?"))
        .orElse(failure);
  }

  /** A node whose name goes on after a dot, else the one with the fewest typing mistakes. */
  static Optional<String> nearest(String name, List<String> nodes) {
    return nodes.stream()
        .filter(node -> node.startsWith(name + "."))
        .findFirst()
        .or(() -> DidYouMean.closest(name, nodes))
        .or(
            () ->
                DidYouMean.closest(name, nodes.stream().map(NearestNode::host).toList())
                    .flatMap(
                        host ->
                            nodes.stream().filter(node -> host(node).equals(host)).findFirst()));
  }

  private static String host(String node) {
    return node.split("\\.", 2)[0];
  }
}
