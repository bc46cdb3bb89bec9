package io.kitward.bench.server;

import io.kitward.protocol.DesiredState;
import io.kitward.server.channel.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A channel in which every node has a session, and which notes when a node's desired state was
 * handed to it. Thread-safe.
 */
final class HeardChannel implements Channel {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Map<UUID, Long> awaited = new ConcurrentHashMap<>();
  private final Map<UUID, Long> heard = new ConcurrentHashMap<>();
  private volatile Set<UUID> nodes = Set.of();

  void nodes(Set<UUID> connected) {
    this.nodes = connected;
  }

  /** From now on the next offer to the node is noted. */
  void await(UUID node) {
    heard.remove(node);
    awaited.put(node, 0L);
  }

  /** Waits for an awaited offer; when it came, by {@link System#nanoTime}. */
  long heardAt(UUID node) throws InterruptedException {
    for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
      Long at = heard.get(node);
      if (at != null) {
        return at;
      }
      Thread.sleep(5);
    }
    throw new IllegalStateException("nothing was handed to the channel for the node " + node);
  }

  @Override
  public boolean connected(UUID node) {
    return true;
  }

  @Override
  public Set<UUID> connectedNodes() {
    return nodes;
  }

  @Override
  public boolean offer(UUID node, DesiredState state, Map<String, String> secrets) {
    if (awaited.remove(node) != null) {
      heard.put(node, System.nanoTime());
    }
    return true;
  }

  @Override
  public int recheck() {
    return 0;
  }
}
