package io.kitward.connector.host.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoderTest {

  @Test
  void aCallThatIsWrittenIsReadAsItWas() throws IOException {
    var call =
        Message.call(
            7,
            "org.freedesktop.systemd1",
            "/org/freedesktop/systemd1",
            "org.freedesktop.systemd1.Manager",
            "EnableUnitFiles",
            List.of(List.of("a.service", "ü.service"), false, "x"));
    byte[] bytes = Encoder.call(call);
    assertThat(Decoder.length(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length);
    Message read = Decoder.message(ByteBuffer.wrap(bytes));
    assertThat(read.body()).isEqualTo(List.of(List.of("a.service", "ü.service"), 0L, "x"));
    assertThat(read.member()).isEqualTo("EnableUnitFiles");
    assertThat(read.destination()).isEqualTo("org.freedesktop.systemd1");
    assertThat(read.serial()).isEqualTo(7);
  }

  @Test
  void propertiesOfEachTypeAreReadInBothByteOrders() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      Message signal = Decoder.message(properties(order));
      assertThat(signal.type()).isEqualTo(Message.Type.SIGNAL);
      assertThat(signal.body())
          .containsExactly(
              Map.of("Job", List.of(5L, "/j"), "Names", List.of("a", "b"), "Since", -1L), 9L);
    }
  }

  /** {@code a{sv}y} with a struct, a list and a 64-bit number, laid out by hand. */
  private static ByteBuffer properties(ByteOrder order) {
    ByteBuffer out = ByteBuffer.allocate(256).order(order);
    out.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'l' : 'B'));
    out.put((byte) 4).put((byte) 0).put((byte) 1);
    out.putInt(0).putInt(1).putInt(12);
    out.put((byte) 8).put((byte) 1).put((byte) 'g').put((byte) 0);
    signature(out, "a{sv}y");
    int body = align(out, 8);
    out.putInt(0);
    int begin = align(out, 8);
    text(out, "Job");
    signature(out, "(uo)");
    align(out, 8);
    out.putInt(5);
    text(out, "/j");
    align(out, 8);
    text(out, "Names");
    signature(out, "as");
    align(out, 4);
    out.putInt(14);
    text(out, "a");
    text(out, "b");
    align(out, 8);
    text(out, "Since");
    signature(out, "x");
    align(out, 8);
    out.putLong(-1);
    out.putInt(body, out.position() - begin);
    out.put((byte) 9);
    out.putInt(4, out.position() - body);
    return out.flip();
  }

  private static int align(ByteBuffer out, int boundary) {
    while (out.position() % boundary != 0) {
      out.put((byte) 0);
    }
    return out.position();
  }

  private static void text(ByteBuffer out, String text) {
    align(out, 4);
    out.putInt(text.length()).put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
  }

  private static void signature(ByteBuffer out, String text) {
    out.put((byte) text.length()).put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
  }

  @Test
  void brokenMessagesAreIoExceptionsAndNothingElse() throws IOException {
    var random = new Random(11);
    byte[] whole = new byte[properties(ByteOrder.LITTLE_ENDIAN).remaining()];
    properties(ByteOrder.LITTLE_ENDIAN).get(whole);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.clone();
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Decoder.length(ByteBuffer.wrap(bytes));
        Decoder.message(ByteBuffer.wrap(bytes, 0, random.nextInt(Decoder.PROLOGUE, bytes.length)));
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("");
      }
    }
  }

  @Test
  void aMessageThatClaimsToBeHugeIsRefusedBeforeRoomIsMadeForIt() {
    ByteBuffer prologue =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).put(0, (byte) 'l').putInt(4, -1);
    assertThatThrownBy(() -> Decoder.length(prologue)).isInstanceOf(IOException.class);
  }
}
