package io.kitward.server.api.stored;

import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Instances;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.Status;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Policy;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.store.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the ports that show nodes and instances, which look at the store and at the sessions
 * together.
 */
public final class StoredViews {

  private final Store store;
  private final Supplier<Policy> policy;
  private final Census census;
  private final Channel channel;
  private final NodeSessions sessions;
  private final InstanceViews views;
  private final Clock clock;

  public StoredViews(
      Store store,
      Supplier<Policy> policy,
      Census census,
      Channel channel,
      NodeSessions sessions,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.census = census;
    this.channel = channel;
    this.sessions = sessions;
    this.views = new InstanceViews(channel, sessions);
    this.clock = clock;
  }

  public Nodes nodes() {
    return new StoredNodes(store, policy, census, channel, sessions, views, clock);
  }

  public Instances instances() {
    return new StoredInstances(store, census, views, clock);
  }

  /**
   * The overview.
   *
   * @param notReady why the server can't serve yet
   */
  public Status status(
      Backends backends,
      Supplier<Optional<String>> notReady,
      PrometheusMeterRegistry metrics,
      String version) {
    return new StoredStatus(store, census, backends, notReady, metrics, version, clock);
  }
}
