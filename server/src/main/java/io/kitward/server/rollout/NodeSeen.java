package io.kitward.server.rollout;

import io.kitward.policy.DeclaredService;
import io.kitward.policy.SourcedTag;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.NodePins;
import io.kitward.server.desired.Registration;
import io.kitward.server.desired.Registrations;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.desired.Treatments;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.rollout.NodeStateTable.NodeState;
import io.kitward.server.vouch.DeclarationTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What one step for a node looks at in the store.
 *
 * @param state what the last step left
 * @param tags what sources set, also what has ended meanwhile
 * @param declared services that Puppet assigns
 * @param registrations of its instances, by service
 * @param conflicts services about which a conflict is open
 * @param pin the revision of the documents that it follows; empty: the newest
 * @param removals when one source took tags away from it lately, for the source that did most often
 * @param session whether this replica holds the node's session
 * @param retirement how far its leaving is
 * @param treatments what persons decided about how its services are looked after
 * @param gaps what is open of the gaps that its connector's words open, as {@code KIND/SERVICE}
 */
record NodeSeen(
    Node node,
    NodeState state,
    List<SetTag> tags,
    List<DeclaredService> declared,
    List<Instance> instances,
    Map<String, Registrations> registrations,
    List<String> conflicts,
    OptionalLong pin,
    List<Instant> removals,
    boolean session,
    Retirement retirement,
    Treatments treatments,
    Set<String> gaps) {

  /**
   * Locks nodes until the transaction ends and reads what a step needs of them, in as many queries
   * for many nodes as for one. Nodes that are not there are left out.
   */
  static List<NodeSeen> lock(
      Handle handle, Collection<UUID> ids, String replica, long epoch, Flapping flapping) {
    List<Node> nodes = NodeTable.lock(handle, ids);
    Map<UUID, NodeState> states = NodeStateTable.find(handle, ids);
    Map<UUID, List<SetTag>> tags = TagTable.of(handle, ids);
    Map<UUID, List<DeclaredService>> declared = DeclarationTable.services(handle, ids);
    Map<UUID, List<Instance>> instances = InstanceTable.of(handle, ids);
    Map<UUID, List<Registration>> registrations = InstanceTable.registrations(handle, ids);
    Map<UUID, List<String>> conflicts =
        ExceptionTable.openServices(handle, ExceptionTable.CONFLICT, ids);
    Map<UUID, Long> pins = NodePins.of(handle, ids);
    Map<UUID, List<Instant>> removals = new HashMap<>();
    TagTable.removals(handle, ids, flapping.often())
        .forEach(
            (place, times) ->
                removals.merge(place.node(), times, (a, b) -> a.size() >= b.size() ? a : b));
    Map<UUID, Treatments> treatments = TreatmentTable.of(handle, ids);
    Map<UUID, Set<String>> gaps = ExceptionTable.openGaps(handle, StandingGaps.KINDS, ids);
    Set<UUID> sessions = SessionTable.held(handle, ids, replica);
    Map<UUID, Retirement> retirements = RetirementTable.of(handle, ids);
    var seen = new ArrayList<NodeSeen>();
    for (Node node : nodes) {
      List<Instance> own = instances.getOrDefault(node.id(), List.of());
      seen.add(
          new NodeSeen(
              node,
              states.getOrDefault(node.id(), NodeState.none(epoch)),
              tags.getOrDefault(node.id(), List.of()),
              declared.getOrDefault(node.id(), List.of()),
              own,
              byService(own, registrations),
              conflicts.getOrDefault(node.id(), List.of()),
              pin(pins.get(node.id())),
              removals.getOrDefault(node.id(), List.of()),
              sessions.contains(node.id()),
              retirements.getOrDefault(node.id(), Retirement.NONE),
              treatments.getOrDefault(node.id(), Treatments.NONE),
              gaps.getOrDefault(node.id(), Set.of())));
    }
    return seen;
  }

  private static OptionalLong pin(@Nullable Long revision) {
    return revision == null ? OptionalLong.empty() : OptionalLong.of(revision);
  }

  /** What sources set, as resolution takes it. */
  List<SourcedTag> sourced() {
    return tags.stream().map(SetTag::sourced).toList();
  }

  /** What counts now, as the next step looks back at it; without those whose time is over. */
  SortedMap<String, List<String>> living(Instant now) {
    var living = new TreeMap<String, List<String>>();
    for (SetTag tag : tags) {
      if (tag.expires().map(now::isBefore).orElse(true)) {
        living
            .computeIfAbsent(tag.tag().toString(), _ -> new ArrayList<>())
            .add(tag.source().text());
      }
    }
    return living;
  }

  /** Whether a tag's time is over, so that it goes. */
  boolean ended(Instant now) {
    return tags.stream().anyMatch(tag -> !tag.expires().map(now::isBefore).orElse(true));
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
