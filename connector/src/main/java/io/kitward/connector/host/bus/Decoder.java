package io.kitward.connector.host.bus;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads messages in D-Bus's form. Trusts nothing in them: a broken one is an IOException. */
final class Decoder {

  /** What comes before a message's fields. */
  static final int PROLOGUE = 16;

  private static final int LIMIT = 16 << 20;
  private static final int DEPTH = 32;

  private final ByteBuffer in;
  private final String signature;
  private int at;

  private Decoder(ByteBuffer in, String signature) {
    this.in = in;
    this.signature = signature;
  }

  /** How long a message is in all, from its first 16 bytes. */
  static int length(ByteBuffer prologue) throws IOException {
    var in = ordered(prologue);
    long body = Integer.toUnsignedLong(in.getInt(4));
    long fields = Integer.toUnsignedLong(in.getInt(12));
    if (body > LIMIT || fields > LIMIT) {
      throw new IOException("a message on the bus is longer than " + LIMIT + " bytes");
    }
    return (int) (PROLOGUE + (fields + 7) / 8 * 8 + body);
  }

  private static ByteBuffer ordered(ByteBuffer bytes) throws IOException {
    ByteBuffer in = bytes.duplicate();
    in.order(
        switch (in.get(0)) {
          case 'l' -> ByteOrder.LITTLE_ENDIAN;
          case 'B' -> ByteOrder.BIG_ENDIAN;
          default -> throw new IOException("not a D-Bus message");
        });
    return in;
  }

  /** A whole message. */
  static Message message(ByteBuffer bytes) throws IOException {
    try {
      ByteBuffer in = ordered(bytes);
      int type = in.get(1);
      var types = Message.Type.values();
      long serial = Integer.toUnsignedLong(in.getInt(8));
      in.position(PROLOGUE - 4);
      Map<Long, Object> fields = fields(in);
      String signature = text(fields, 8);
      in.position((in.position() + 7) / 8 * 8);
      ByteBuffer body = in.slice().order(in.order());
      return new Message(
          type > 0 && type < types.length ? types[type] : Message.Type.UNKNOWN,
          serial,
          fields.getOrDefault(5L, 0L) instanceof Long number ? number : 0,
          text(fields, 1),
          text(fields, 2),
          text(fields, 3),
          text(fields, 4),
          text(fields, 6),
          text(fields, 7),
          new Decoder(body, signature).all());
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException("a broken message on the bus", e);
    }
  }

  private static Map<Long, Object> fields(ByteBuffer in) throws IOException {
    var fields = new LinkedHashMap<Long, Object>();
    for (Object field : (List<?>) new Decoder(in, "a(yv)").value(0)) {
      var pair = (List<?>) field;
      fields.put((Long) pair.get(0), pair.get(1));
    }
    return fields;
  }

  private static String text(Map<Long, Object> fields, long code) {
    return fields.get(code) instanceof String text ? text : "";
  }

  private List<Object> all() throws IOException {
    var values = new ArrayList<Object>();
    while (at < signature.length()) {
      values.add(value(0));
    }
    return List.copyOf(values);
  }

  private Object value(int depth) throws IOException {
    if (depth > DEPTH) {
      throw new IOException("a message on the bus is nested too deeply");
    }
    char type = signature.charAt(at++);
    return switch (type) {
      case 'y' -> (long) (in.get() & 0xff);
      case 'b', 'u', 'h' -> Integer.toUnsignedLong(aligned(4).getInt());
      case 'n' -> (long) aligned(2).getShort();
      case 'q' -> (long) (aligned(2).getShort() & 0xffff);
      case 'i' -> (long) aligned(4).getInt();
      case 'x', 't' -> aligned(8).getLong();
      case 'd' -> aligned(8).getDouble();
      case 's', 'o' -> bytes(aligned(4).getInt());
      case 'g' -> bytes(in.get() & 0xff);
      case 'v' -> new Decoder(in, bytes(in.get() & 0xff)).value(depth + 1);
      case 'a' -> array(depth);
      case '(' -> struct(depth);
      default -> throw new IOException("a message on the bus has the unknown type " + type);
    };
  }

  private Object struct(int depth) throws IOException {
    aligned(8);
    var values = new ArrayList<Object>();
    while (signature.charAt(at) != ')') {
      values.add(value(depth + 1));
    }
    at++;
    return List.copyOf(values);
  }

  private Object array(int depth) throws IOException {
    int length = aligned(4).getInt();
    int element = at;
    int after = end(element);
    boolean dictionary = signature.charAt(element) == '{';
    align(boundary(signature.charAt(element)));
    int end = in.position() + length;
    if (length < 0 || end > in.limit()) {
      throw new IOException("a message on the bus has an array without an end");
    }
    if (dictionary) {
      var entries = new LinkedHashMap<Object, Object>();
      while (in.position() < end) {
        aligned(8);
        at = element + 1;
        Object key = value(depth + 1);
        entries.put(key, value(depth + 1));
      }
      at = after;
      return entries;
    }
    var values = new ArrayList<Object>();
    while (in.position() < end) {
      at = element;
      values.add(value(depth + 1));
    }
    at = after;
    return List.copyOf(values);
  }

  /** Where the one complete type ends that begins here. */
  private int end(int from) {
    char type = signature.charAt(from);
    if (type == 'a') {
      return end(from + 1);
    }
    if (type != '(' && type != '{') {
      return from + 1;
    }
    int next = from + 1;
    while (signature.charAt(next) != ')' && signature.charAt(next) != '}') {
      next = end(next);
    }
    return next + 1;
  }

  private static int boundary(char type) {
    return switch (type) {
      case 'y', 'g', 'v' -> 1;
      case 'n', 'q' -> 2;
      case 'x', 't', 'd', '(', '{' -> 8;
      default -> 4;
    };
  }

  private String bytes(int length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new IOException("a message on the bus has a text without an end");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    in.get();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ByteBuffer aligned(int boundary) {
    align(boundary);
    return in;
  }

  private void align(int boundary) {
    in.position((in.position() + boundary - 1) / boundary * boundary);
  }
}
