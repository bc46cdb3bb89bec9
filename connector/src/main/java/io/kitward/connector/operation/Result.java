package io.kitward.connector.operation;

import io.kitward.protocol.OperationReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What came of an operation.
 *
 * @param message a sentence for people; may be empty
 * @param contentType of the data; empty when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record Result(OperationReply.State state, String message, String contentType, byte[] data) {

  private static final int LONGEST = OperationReply.PIECE * OperationReply.PIECES;

  /** It is done, and that is all. */
  public static Result done(String message) {
    return new Result(OperationReply.State.DONE, message, "", new byte[0]);
  }

  /** It could not be done. */
  public static Result failed(String message) {
    return new Result(OperationReply.State.FAILED, message, "", new byte[0]);
  }

  /** The replies that carry it, in their order. */
  public List<OperationReply> replies(String id) {
    if (contentType.isEmpty()) {
      return List.of(OperationReply.of(id, state, message));
    }
    if (data.length > LONGEST) {
      return List.of(
          OperationReply.of(
              id,
              OperationReply.State.FAILED,
              "the result has %,d bytes, and may have %,d".formatted(data.length, LONGEST)));
    }
    int pieces = Math.max(1, Math.ceilDiv(data.length, OperationReply.PIECE));
    var replies = new ArrayList<OperationReply>();
    for (int piece = 0; piece < pieces; piece++) {
      int from = piece * OperationReply.PIECE;
      byte[] part =
          Arrays.copyOfRange(data, from, Math.min(data.length, from + OperationReply.PIECE));
      replies.add(
          new OperationReply(
              id,
              state,
              message,
              contentType,
              piece + 1,
              pieces,
              Base64.getEncoder().encodeToString(part)));
    }
    return replies;
  }
}
