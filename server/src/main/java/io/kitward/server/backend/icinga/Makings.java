package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.desired.WantedHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Makes hosts and services, and sees to it that Icinga still has them after its next reload. Of two
 * requests for one name at the same moment, Icinga 2.13 refuses one and removes the file that it
 * wrote, which is the other's: that object lives on in memory alone, and what hangs on it would
 * keep Icinga from starting again. For one thread, once.
 */
final class Makings {

  private static final String ATTRIBUTES = "attrs";

  /** How often what another server's request disturbed is tried. */
  private static final int TRIES = 5;

  /** Names whose files have the same name; Icinga writes others with escapes or a digest. */
  private static final String PLAIN = "[A-Za-z0-9._!-]{1,80}";

  private final Calls calls;
  private final UnaryOperator<String> secrets;
  private final List<Made> made = new ArrayList<>();

  Makings(Calls calls, UnaryOperator<String> secrets) {
    this.calls = calls;
    this.secrets = secrets;
  }

  private record Made(
      String kind,
      String host,
      String name,
      UUID mark,
      List<String> templates,
      SortedMap<String, Object> attributes) {

    String path() {
      return Calls.object(kind, name);
    }

    boolean isIn(Set<String> files) {
      return !name.matches(PLAIN) || files.contains("conf.d/" + kind + "/" + name + ".conf");
    }
  }

  /** Makes a host without its services; one that is there with its mark gets what is wanted. */
  void host(WantedHost wanted) throws ConsoleException, RefusedException, InterruptedException {
    make(
        new Made(
            Calls.HOSTS,
            wanted.name(),
            wanted.name(),
            wanted.node(),
            List.of(Shape.of(wanted).name()),
            HostForm.attributes(wanted, secrets)),
        false);
  }

  /**
   * Makes a service; one that is there with a mark gets what is wanted.
   *
   * @param takeOver whether also one without
   */
  void service(String host, String name, WantedHost.Service service, boolean takeOver)
      throws ConsoleException, RefusedException, InterruptedException {
    make(
        new Made(
            Calls.SERVICES,
            host,
            host + "!" + name,
            service.instance(),
            ServiceForm.templates(service),
            ServiceForm.attributes(service, Map.of(), secrets)),
        takeOver);
  }

  private void make(Made one, boolean takeOver)
      throws ConsoleException, RefusedException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Answer answer =
          calls.write(
              "PUT",
              one.path(),
              Map.of("templates", one.templates(), ATTRIBUTES, one.attributes()));
      if (answer.well()) {
        made.add(one);
        return;
      }
      if (answer.alreadyThere()) {
        // A step that was cut off, or another server of ours was quicker.
        boolean atRunTime = refuseStranger(one, takeOver);
        calls.require("POST", one.path(), Map.of(ATTRIBUTES, one.attributes()));
        if (atRunTime) {
          made.add(one);
        }
        return;
      }
      if (!answer.disturbed(one.name()) || attempt == TRIES) {
        throw new RefusedException(
            one.kind().equals(Calls.HOSTS) ? answer.words() : one.name() + ": " + answer.words());
      }
    }
  }

  /** Returns whether it was made at run time and not by a file of people's. */
  private boolean refuseStranger(Made one, boolean takeOver)
      throws ConsoleException, RefusedException, InterruptedException {
    var found = calls.get(one.path() + "?attrs=vars&attrs=package").results();
    if (found.isEmpty()) {
      return true;
    }
    var attributes = found.getFirst().path(ATTRIBUTES);
    String mark = attributes.path("vars").path(Variables.MARK).asString("");
    boolean ours =
        one.kind().equals(Calls.HOSTS) ? mark.equals(one.mark().toString()) : !mark.isEmpty();
    if (!ours && !takeOver) {
      throw new RefusedException(
          one.name() + " is there already and was not made by Kitward: it is left alone");
    }
    return attributes.path("package").asString("").equals("_api");
  }

  /** Makes anew what Icinga would not have any more after a reload. */
  void save(Packages packages) throws ConsoleException, InterruptedException {
    for (int attempt = 1; !made.isEmpty() && attempt <= TRIES; attempt++) {
      Set<String> files = packages.saved();
      List<Made> lost = made.stream().filter(one -> !one.isIn(files)).toList();
      for (Made one : lost) {
        again(one);
      }
      if (lost.isEmpty()) {
        return;
      }
    }
  }

  private void again(Made one) throws ConsoleException, InterruptedException {
    var _ = calls.write("DELETE", one.path(), Map.of("cascade", true));
    List<Made> remade =
        one.kind().equals(Calls.HOSTS)
            ? made.stream().filter(other -> other.host().equals(one.host())).toList()
            : List.of(one);
    made.removeAll(remade);
    try {
      for (Made other : remade) {
        make(other, false);
      }
    } catch (RefusedException e) {
      // Whoever disturbs it makes it too, and the next look sees what is missing.
      return;
    }
  }
}
