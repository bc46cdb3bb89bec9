package io.kitward.server.backend.zabbix;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.HostChange.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Changes hosts: their interface first, since templates need one, then themselves, then macros. */
final class Renewal {

  private final Hosts hosts;
  private final Names names;
  private final Batches batches;
  private final UnaryOperator<String> secrets;

  Renewal(Hosts hosts, Names names, Batches batches, UnaryOperator<String> secrets) {
    this.hosts = hosts;
    this.names = names;
    this.batches = batches;
    this.secrets = secrets;
  }

  /** What is sent of one change. */
  private record Prepared(
      Update update,
      Map<String, Object> contact,
      Map<String, Object> host,
      List<Map<String, Object>> macros,
      List<String> goneMacros) {

    static Prepared of(Alteration alteration) {
      Map<String, Object> host = alteration.host();
      if (!host.isEmpty()) {
        host.put("hostid", alteration.now().id());
      }
      return new Prepared(
          alteration.update(),
          alteration.contact(),
          host,
          alteration.macros(),
          alteration.goneMacros());
    }

    List<?> contact(boolean known) {
      return contact.isEmpty() || contact.containsKey("interfaceid") != known
          ? List.of()
          : List.of(contact);
    }

    List<?> changed() {
      return host.isEmpty() ? List.of() : List.of(host);
    }

    List<?> macros(boolean known) {
      return macros.stream().filter(macro -> macro.containsKey("hostmacroid") == known).toList();
    }
  }

  /** Returns those that were refused, with the reasons; of these a part may be done. */
  Map<HostChange, String> apply(List<Update> changes)
      throws ConsoleException, InterruptedException {
    var refused = new LinkedHashMap<HostChange, String>();
    if (changes.isEmpty()) {
      return refused;
    }
    List<Prepared> prepared = prepare(changes, refused);
    send("hostinterface.create", prepared, one -> one.contact(false), refused);
    send("hostinterface.update", prepared, one -> one.contact(true), refused);
    send("host.update", prepared, Prepared::changed, refused);
    send("usermacro.delete", prepared, Prepared::goneMacros, refused);
    send("usermacro.update", prepared, one -> one.macros(true), refused);
    send("usermacro.create", prepared, one -> one.macros(false), refused);
    return refused;
  }

  private void send(
      String method,
      List<Prepared> prepared,
      Function<Prepared, List<?>> elements,
      Map<HostChange, String> refused)
      throws ConsoleException, InterruptedException {
    List<Prepared> left =
        prepared.stream().filter(one -> !refused.containsKey(one.update())).toList();
    batches
        .send(method, Batches.items(left, elements))
        .forEach((one, words) -> refused.put(one.update(), words));
  }

  private List<Prepared> prepare(List<Update> changes, Map<HostChange, String> refused)
      throws ConsoleException, InterruptedException {
    Map<String, RecordedHost> now =
        hosts.withIds(changes.stream().map(change -> change.before().id()).toList());
    var groups = new TreeSet<String>();
    var templates = new TreeSet<String>();
    for (Update change : changes) {
      groups.addAll(Alteration.addedGroups(change));
      templates.addAll(Alteration.addedTemplates(change));
    }
    Names.Found foundTemplates = names.templates(templates);
    Names.Found foundGroups = names.groups(groups);
    var parts = new Parts(foundGroups.ids(), foundTemplates.ids(), secrets);
    var prepared = new ArrayList<Prepared>();
    for (Update change : changes) {
      Optional<RecordedHost> host = Optional.ofNullable(now.get(change.before().id()));
      String why =
          host.map(found -> moved(change, found)).orElse("the host was deleted meanwhile")
              + foundTemplates.why(Alteration.addedTemplates(change))
              + foundGroups.why(Alteration.addedGroups(change));
      if (!why.isEmpty()) {
        refused.put(change, why);
        continue;
      }
      try {
        prepared.add(Prepared.of(new Alteration(change, host.orElseThrow(), parts)));
      } catch (UnreadableSecretException e) {
        refused.put(change, e.words());
      }
    }
    return prepared;
  }

  /** A host that is not what it was decided on is decided on anew. */
  private static String moved(Update change, RecordedHost now) {
    Optional<UUID> mark = now.node();
    if (mark.isPresent() && !mark.get().equals(change.node())) {
      return "the host is another node's meanwhile";
    }
    return mark.isEmpty() && !change.fields().contains(Field.MARK)
        ? "its tag " + Wish.MARK + " was taken away meanwhile"
        : "";
  }
}
