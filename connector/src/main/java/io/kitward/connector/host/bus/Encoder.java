package io.kitward.connector.host.bus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes calls in D-Bus's form, little-endian. What it can say is what calls here need: text, truth
 * values and lists of text.
 */
final class Encoder {

  private static final int CALL = 1;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  private Encoder() {}

  /** The bytes of a call. */
  static byte[] call(Message message) {
    var body = new Encoder();
    var signature = new StringBuilder();
    message.body().forEach(value -> body.argument(value, signature));
    var whole = new Encoder();
    whole.out.write('l');
    whole.out.write(CALL);
    whole.out.write(0);
    whole.out.write(1);
    whole.number(body.out.size());
    whole.number(message.serial());
    var fields = new Encoder();
    // The array of fields begins 4 bytes after a multiple of 8, and its first struct at the next.
    fields.field(1, "o", message.path());
    fields.field(2, "s", message.interfaceName());
    fields.field(3, "s", message.member());
    fields.field(6, "s", message.destination());
    if (!signature.isEmpty()) {
      fields.align(8);
      fields.out.write(8);
      fields.signature("g");
      fields.signature(signature.toString());
    }
    whole.number(fields.out.size());
    whole.out.writeBytes(fields.out.toByteArray());
    whole.align(8);
    whole.out.writeBytes(body.out.toByteArray());
    return whole.out.toByteArray();
  }

  private void argument(Object value, StringBuilder signature) {
    switch (value) {
      case String text -> {
        signature.append('s');
        text(text);
      }
      case Boolean truth -> {
        signature.append('b');
        number(truth ? 1 : 0);
      }
      case List<?> list -> {
        signature.append("as");
        var inner = new Encoder();
        list.forEach(one -> inner.text((String) one));
        number(inner.out.size());
        out.writeBytes(inner.out.toByteArray());
      }
      default -> throw new IllegalArgumentException("no argument for a call: " + value);
    }
  }

  private void field(int code, String type, String value) {
    if (!value.isEmpty()) {
      align(8);
      out.write(code);
      signature(type);
      text(value);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
    out.write(0);
  }

  private void signature(String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
  }

  private void number(long value) {
    align(4);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write((int) (value >>> shift) & 0xff);
    }
  }

  private void align(int boundary) {
    while (out.size() % boundary != 0) {
      out.write(0);
    }
  }
}
