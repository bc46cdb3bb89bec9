package io.kitward.server.rollout;

import io.kitward.server.channel.Channel;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import opamp.proto.v1.Opamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers each connected connector the version that it shall have, if it belongs to the stage that
 * gets it now and has another one. What becomes of an offer is up to the connector: it verifies,
 * installs, and returns by itself. Thread-safe.
 */
public final class ConnectorUpgrades {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorUpgrades.class);

  private final Channel channel;
  private final Supplier<Optional<ConnectorOffer>> offer;
  private final Function<UUID, Optional<String>> certname;
  private final Map<UUID, String> versions = new ConcurrentHashMap<>();

  /**
   * Makes the offering side.
   *
   * @param offer the offer in force now; asked often
   * @param certname a node's name
   */
  public ConnectorUpgrades(
      Channel channel,
      Supplier<Optional<ConnectorOffer>> offer,
      Function<UUID, Optional<String>> certname) {
    this.channel = channel;
    this.offer = offer;
    this.certname = certname;
  }

  /** A connector said which version it is; empty when the agent says none. */
  void described(UUID node, String version) {
    if (!version.isEmpty()) {
      versions.put(node, version);
      offer.get().ifPresent(one -> offer(node, version, one));
    }
  }

  /** The node has no session any more. */
  void gone(UUID node) {
    versions.remove(node);
  }

  /** Offers whatever is due now; called from time to time, and when the offer changed. */
  public void look() {
    offer.get().ifPresent(one -> versions.forEach((node, version) -> offer(node, version, one)));
  }

  private void offer(UUID node, String version, ConnectorOffer one) {
    if (!version.equals(one.version())
        && one.includes(node, () -> certname.apply(node).orElse(""))) {
      channel.offer(node, one.message());
    }
  }

  /** A connector said how far it is. */
  void reported(UUID node, Opamp.PackageStatuses statuses) {
    statuses
        .getPackagesMap()
        .forEach(
            (name, status) ->
                LOG.info(
                    "{}: {} {} offered, {} {} {}",
                    certname.apply(node).orElse(node.toString()),
                    name,
                    status.getServerOfferedVersion(),
                    status.getAgentHasVersion(),
                    status.getStatus().name(),
                    status.getErrorMessage()));
  }
}
