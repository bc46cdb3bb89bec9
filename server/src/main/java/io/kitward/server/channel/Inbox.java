package io.kitward.server.channel;

import java.util.ArrayDeque;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;

/** What came from one agent and is not worked on yet, in order. Thread-safe. */
final class Inbox {

  /** Above either of these the connection is not read any more, and the agent has to wait. */
  static final int MANY_ITEMS = 64;

  static final int MANY_BYTES = 1024 * 1024;

  /** One thing that came. */
  sealed interface Item {

    /** A binary message. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Frame(byte[] bytes) implements Item {}

    /**
     * A message that came by itself, read already.
     *
     * @param worked run when it has been worked on, whatever came of it
     */
    record Message(Opamp.AgentToServer message, int size, Runnable worked) implements Item {

      Message whenWorkedOn(Runnable then) {
        return new Message(message, size, then);
      }
    }

    /** Something that is no OpAMP message. */
    record Noise(String reason) implements Item {}

    /** A sign of life without content. */
    enum Sign implements Item {
      ALIVE
    }

    /** The connection is gone; nothing comes after it. */
    enum End implements Item {
      GONE
    }
  }

  private final ArrayDeque<Item> items = new ArrayDeque<>();
  private int bytes;
  private boolean working;

  /** Adds an item; says whether the caller has to start a worker. */
  synchronized boolean add(Item item) {
    if (item == Item.Sign.ALIVE && items.peekLast() == Item.Sign.ALIVE) {
      return false;
    }
    items.add(item);
    bytes += size(item);
    boolean start = !working;
    working = true;
    return start;
  }

  /** The next item; null when there is none, and then the worker's work is over. */
  synchronized @Nullable Item take() {
    Item item = items.poll();
    working = item != null;
    bytes -= item == null ? 0 : size(item);
    return item;
  }

  synchronized boolean full() {
    return items.size() >= MANY_ITEMS || bytes >= MANY_BYTES;
  }

  /** Whether there is room again for a good while. */
  synchronized boolean roomy() {
    return items.size() <= MANY_ITEMS / 2 && bytes <= MANY_BYTES / 2;
  }

  private static int size(Item item) {
    return switch (item) {
      case Item.Frame frame -> frame.bytes().length;
      case Item.Message message -> message.size();
      case Item.Noise _, Item.Sign _, Item.End _ -> 0;
    };
  }
}
