package io.kitward.server.rollout;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.Operation;
import io.kitward.server.channel.AgentConfig;
import io.kitward.server.channel.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import opamp.proto.v1.Opamp;

/** The channel, as it looks before its door is open: nobody is connected. Thread-safe. */
public final class LateChannel implements Channel {

  private volatile Optional<Channel> door = Optional.empty();

  /** The door is open from now on. */
  public void opened(Channel channel) {
    door = Optional.of(channel);
  }

  @Override
  public boolean connected(UUID node) {
    return door.map(channel -> channel.connected(node)).orElse(false);
  }

  @Override
  public Set<UUID> connectedNodes() {
    return door.map(Channel::connectedNodes).orElse(Set.of());
  }

  @Override
  public boolean offer(UUID node, DesiredState state, Map<String, String> secrets) {
    return door.map(channel -> channel.offer(node, state, secrets)).orElse(false);
  }

  @Override
  public boolean agentConnected(UUID node, String type) {
    return door.map(channel -> channel.agentConnected(node, type)).orElse(false);
  }

  @Override
  public Set<UUID> agents(UUID node) {
    return door.map(channel -> channel.agents(node)).orElse(Set.of());
  }

  @Override
  public boolean offer(UUID node, String type, AgentConfig config) {
    return door.map(channel -> channel.offer(node, type, config)).orElse(false);
  }

  @Override
  public boolean offer(UUID node, Opamp.PackagesAvailable packages) {
    return door.map(channel -> channel.offer(node, packages)).orElse(false);
  }

  @Override
  public boolean ask(UUID node, Operation operation) {
    return door.map(channel -> channel.ask(node, operation)).orElse(false);
  }

  @Override
  public Handed console(UUID node, Opamp.CustomMessage request) {
    return door.map(channel -> channel.console(node, request)).orElse(Handed.AWAY);
  }

  @Override
  public int recheck() {
    return door.map(Channel::recheck).orElse(0);
  }
}
