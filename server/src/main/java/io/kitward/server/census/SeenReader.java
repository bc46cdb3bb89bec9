package io.kitward.server.census;

import io.kitward.policy.tags.EffectiveTags;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Json;
import io.kitward.selector.Attribute;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads nodes as they are counted, many at a time. Runs in the caller's transaction. */
final class SeenReader {

  /** What a node said is only read of instances in trouble: of all others the phase says it. */
  private static final String INSTANCES =
      """
      select node_id, service, phase, phase_since, waiting, repaired_at, observed is not null as seen,
        reasons->'registration' not in ('null', '{}') as provable,
        case when phase in ('degraded', 'failed', 'blocked') then observed end as trouble
      from instance where node_id = any(:nodes) order by service collate "C"
      """;

  private SeenReader() {}

  static List<Seen> read(Handle handle, Collection<UUID> ids, Policy policy, Instant now) {
    return of(handle, NodeTable.find(handle, ids), policy, now);
  }

  static List<Seen> of(Handle handle, List<Node> nodes, Policy policy, Instant now) {
    List<UUID> ids = nodes.stream().map(Node::id).toList();
    Map<UUID, EffectiveTags> tags = EffectiveNodes.tags(handle, nodes, policy, now);
    Map<UUID, List<Standing>> standings = standings(handle, ids);
    Map<UUID, Instant> contacts = NodeTable.contacts(handle, ids);
    List<Seen> seen = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      EffectiveTags own = tags.get(node.id());
      if (own != null) {
        seen.add(
            new Seen(
                node.id(),
                node.certname(),
                node.simulated(),
                own.view(node.certname(), sayable(node.facts())).subject(),
                Optional.ofNullable(own.changesAt()),
                Optional.ofNullable(contacts.get(node.id())),
                standings.getOrDefault(node.id(), List.of())));
      }
    }
    return seen;
  }

  /** Without facts that no selector could name: an early version kept them as they came. */
  private static Map<String, String> sayable(Map<String, String> facts) {
    return facts.keySet().stream().allMatch(Attribute::isFactPath)
        ? facts
        : facts.entrySet().stream()
            .filter(fact -> Attribute.isFactPath(fact.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<UUID, List<Standing>> standings(Handle handle, List<UUID> ids) {
    Map<UUID, List<Standing>> standings = new HashMap<>();
    handle
        .createQuery(INSTANCES)
        .bindArray("nodes", UUID.class, ids)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), standing(row)))
        .forEach(
            entry ->
                standings
                    .computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                    .add(entry.getValue()));
    return standings;
  }

  private static Standing standing(ResultSet row) throws SQLException {
    Phase phase = Phase.of(row.getString("phase")).orElseThrow();
    return new Standing(
        row.getString("service").intern(),
        phase,
        row.getTimestamp("phase_since").toInstant(),
        row.getBoolean("seen"),
        Optional.ofNullable(row.getTimestamp("repaired_at")).map(Timestamp::toInstant),
        gap(phase, row.getString("waiting"), row.getString("trouble")).intern(),
        row.getBoolean("provable"));
  }

  /** What it waits for, or the first of its node's conditions that is False. */
  private static String gap(Phase phase, String waiting, @Nullable String observed) {
    return switch (phase) {
      case DEGRADED, FAILED, BLOCKED -> {
        if (!waiting.isEmpty()) {
          yield waiting;
        }
        List<Condition> conditions =
            observed == null
                ? List.of()
                : Json.MAPPER.readValue(observed, InstanceObserved.class).conditions();
        yield conditions.stream()
            .filter(condition -> condition.status() == Condition.Status.FALSE)
            .min((a, b) -> a.type().compareTo(b.type()))
            .map(condition -> condition.type().word() + ": " + condition.message())
            .orElse(unsaid(phase));
      }
      case OK, REPAIRED, PENDING, APPLYING, REMOVING, STALE -> "";
    };
  }

  private static String unsaid(Phase phase) {
    return switch (phase) {
      case DEGRADED -> "its console does not confirm it";
      case FAILED -> "the node could not carry it out; see its events";
      default -> "see what describe says of it";
    };
  }
}
