package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Carries out changes, first what goes, then what shapes need, then host by host. Each step leaves
 * the same when done twice, so one that was cut off is completed by the next. For one thread, once.
 */
final class Changes {

  private static final String ATTRIBUTES = "attrs";

  private final Calls calls;
  private final Secrets secrets;
  private final Makings makings;
  private final Map<HostChange, String> refused = new LinkedHashMap<>();

  Changes(Calls calls, UnaryOperator<String> secrets) {
    this.calls = calls;
    this.secrets = new Secrets(secrets);
    this.makings = new Makings(calls, this.secrets::value);
  }

  /** Returns those that Icinga refused, with its words. */
  Map<HostChange, String> apply(List<HostChange> changes)
      throws ConsoleException, InterruptedException {
    remove(changes);
    var packages = new Packages(calls);
    refused.putAll(new Preparation(calls, packages).of(changes));
    for (HostChange change : changes) {
      if (refused.containsKey(change) && !stands(change)) {
        continue;
      }
      try {
        switch (change) {
          case HostChange.Create(WantedHost wanted) -> create(wanted);
          case HostChange.Update update -> update(update);
          case HostChange.Disable(SeenHost before, UUID _) -> watch(before, false);
          case HostChange.Remove _ -> {}
        }
      } catch (RefusedException e) {
        refused.put(change, secrets.hidden(e.words()));
      }
    }
    makings.save(packages);
    return refused;
  }

  /** Whether its host is there, so that the rest of the change can be done all the same. */
  private static boolean stands(HostChange change) {
    return change instanceof HostChange.Update update && !update.fields().contains(Field.NAME);
  }

  /** All that go, in one call, and only where the mark is still the node's. */
  private void remove(List<HostChange> changes) throws ConsoleException, InterruptedException {
    var marks = new HashMap<String, UUID>();
    var byName = new HashMap<String, HostChange>();
    for (HostChange change : changes) {
      if (change instanceof HostChange.Remove(SeenHost before, UUID node)) {
        marks.put(before.name(), node);
        byName.put(before.name(), change);
      }
    }
    if (marks.isEmpty()) {
      return;
    }
    SortedMap<String, Object> body = Search.removable(marks).body();
    body.put("cascade", true);
    Answer answer = calls.write("DELETE", "/v1/objects/hosts", body);
    if (answer.status() == 404 || answer.well()) {
      return;
    }
    for (JsonNode result : answer.results()) {
      HostChange change = byName.get(result.path("name").asString(""));
      if (change != null && !Answer.well(result)) {
        refused.put(change, Answer.words(result));
      }
    }
    if (answer.results().isEmpty()) {
      byName.values().forEach(change -> refused.put(change, answer.words()));
    }
  }

  private void create(WantedHost wanted)
      throws ConsoleException, RefusedException, InterruptedException {
    makings.host(wanted);
    var refusals = new ArrayList<String>();
    for (var service : wanted.services().entrySet()) {
      try {
        makings.service(wanted.name(), service.getKey(), service.getValue(), false);
      } catch (RefusedException e) {
        refusals.add(e.words());
      }
    }
    refuse(refusals);
  }

  /** Said when all else is done: a service that Icinga does not take yet keeps no other back. */
  private static void refuse(List<String> refusals) throws RefusedException {
    if (!refusals.isEmpty()) {
      throw new RefusedException(String.join("; ", refusals));
    }
  }

  /** The mark comes last: a host that is taken over half way is still to be taken over. */
  private void update(HostChange.Update update)
      throws ConsoleException, RefusedException, InterruptedException {
    if (update.fields().contains(Field.NAME)) {
      create(update.wanted());
      calls.require(
          "DELETE", Calls.object(Calls.HOSTS, update.before().name()), Map.of("cascade", true));
      return;
    }
    List<String> refusals = services(update);
    if (update.fields().contains(Field.MARK)) {
      refuse(refusals);
    }
    String path = Calls.object(Calls.HOSTS, update.before().name());
    SortedMap<String, Object> attributes = HostForm.attributes(update, secrets::value);
    if (update.fields().contains(Field.MARK)) {
      attributes.put("vars." + Variables.MARK, update.wanted().node().toString());
    }
    if (!attributes.isEmpty()) {
      calls.require("POST", path, Map.of(ATTRIBUTES, attributes));
    }
    if (update.fields().contains(Field.ENABLED)) {
      watch(update.after(), update.after().enabled());
    }
    refuse(refusals);
  }

  /** Returns what Icinga refused of them, in its words. */
  private List<String> services(HostChange.Update update)
      throws ConsoleException, InterruptedException {
    var refusals = new ArrayList<String>();
    String host = update.before().name();
    Map<String, SortedMap<String, String>> before = update.before().services();
    Map<String, SortedMap<String, String>> after = update.after().services();
    for (String name : before.keySet()) {
      if (!after.containsKey(name)) {
        try {
          delete(host, name);
        } catch (RefusedException e) {
          refusals.add(e.words());
        }
      }
    }
    for (var wanted : update.wanted().services().entrySet()) {
      try {
        service(update, wanted.getKey(), wanted.getValue());
      } catch (RefusedException e) {
        refusals.add(e.words());
      }
    }
    return refusals;
  }

  private void service(HostChange.Update update, String name, WantedHost.Service wanted)
      throws ConsoleException, RefusedException, InterruptedException {
    String host = update.before().name();
    SortedMap<String, String> fields = update.after().services().get(name);
    SortedMap<String, String> seen = update.before().services().get(name);
    boolean secret =
        update.fields().contains(Field.SECRETS)
            && !Variables.references(ServiceForm.variables(wanted)).isEmpty();
    if (fields == null || (fields.equals(seen) && !secret)) {
      return;
    }
    if (seen != null && ServiceForm.needsAnother(seen, fields)) {
      delete(host, name);
    }
    if (seen == null || ServiceForm.needsAnother(seen, fields)) {
      makings.service(host, name, wanted, update.fields().contains(Field.MARK));
    } else {
      calls.require(
          "POST",
          Calls.object(Calls.SERVICES, host + "!" + name),
          Map.of(ATTRIBUTES, ServiceForm.attributes(wanted, seen, secrets::value)));
    }
  }

  private void delete(String host, String name)
      throws ConsoleException, RefusedException, InterruptedException {
    Answer answer =
        calls.write(
            "DELETE", Calls.object(Calls.SERVICES, host + "!" + name), Map.of("cascade", true));
    if (!answer.well() && answer.status() != 404) {
      throw new RefusedException(host + "!" + name + ": " + answer.words());
    }
  }

  /** The host comes last: it is by the host that it is seen whether this is done. */
  private void watch(SeenHost host, boolean watched)
      throws ConsoleException, RefusedException, InterruptedException {
    var attributes = new TreeMap<String, Object>();
    attributes.put("enable_active_checks", watched);
    attributes.put("enable_notifications", watched);
    for (var service : host.services().entrySet()) {
      var ofService = new TreeMap<String, Object>(attributes);
      if (!watched) {
        ofService.putAll(ServiceForm.withoutEndpoint(service.getValue()));
      }
      Answer answer =
          calls.write(
              "POST",
              Calls.object(Calls.SERVICES, host.name() + "!" + service.getKey()),
              Map.of(ATTRIBUTES, ofService));
      if (!answer.well() && answer.status() != 404) {
        throw new RefusedException(answer.words());
      }
    }
    calls.require("POST", Calls.object(Calls.HOSTS, host.name()), Map.of(ATTRIBUTES, attributes));
  }
}
