package io.kitward.protocol;

/**
 * A node's word about an operation: once that it has it, then what came of it, in one or more
 * pieces.
 *
 * @param message a sentence for people; may be empty
 * @param contentType of the result; empty when there is none
 * @param piece which piece of the result this is, from 1 on; 0 when there is none
 * @param pieces how many there are
 * @param data this piece in Base64; empty when there is none
 */
public record OperationReply(
    String id,
    State state,
    String message,
    String contentType,
    int piece,
    int pieces,
    String data) {

  /** How far an operation is. */
  public enum State {
    /** The node has it. */
    ACKNOWLEDGED,
    DONE,
    FAILED,
    /** This connector does not know how. */
    NOT_SUPPORTED
  }

  /** Bytes of a result in one piece. */
  public static final int PIECE = 128 * 1024;

  /** Pieces of a result at most. */
  public static final int PIECES = 64;

  /** A word without a result. */
  public static OperationReply of(String id, State state, String message) {
    return new OperationReply(id, state, message, "", 0, 0, "");
  }
}
