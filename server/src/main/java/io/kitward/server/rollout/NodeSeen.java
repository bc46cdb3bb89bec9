package io.kitward.server.rollout;

import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Registration;
import io.kitward.server.desired.Registrations;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.rollout.NodeStateTable.NodeState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * What one step for a node looks at in the store.
 *
 * @param state what the last step left
 * @param tags each effective tag with the sources that attached it
 * @param registrations of its instances, by service
 * @param conflicts services about which a conflict is open
 * @param session whether this replica holds the node's session
 */
record NodeSeen(
    Node node,
    NodeState state,
    SortedMap<String, List<String>> tags,
    List<Instance> instances,
    Map<String, Registrations> registrations,
    List<String> conflicts,
    boolean session) {

  /**
   * Locks nodes until the transaction ends and reads what a step needs of them, in as many queries
   * for many nodes as for one. Nodes that are not there are left out.
   */
  static List<NodeSeen> lock(Handle handle, Collection<UUID> ids, String replica, long epoch) {
    List<Node> nodes = NodeTable.lock(handle, ids);
    Map<UUID, NodeState> states = NodeStateTable.find(handle, ids);
    Map<UUID, List<SetTag>> tags = TagTable.of(handle, ids);
    Map<UUID, List<Instance>> instances = InstanceTable.of(handle, ids);
    Map<UUID, List<Registration>> registrations = InstanceTable.registrations(handle, ids);
    Map<UUID, List<String>> conflicts =
        ExceptionTable.openServices(handle, ExceptionTable.CONFLICT, ids);
    Set<UUID> sessions = SessionTable.held(handle, ids, replica);
    var seen = new ArrayList<NodeSeen>();
    for (Node node : nodes) {
      List<Instance> own = instances.getOrDefault(node.id(), List.of());
      seen.add(
          new NodeSeen(
              node,
              states.getOrDefault(node.id(), NodeState.none(epoch)),
              effective(tags.getOrDefault(node.id(), List.of())),
              own,
              byService(own, registrations),
              conflicts.getOrDefault(node.id(), List.of()),
              sessions.contains(node.id())));
    }
    return seen;
  }

  /** Every source's tags; a tag that several sources attached is there once, with all of them. */
  private static SortedMap<String, List<String>> effective(List<SetTag> tags) {
    var effective = new TreeMap<String, List<String>>();
    for (SetTag tag : tags) {
      effective
          .computeIfAbsent(tag.tag().toString(), _ -> new ArrayList<>())
          .add(tag.source().text());
    }
    return effective;
  }

  private static Map<String, Registrations> byService(
      List<Instance> instances, Map<UUID, List<Registration>> registrations) {
    var byService = new TreeMap<String, Registrations>();
    for (Instance instance : instances) {
      List<Registration> rows = registrations.get(instance.id());
      if (rows != null) {
        byService.put(instance.service(), new Registrations(rows));
      }
    }
    return byService;
  }
}
