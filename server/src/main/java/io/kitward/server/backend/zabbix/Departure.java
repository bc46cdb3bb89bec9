package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostChange.Disable;
import io.kitward.server.backend.driver.HostChange.Remove;
import io.kitward.server.backend.zabbix.Batches.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Deletes hosts and takes them out of watch. What is gone or Kitward's no more is done. */
final class Departure {

  private final ZabbixApi api;
  private final Hosts hosts;
  private final Batches batches;

  Departure(ZabbixApi api, Hosts hosts, Batches batches) {
    this.api = api;
    this.hosts = hosts;
    this.batches = batches;
  }

  /** Returns those that were refused, with the reasons. */
  Map<HostChange, String> remove(List<Remove> changes)
      throws ConsoleException, InterruptedException {
    var refused = new LinkedHashMap<HostChange, String>();
    if (changes.isEmpty()) {
      return refused;
    }
    List<Remove> there = ours(changes, Remove::before);
    endMaintenances(there.stream().map(change -> change.before().id()).toList());
    refused.putAll(
        batches.send(
            "host.delete",
            Batches.items(there, change -> List.of(change.before().id())),
            this::stillThere));
    return refused;
  }

  /** Takes hosts out of watch. */
  Map<HostChange, String> disable(List<Disable> changes)
      throws ConsoleException, InterruptedException {
    var refused = new LinkedHashMap<HostChange, String>();
    if (!changes.isEmpty()) {
      refused.putAll(
          batches.send(
              "host.update",
              Batches.items(
                  ours(changes, Disable::before),
                  change -> List.of(Map.of("hostid", change.before().id(), "status", 1)))));
    }
    return refused;
  }

  /** Those that are there and carry the mark still. */
  private <T extends HostChange> List<T> ours(
      List<T> changes,
      java.util.function.Function<T, io.kitward.server.backend.driver.SeenHost> before)
      throws ConsoleException, InterruptedException {
    Map<String, RecordedHost> there =
        hosts.withIds(changes.stream().map(change -> before.apply(change).id()).toList());
    return changes.stream()
        .filter(
            change ->
                Optional.ofNullable(there.get(before.apply(change).id()))
                    .flatMap(RecordedHost::node)
                    .equals(Optional.of(change.node())))
        .toList();
  }

  private List<Item<Remove>> stillThere(List<Item<Remove>> batch)
      throws ConsoleException, InterruptedException {
    Set<String> there =
        hosts.withIds(batch.stream().map(item -> item.subject().before().id()).toList()).keySet();
    return batch.stream().filter(item -> there.contains(item.subject().before().id())).toList();
  }

  /**
   * A maintenance must have a member, so Zabbix deletes no host that is the last one. Those of
   * Kitward end with their hosts; those of people stand in the way, and Zabbix says so.
   */
  private void endMaintenances(Collection<String> going)
      throws ConsoleException, InterruptedException {
    var ending = new ArrayList<String>();
    for (List<String> page : Hosts.pages(List.copyOf(going))) {
      for (JsonNode maintenance : Maintenances.own(api, Map.of("hostids", page))) {
        if (lastMembers(maintenance, new HashSet<>(going))) {
          ending.add(maintenance.path("maintenanceid").asString(""));
        }
      }
    }
    batches.send(
        "maintenance.delete", Batches.items(ending.stream().distinct().toList(), List::of));
  }

  private static boolean lastMembers(JsonNode maintenance, Set<String> going) {
    return maintenance.path("groups").isEmpty()
        && maintenance
            .path("hosts")
            .valueStream()
            .allMatch(host -> going.contains(host.path("hostid").asString("")));
  }
}
