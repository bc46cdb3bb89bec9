package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Before.FileBefore;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.Json;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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

  /**
   * Takes one step; returns the record as it is afterwards.
   *
   * @param fallback whether the service worked until now, so that what a file held is worth keeping
   *     until the new one is proven
   */
  Before take(Step step, InstanceDesired desired, Before before, boolean fallback) {
    Before after =
        switch (step) {
          case Step.Install install -> install(install, before);
          case Step.Reinstall reinstall -> {
            host.packages().reinstall(reinstall.packages());
            yield before;
          }
          case Step.Write write -> write(write, desired, before, fallback);
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
          case Step.Reinstall ignored -> "";
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
    return installed(begun);
  }

  /** An installation is over, if one ran: what came with it is in the record. */
  Before installed(Before before) {
    if (before.beforeInstall().isEmpty()) {
      return before;
    }
    var came = new TreeSet<>(installed(host.packages().known()));
    came.removeAll(before.beforeInstall());
    came.removeAll(before.packages().keySet());
    came.addAll(before.pulledIn());
    Before done = before.withInstallation(new TreeSet<>(), came);
    records.keep(done);
    return done;
  }

  /** The new files are proven: nothing falls back any more. */
  Before proven(Before before) {
    if (before.previous().isEmpty()) {
      return before;
    }
    Before next = before.withPrevious(new TreeMap<>());
    records.keep(next);
    return next;
  }

  /** Puts back what files held when the service last worked; the units are to be restarted. */
  Before fallBack(InstanceDesired desired, Before before) {
    before
        .previous()
        .forEach(
            (path, was) -> {
              var seen = host.files().look(path);
              if (seen.isEmpty() || !before.wrote(path, seen.get().digest())) {
                return; // somebody else is at it
              }
              if (!was.present()) {
                host.files().delete(path);
              } else {
                records
                    .copy(before.service(), was.digest())
                    .ifPresent(
                        content ->
                            host.files()
                                .write(
                                    new Candidate(
                                        path,
                                        content,
                                        was.owner(),
                                        was.group(),
                                        was.mode(),
                                        List.of())));
              }
              LOG.info("put {} back as it was when its service last worked", path);
            });
    Before next = before.withPrevious(new TreeMap<>()).withPending(pending(desired, before));
    records.keep(next);
    return next;
  }

  private static SortedSet<String> pending(InstanceDesired desired, Before before) {
    var pending = new TreeSet<>(before.pending());
    desired.units().forEach(unit -> pending.add(unit.name()));
    return pending;
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

  private Before write(Step.Write write, InstanceDesired desired, Before before, boolean fallback) {
    String path = write.candidate().path();
    Before next =
        before
            .withWritten(path, Json.sha256(write.candidate().content()))
            .withPending(pending(desired, before));
    if (fallback && !before.previous().containsKey(path)) {
      var previous = new TreeMap<>(before.previous());
      previous.put(path, held(before.service(), path));
      next = next.withPrevious(previous);
    }
    records.keep(next);
    host.files().write(write.candidate());
    return next;
  }

  private FileBefore held(String service, String path) {
    var seen = host.files().look(path).orElse(null);
    if (seen == null) {
      return new FileBefore(false, false, "", "", "", "");
    }
    records.keepCopy(service, seen.content());
    return new FileBefore(true, false, seen.digest(), seen.owner(), seen.group(), seen.mode());
  }

  private Before settled(Step.Act act, Before before) {
    boolean fresh =
        switch (act.verb()) {
          case START, RESTART, RELOAD -> before.pending().contains(act.unit());
          case ENABLE, DISABLE, MASK, UNMASK, STOP, RESET_FAILED -> false;
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
