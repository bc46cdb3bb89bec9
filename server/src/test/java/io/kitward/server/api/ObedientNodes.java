package io.kitward.server.api;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.Operation;
import io.kitward.server.channel.Channel;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Nodes that take every operation, as long as they take any. */
final class ObedientNodes implements Channel {

  volatile boolean take = true;

  @Override
  public boolean ask(UUID node, Operation operation) {
    return take;
  }

  @Override
  public boolean connected(UUID node) {
    return false;
  }

  @Override
  public Set<UUID> connectedNodes() {
    return Set.of();
  }

  @Override
  public boolean offer(UUID node, DesiredState state, Map<String, String> secrets) {
    return false;
  }

  @Override
  public int recheck() {
    return 0;
  }
}
