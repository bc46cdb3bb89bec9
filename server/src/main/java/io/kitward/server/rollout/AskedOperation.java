package io.kitward.server.rollout;

import io.kitward.protocol.Operation;
import java.time.Instant;
import java.util.UUID;

/**
 * An operation and how far it is.
 *
 * @param node whose it is
 * @param message a sentence for people; may be empty
 * @param contentType of the result; empty while there is none
 * @param size of the result in bytes
 */
public record AskedOperation(
    UUID node,
    Operation operation,
    Instant askedAt,
    State state,
    String message,
    String contentType,
    int size) {

  /** How far it is. */
  public enum State {
    /** On its way to the node. */
    SENT,
    /** The node has it. */
    ACKNOWLEDGED,
    DONE,
    FAILED,
    NOT_SUPPORTED,
    /** The node's session ended before its answer came: whether it was carried out is not known. */
    LOST,
    /** Its deadline passed before its answer came. */
    OVERDUE;

    /** Whether nothing more comes. */
    public boolean over() {
      return this != SENT && this != ACKNOWLEDGED;
    }
  }
}
