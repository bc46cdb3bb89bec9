package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.desired.WantedHost;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Groups and templates, for many hosts at once, before the hosts themselves: groups that are
 * missing, shapes that are new, hosts that move to another shape. For one thread, once.
 */
final class Preparation {

  private final Calls calls;
  private final Packages packages;
  private final Map<HostChange, String> refused = new LinkedHashMap<>();

  Preparation(Calls calls, Packages packages) {
    this.calls = calls;
    this.packages = packages;
  }

  /** Does it; returns the changes whose groups and templates can't be set, with the reason. */
  Map<HostChange, String> of(List<HostChange> changes)
      throws ConsoleException, InterruptedException {
    var made = new LinkedHashMap<HostChange, WantedHost>();
    var moved = new LinkedHashMap<HostChange, WantedHost>();
    for (HostChange change : changes) {
      switch (change) {
        case HostChange.Create(WantedHost wanted) -> made.put(change, wanted);
        case HostChange.Update update -> {
          if (update.fields().contains(Field.NAME)) {
            made.put(change, update.wanted());
          } else if (update.fields().contains(Field.GROUPS)
              || update.fields().contains(Field.TEMPLATES)) {
            moved.put(change, update.wanted());
          }
        }
        case HostChange.Remove _, HostChange.Disable _ -> {}
      }
    }
    if (made.isEmpty() && moved.isEmpty()) {
      return refused;
    }
    var all = new LinkedHashMap<>(made);
    all.putAll(moved);
    refuseUnknownTemplates(all);
    groups(all);
    shapes(all);
    made.keySet().removeAll(refused.keySet());
    moved.keySet().removeAll(refused.keySet());
    move(made.values(), moved);
    return refused;
  }

  /** One stage with an unknown template would be refused as a whole. */
  private void refuseUnknownTemplates(Map<HostChange, WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    var wanted = new TreeSet<String>();
    hosts.values().forEach(host -> wanted.addAll(host.templates()));
    if (wanted.isEmpty()) {
      return;
    }
    wanted.removeAll(packages.loaded(wanted));
    hosts.forEach(
        (change, host) ->
            host.templates().stream()
                .filter(wanted::contains)
                .findFirst()
                .ifPresent(
                    template -> refused.put(change, "Icinga has no host template " + template)));
    hosts.keySet().removeAll(refused.keySet());
  }

  private void groups(Map<HostChange, WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    var missing = new TreeSet<String>();
    hosts.values().forEach(host -> missing.addAll(host.groups()));
    if (missing.isEmpty()) {
      return;
    }
    missing.removeAll(packages.groups(missing));
    if (missing.isEmpty()) {
      return;
    }
    try {
      packages.define(missing);
    } catch (RefusedException e) {
      hosts.forEach(
          (change, host) -> {
            if (host.groups().stream().anyMatch(missing::contains)) {
              refused.put(change, e.words());
            }
          });
      hosts.keySet().removeAll(refused.keySet());
    }
  }

  private void shapes(Map<HostChange, WantedHost> hosts)
      throws ConsoleException, InterruptedException {
    Set<Shape> shapes = new HashSet<>();
    hosts.values().forEach(host -> shapes.add(Shape.of(host)));
    try {
      packages.have(shapes);
    } catch (RefusedException e) {
      hosts.keySet().forEach(change -> refused.put(change, e.words()));
    }
  }

  private void move(Collection<WantedHost> made, Map<HostChange, WantedHost> moved)
      throws ConsoleException, InterruptedException {
    Map<String, String> first = firstShapes(moved);
    moved.keySet().removeAll(refused.keySet());
    try {
      packages.move(
          moves -> {
            Moves after = moves;
            for (WantedHost host : made) {
              after = after.with(host.name(), Shape.of(host).name(), Shape.of(host));
            }
            for (WantedHost host : moved.values()) {
              after = after.with(host.name(), first.getOrDefault(host.name(), ""), Shape.of(host));
            }
            return after;
          });
    } catch (RefusedException e) {
      moved.keySet().forEach(change -> refused.put(change, e.words()));
    }
  }

  /** With which shape each was made; one that was made without any can't be moved. */
  private Map<String, String> firstShapes(Map<HostChange, WantedHost> moved)
      throws ConsoleException, InterruptedException {
    var first = new HashMap<String, String>();
    if (moved.isEmpty()) {
      return first;
    }
    var names = moved.values().stream().map(WantedHost::name).toList();
    for (JsonNode host :
        calls.find("/v1/objects/hosts", Search.named("host", names), List.of("templates"))) {
      host.path("attrs")
          .path("templates")
          .valueStream()
          .map(template -> template.asString(""))
          .filter(Shape::isName)
          .findFirst()
          .ifPresent(shape -> first.put(host.path("name").asString(""), shape));
    }
    moved.forEach(
        (change, host) -> {
          if (!first.containsKey(host.name())) {
            refused.put(
                change,
                "Icinga fixes groups and templates when a host is made, and "
                    + host.name()
                    + " was not made by Kitward: set them where it was made");
          }
        });
    return first;
  }
}
