package io.kitward.connector.link;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import opamp.proto.v1.Opamp;

/**
 * OpAMP's framing of a WebSocket message: a header, which is the number 0 as a varint of one to ten
 * bytes, then the Protobuf message.
 */
final class Framing {

  private Framing() {}

  static ByteBuffer encode(Opamp.AgentToServer message) {
    ByteBuffer buffer = ByteBuffer.allocate(1 + message.getSerializedSize());
    buffer.put((byte) 0).put(message.toByteArray());
    return buffer.flip();
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when it is not one
   */
  static Opamp.ServerToAgent decode(byte[] bytes) {
    int position = 0;
    while (position < bytes.length && bytes[position] == (byte) 0x80 && position < 9) {
      position++;
    }
    if (position >= bytes.length || bytes[position] != 0) {
      throw new IllegalArgumentException("the message does not begin with OpAMP's header 0");
    }
    try {
      return Opamp.ServerToAgent.parser()
          .parseFrom(bytes, position + 1, bytes.length - position - 1);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the message is damaged: " + e.getMessage(), e);
    }
  }
}
