package io.kitward.server.desired;

import io.kitward.policy.HostShape;
import io.kitward.policy.NodeView;
import io.kitward.selector.Tags;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a console shall have of a node. Pure. */
public final class HostWish {

  private static final String FACT = "ip";
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]{1,45}");

  private HostWish() {}

  /**
   * The record; empty when it can't be decided what it shall be, so that it stays as it is.
   *
   * @param services what registers there, by the service's name
   */
  public static Optional<WantedHost> of(
      Policy policy,
      String backend,
      UUID node,
      NodeView view,
      Map<String, WantedHost.Service> services) {
    return policy
        .resolution()
        .host(backend, view)
        .map(shape -> of(node, view, shape, new TreeMap<>(services)));
  }

  private static WantedHost of(
      UUID node, NodeView view, HostShape shape, SortedMap<String, WantedHost.Service> services) {
    return new WantedHost(
        node,
        view.certname(),
        address(view),
        shape.groups(),
        shape.templates(),
        labels(view.effectiveTags()),
        shape.variables(),
        services);
  }

  /** A node says its own address, so nothing but an address counts as one. */
  private static String address(NodeView view) {
    String said = view.facts().getOrDefault(FACT, "");
    return ADDRESS.matcher(said).matches() ? said : view.certname();
  }

  /** A bare tag is {@code true}; several values are joined by a comma. */
  private static SortedMap<String, String> labels(Tags tags) {
    var labels = new TreeMap<String, String>();
    for (String key : tags.keys()) {
      labels.put(
          key,
          String.join(
              ",",
              tags.values(key).stream().map(value -> value.isEmpty() ? "true" : value).toList()));
    }
    return labels;
  }
}
