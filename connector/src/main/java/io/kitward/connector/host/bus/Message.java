package io.kitward.connector.host.bus;

import java.util.List;

/**
 * One D-Bus message. Header fields that a message does not have are empty.
 *
 * @param replyTo the serial that it answers; 0 for none
 * @param error the error's name
 * @param body the arguments: integers as {@link Long}, text, paths and signatures as {@link
 *     String}, arrays and structs as {@link List}, dictionaries as {@link java.util.Map}, variants
 *     as what they hold
 */
public record Message(
    Type type,
    long serial,
    long replyTo,
    String path,
    String interfaceName,
    String member,
    String error,
    String destination,
    String sender,
    List<Object> body) {

  /** What kind of message it is; the order is the specification's. */
  public enum Type {
    UNKNOWN,
    CALL,
    RETURN,
    ERROR,
    SIGNAL
  }

  /** A call of a method. */
  static Message call(
      long serial,
      String destination,
      String path,
      String interfaceName,
      String member,
      List<Object> body) {
    return new Message(
        Type.CALL, serial, 0, path, interfaceName, member, "", destination, "", List.copyOf(body));
  }

  /** An argument that is text; empty when there is none. */
  public String text(int index) {
    return index < body.size() && body.get(index) instanceof String text ? text : "";
  }

  /** An argument that is something else; an empty list when there is none. */
  public Object value(int index) {
    return index < body.size() ? body.get(index) : List.of();
  }
}
