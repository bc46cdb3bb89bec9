package io.kitward.server.console.view;

import io.kitward.server.api.port.InstanceView;
import io.kitward.server.api.port.NodeView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The head of a node's page.
 *
 * @param sentence how its services are, in words
 * @param lastSeen null while its connector never spoke
 * @param connector the connector's version; empty while unknown
 */
public record NodeHeader(
    String certname,
    PhaseMark phase,
    boolean empty,
    String sentence,
    boolean connected,
    @Nullable When lastSeen,
    String connector,
    boolean simulated,
    When since) {

  public static NodeHeader of(NodeView node, List<InstanceView> instances, Instant now) {
    var phase = new PhaseMark(node.phase());
    return new NodeHeader(
        node.certname(),
        phase,
        instances.isEmpty(),
        sentence(instances),
        node.connected(),
        node.lastSeen() == null ? null : When.of(node.lastSeen(), now),
        node.connectorVersion(),
        node.simulated(),
        When.of(node.createdAt(), now));
  }

  /** What stands before the name in the window's title. */
  public String titleMark() {
    return !empty && phase.needsSomebody() ? "✗ " : "";
  }

  static String sentence(List<InstanceView> instances) {
    if (instances.isEmpty()) {
      return "no policy asks for a service here";
    }
    int all = instances.size();
    long troubled =
        instances.stream().filter(i -> new PhaseMark(i.phase()).needsSomebody()).count();
    if (troubled > 0) {
      return troubled + " of " + services(all) + " not functional";
    }
    long moving =
        instances.stream()
            .map(i -> new PhaseMark(i.phase()).tone())
            .filter(tone -> tone != Tone.OK)
            .count();
    if (moving > 0) {
      return moving + " of " + services(all) + " on the way";
    }
    return all == 1 ? "its one service is functional" : "all " + all + " services functional";
  }

  private static String services(int count) {
    return count == 1 ? "1 service" : count + " services";
  }
}
