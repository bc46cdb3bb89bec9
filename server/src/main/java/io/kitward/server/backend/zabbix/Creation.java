package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.zabbix.Batches.Item;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Makes hosts. Zabbix does not hold that names are unique when they are made at the same moment, so
 * it is looked for them right before, and again after whatever went wrong; two that are there all
 * the same carry the same mark, and one goes at the next look.
 */
final class Creation {

  private final Hosts hosts;
  private final Names names;
  private final Batches batches;
  private final UnaryOperator<String> secrets;

  Creation(Hosts hosts, Names names, Batches batches, UnaryOperator<String> secrets) {
    this.hosts = hosts;
    this.names = names;
    this.batches = batches;
    this.secrets = secrets;
  }

  /** Returns those that were refused, with the reasons. */
  Map<HostChange, String> apply(List<HostChange.Create> changes)
      throws ConsoleException, InterruptedException {
    var refused = new LinkedHashMap<HostChange, String>();
    if (changes.isEmpty()) {
      return refused;
    }
    var groups = new TreeSet<String>();
    var templates = new TreeSet<String>();
    for (HostChange.Create change : changes) {
      groups.addAll(Wish.groups(change.wanted()));
      templates.addAll(Wish.templates(change.wanted()));
    }
    Names.Found foundTemplates = names.templates(templates);
    Names.Found foundGroups = names.groups(groups);
    var parts = new Parts(foundGroups.ids(), foundTemplates.ids(), secrets);
    var items = new ArrayList<Item<HostChange.Create>>();
    for (HostChange.Create change : absent(changes, refused)) {
      WantedHost wanted = change.wanted();
      String why =
          foundTemplates.why(Wish.templates(wanted)) + foundGroups.why(Wish.groups(wanted));
      if (!why.isEmpty()) {
        refused.put(change, why);
        continue;
      }
      try {
        items.add(new Item<>(change, List.of(parts.created(wanted))));
      } catch (UnreadableSecretException e) {
        refused.put(change, e.words());
      }
    }
    batches
        .send("host.create", items, batch -> rest(batch, refused))
        .forEach((change, words) -> refused.put(change, words + unseen(words)));
    return refused;
  }

  private List<Item<HostChange.Create>> rest(
      List<Item<HostChange.Create>> batch, Map<HostChange, String> refused)
      throws ConsoleException, InterruptedException {
    List<HostChange.Create> absent = absent(batch.stream().map(Item::subject).toList(), refused);
    return batch.stream().filter(item -> absent.contains(item.subject())).toList();
  }

  /** Those that are not there. One that has the mark already is done. */
  private List<HostChange.Create> absent(
      List<HostChange.Create> changes, Map<HostChange, String> refused)
      throws ConsoleException, InterruptedException {
    Collection<RecordedHost> there =
        hosts.of(changes.stream().map(HostChange.Create::wanted).toList()).values();
    var marked = new TreeSet<UUID>();
    var strangers = new TreeSet<String>();
    for (RecordedHost host : there) {
      host.node().ifPresentOrElse(marked::add, () -> strangers.add(host.name()));
    }
    var absent = new ArrayList<HostChange.Create>();
    for (HostChange.Create change : changes) {
      if (marked.contains(change.node())) {
        continue;
      }
      if (strangers.contains(change.wanted().name())) {
        refused.put(
            change,
            "a host of the name " + change.wanted().name() + " came between: it is left alone");
      } else {
        absent.add(change);
      }
    }
    return absent;
  }

  /** What stands in the way can't be seen: it was looked for. */
  private static String unseen(String words) {
    return words.startsWith("Host with the same ") ? " Kitward's user may not see it." : "";
  }
}
