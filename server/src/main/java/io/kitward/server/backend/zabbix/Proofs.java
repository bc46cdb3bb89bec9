package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.desired.WantedHost;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Asks for the values that prove instances. */
final class Proofs {

  private final ZabbixApi api;
  private final Hosts hosts;
  private final Batches batches;

  Proofs(ZabbixApi api, Hosts hosts, Batches batches) {
    this.api = api;
    this.hosts = hosts;
    this.batches = batches;
  }

  /** The hosts of nodes, and their proof items by id of host and key. */
  private record Found(Map<UUID, RecordedHost> hosts, Map<String, Map<String, ProofItem>> items) {
    Optional<ProofItem> item(RecordedHost host, String key) {
      return Optional.ofNullable(items.getOrDefault(host.id(), Map.of()).get(key));
    }
  }

  Map<UUID, Sighting.Target> prove(Collection<WantedHost> wanted)
      throws ConsoleException, InterruptedException {
    var targets = new HashMap<UUID, Sighting.Target>();
    Found found = find(wanted);
    for (WantedHost one : wanted) {
      RecordedHost host = found.hosts().get(one.node());
      if (host != null) {
        one.services()
            .values()
            .forEach(
                service -> {
                  String key = Agent.item(service);
                  targets.put(
                      service.instance(),
                      found
                          .item(host, key)
                          .map(item -> item.target(host, api.consoleTime()))
                          .orElseGet(
                              () ->
                                  new Sighting.Target(
                                      "the host has no item "
                                          + key
                                          + ": do its templates bring it?",
                                      Optional.empty())));
                });
      }
    }
    return targets;
  }

  /** Has Zabbix fetch the items now. One that it can't fetch so comes at its next turn. */
  void hurry(Collection<WantedHost> wanted) throws ConsoleException, InterruptedException {
    Found found = find(wanted);
    List<ProofItem> items =
        found.hosts().values().stream()
            .filter(RecordedHost::enabled)
            .flatMap(host -> found.items().getOrDefault(host.id(), Map.of()).values().stream())
            .filter(ProofItem::enabled)
            .toList();
    batches.send(
        "task.create",
        Batches.items(
            items, item -> List.of(Map.of("type", 6, "request", Map.of("itemid", item.id())))));
  }

  private Found find(Collection<WantedHost> wanted) throws ConsoleException, InterruptedException {
    var keys = new TreeSet<String>();
    wanted.forEach(
        one -> one.services().values().forEach(service -> keys.add(Agent.item(service))));
    var marked = new HashMap<UUID, RecordedHost>();
    for (RecordedHost host :
        hosts.marked(wanted.stream().map(WantedHost::node).distinct().toList()).values()) {
      host.node()
          .ifPresent(
              node -> marked.merge(node, host, (one, twin) -> older(one, twin) ? one : twin));
    }
    var items = new HashMap<String, Map<String, ProofItem>>();
    for (List<String> page : Hosts.pages(marked.values().stream().map(RecordedHost::id).toList())) {
      api.read(
              "item.get",
              Map.of("output", ProofItem.OUTPUT, "hostids", page, "filter", Map.of("key_", keys)))
          .forEach(
              json -> {
                ProofItem item = ProofItem.of(json);
                items.computeIfAbsent(item.host(), _ -> new HashMap<>()).put(item.key(), item);
              });
    }
    return new Found(marked, items);
  }

  /** Of two hosts with one mark the younger one goes. */
  private static boolean older(RecordedHost one, RecordedHost other) {
    return Long.parseLong(one.id()) < Long.parseLong(other.id());
  }
}
