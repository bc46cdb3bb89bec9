package io.kitward.connector.apply;

import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.Json;
import java.util.SortedMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes steps on the node. What a step will have made is in the record, durable, before the step is
 * taken.
 */
final class Hands {

  private static final Logger LOG = LoggerFactory.getLogger("io.kitward.connector");

  private final Host host;
  private final Records records;

  Hands(Host host, Records records) {
    this.host = host;
    this.records = records;
  }

  /** Takes one step; returns the record as it is afterwards. */
  Before take(Step step, InstanceDesired desired, Before before) {
    Before after =
        switch (step) {
          case Step.Install install -> install(install, before);
          case Step.Write write -> write(write, desired, before);
          case Step.ReloadAll ignored -> {
            host.units().reloadAll();
            yield before;
          }
          case Step.Act act -> {
            host.units().act(act.verb(), act.unit());
            yield settled(act, before);
          }
        };
    LOG.info("{}: {}", step.done(), because(step));
    return after;
  }

  /** Why, without the name that the sentence has already. */
  private static String because(Step step) {
    String name =
        switch (step) {
          case Step.Install ignored -> "";
          case Step.Write write -> write.candidate().path();
          case Step.ReloadAll ignored -> "";
          case Step.Act act -> act.unit();
        };
    String because = step.because();
    return name.isEmpty() || !because.startsWith(name + " ")
        ? because
        : because
            .substring(name.length() + 1)
            .replaceFirst("^is ", "it was ")
            .replaceFirst("^has ", "it had ")
            .replaceFirst("^runs ", "it ran ");
  }

  private Before install(Step.Install install, Before before) {
    Before begun = before;
    if (before.beforeInstall().isEmpty()) {
      begun =
          before.withInstallation(
              new TreeSet<>(installed(host.packages().known())), before.pulledIn());
      records.keep(begun);
    }
    host.packages().install(install.packages());
    var came = new TreeSet<>(installed(host.packages().known()));
    came.removeAll(begun.beforeInstall());
    came.removeAll(begun.packages().keySet());
    came.addAll(begun.pulledIn());
    Before done = begun.withInstallation(new TreeSet<>(), came);
    records.keep(done);
    return done;
  }

  private static java.util.Set<String> installed(SortedMap<String, Packages.Known> known) {
    var names = new TreeSet<String>();
    known.forEach(
        (name, one) -> {
          if (one.installed()) {
            names.add(name);
          }
        });
    return names;
  }

  private Before write(Step.Write write, InstanceDesired desired, Before before) {
    var pending = new TreeSet<>(before.pending());
    desired.units().forEach(unit -> pending.add(unit.name()));
    Before next =
        before
            .withWritten(write.candidate().path(), Json.sha256(write.candidate().content()))
            .withPending(pending);
    records.keep(next);
    host.files().write(write.candidate());
    return next;
  }

  private Before settled(Step.Act act, Before before) {
    boolean fresh =
        switch (act.verb()) {
          case START, RESTART, RELOAD -> before.pending().contains(act.unit());
          case ENABLE, DISABLE, UNMASK, STOP, RESET_FAILED -> false;
        };
    if (!fresh) {
      return before;
    }
    var pending = new TreeSet<>(before.pending());
    pending.remove(act.unit());
    Before next = before.withPending(pending);
    records.keep(next);
    return next;
  }
}
