package io.kitward.server.channel;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.concurrent.ConcurrentHashMap;

/** Every connection at the door, and how many of them each certname holds. Thread-safe. */
final class Guests {

  private final ChannelGroup everyone =
      new DefaultChannelGroup("node-door", GlobalEventExecutor.INSTANCE, true);
  private final ConcurrentHashMap<Visitor.Key, Integer> held = new ConcurrentHashMap<>();

  /** Notes a connection, whoever it is; it is forgotten when it closes. */
  void arrived(Channel connection) {
    everyone.add(connection);
  }

  /** Notes whose a connection is; says whether that one holds no more than it may. */
  boolean named(Channel connection, Visitor visitor, int atMost) {
    connection.attr(Visitor.KEY).set(visitor);
    int count = held.merge(visitor.key(), 1, Integer::sum);
    connection
        .closeFuture()
        .addListener(_ -> held.computeIfPresent(visitor.key(), (_, n) -> n == 1 ? null : n - 1));
    return count <= atMost;
  }

  ChannelGroup everyone() {
    return everyone;
  }
}
