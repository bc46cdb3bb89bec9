package io.kitward.server.channel;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import opamp.proto.v1.Opamp;

/** OpAMP's form of a WebSocket message: the header, a varint that is 0, then the message. */
final class Framing {

  private Framing() {}

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException when it is no message of an agent
   */
  static Opamp.AgentToServer read(byte[] frame) {
    try {
      var input = CodedInputStream.newInstance(frame);
      if (input.readRawVarint64() != 0) {
        throw new IllegalArgumentException("the header is not 0: this is not OpAMP over WebSocket");
      }
      return Opamp.AgentToServer.parseFrom(input);
    } catch (IOException e) {
      throw new IllegalArgumentException("no AgentToServer message: " + e.getMessage(), e);
    }
  }

  /** The bytes of a message. */
  static byte[] write(Opamp.ServerToAgent message) {
    var frame = new byte[1 + message.getSerializedSize()];
    try {
      message.writeTo(CodedOutputStream.newInstance(frame, 1, frame.length - 1));
    } catch (IOException e) {
      throw new IllegalStateException("the frame has the size that the message names", e);
    }
    return frame;
  }
}
