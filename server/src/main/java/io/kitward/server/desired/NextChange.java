package io.kitward.server.desired;

import io.kitward.policy.Explanation;
import io.kitward.policy.SourcedTag;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one service on one node by itself, if nobody does anything. Pure.
 *
 * @param at the first instant at which it is otherwise
 * @param state what it is from then on; the same as now when only its content changes
 * @param proof whether the end of a proof brings it about, which Puppet's next run renews
 */
public record NextChange(Instant at, Explanation.State state, boolean proof) {

  /**
   * How a service stands at one instant.
   *
   * @param content the hash of what shall be there; empty when nothing shall
   * @param tagsChangeAt the next instant at which the node's tags count otherwise
   */
  public record Look(Explanation explanation, String content, @Nullable Instant tagsChangeAt) {

    private boolean differs(Look other) {
      return explanation.state() != other.explanation.state() || !content.equals(other.content);
    }

    /** When something of the node changes, if not this service. */
    private Optional<Instant> again() {
      return Stream.of(
              Optional.ofNullable(explanation.changesAt()), Optional.ofNullable(tagsChangeAt))
          .flatMap(Optional::stream)
          .min(Instant::compareTo);
    }
  }

  /**
   * Goes from one instant at which something of the node changes to the next, until the service
   * does; empty when it stays as it is. This ends: each instant is that of a tag, a proof or a
   * document.
   */
  public static Optional<NextChange> of(NodeInTime node, String service, Instant now) {
    Look present = node.look(service, now);
    Optional<Instant> next = present.again();
    while (next.isPresent()) {
      Instant at = next.get();
      Look then = node.look(service, at);
      if (then.differs(present)) {
        return Optional.of(new NextChange(at, then.explanation().state(), proof(node, at)));
      }
      next = then.again();
    }
    return Optional.empty();
  }

  /** Whether a proof ends then, or what still rested on one that ended before. */
  private static boolean proof(NodeInTime node, Instant at) {
    return node.proofEnds()
        .anyMatch(end -> at.equals(end) || at.equals(end.plus(SourcedTag.LAPSE)));
  }
}
