package io.kitward.protocol;

import com.google.protobuf.ByteString;
import java.util.Optional;
import opamp.proto.v1.Opamp;

/**
 * Requests to consoles of a site, and their answers, as custom messages: one line of JSON, then the
 * body as it is. They are no operations: people can't ask for them, and nobody keeps them.
 */
public final class ConsoleMessages {

  /** The custom capability; a connector that does not name it is too old to be asked. */
  public static final String CAPABILITY = "io.kitward.consoles";

  private static final String REQUEST = "request";
  private static final String ANSWER = "answer";

  /** Where the JSON ends: within it a line break is always escaped. */
  private static final byte END = '\n';

  private ConsoleMessages() {}

  /** A request with its body. */
  public record Asked(ConsoleRequest request, ByteString body) {}

  /** A piece of an answer with its part of the body. */
  public record Answered(ConsoleAnswer answer, ByteString body) {}

  /** A request as a message. */
  public static Opamp.CustomMessage request(ConsoleRequest request, byte[] body) {
    return message(REQUEST, request, ByteString.copyFrom(body));
  }

  /** A piece of an answer as a message. */
  public static Opamp.CustomMessage answer(ConsoleAnswer answer, ByteString body) {
    return message(ANSWER, answer, body);
  }

  /**
   * Reads a request; empty when the message is none.
   *
   * @throws IllegalArgumentException when it is unreadable
   */
  public static Optional<Asked> asked(Opamp.CustomMessage message) {
    return head(message, REQUEST)
        .map(
            end ->
                new Asked(
                    Payload.read(json(message, end), ConsoleRequest.class), body(message, end)));
  }

  /**
   * Reads a piece of an answer; empty when the message is none.
   *
   * @throws IllegalArgumentException when it is unreadable
   */
  public static Optional<Answered> answered(Opamp.CustomMessage message) {
    return head(message, ANSWER)
        .map(
            end ->
                new Answered(
                    Payload.read(json(message, end), ConsoleAnswer.class), body(message, end)));
  }

  private static Opamp.CustomMessage message(String type, Object head, ByteString body) {
    ByteString line =
        ByteString.copyFrom(Payload.bytes(head)).concat(ByteString.copyFrom(new byte[] {END}));
    return Opamp.CustomMessage.newBuilder()
        .setCapability(CAPABILITY)
        .setType(type)
        .setData(line.concat(body))
        .build();
  }

  /** Where the JSON of a message of this type ends; empty for other messages. */
  private static Optional<Integer> head(Opamp.CustomMessage message, String type) {
    if (!message.getCapability().equals(CAPABILITY) || !message.getType().equals(type)) {
      return Optional.empty();
    }
    ByteString data = message.getData();
    for (int at = 0; at < data.size(); at++) {
      if (data.byteAt(at) == END) {
        return Optional.of(at);
      }
    }
    throw new IllegalArgumentException("a message about a console has no first line");
  }

  private static byte[] json(Opamp.CustomMessage message, int end) {
    return message.getData().substring(0, end).toByteArray();
  }

  private static ByteString body(Opamp.CustomMessage message, int end) {
    return message.getData().substring(end + 1);
  }
}
