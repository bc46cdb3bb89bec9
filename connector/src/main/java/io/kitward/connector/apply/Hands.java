package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Before.FileBefore;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.Payload;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
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
  private final Predicate<String> gone;

  /**
   * @param gone whether a service was taken away already: its record says nothing any more
   */
  Hands(Host host, Records records, Predicate<String> gone) {
    this.host = host;
    this.records = records;
    this.gone = gone;
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
          case Step.Reinstall reinstall -> {
            host.packages().reinstall(reinstall.packages());
            yield before;
          }
          case Step.Account account -> {
            host.accounts().ensure(account.account());
            yield before;
          }
          case Step.Refresh refresh -> {
            host.packages().refresh(refresh.repositories());
            yield kept(before, before.withUnread(Before.LISTS, false));
          }
          case Step.Install install -> install(install, before);
          case Step.Folder folder -> {
            host.files().folder(folder.folder());
            yield before;
          }
          case Step.Write write -> write(write, before, fallback);
          case Step.Hooks hooks -> hooks(hooks, desired, before);
          case Step.ReloadAll ignored -> {
            host.units().reloadAll();
            yield kept(before, before.withUnread(Before.UNITS, false));
          }
          case Step.Act act -> act(act, before);
        };
    LOG.info("{}: {}", step.done(), because(step));
    return after;
  }

  /** Why, without the name that the sentence has already. */
  private static String because(Step step) {
    String name =
        switch (step) {
          case Step.Account ignored -> "";
          case Step.Refresh ignored -> "";
          case Step.Install ignored -> "";
          case Step.Reinstall ignored -> "";
          case Step.Folder folder -> folder.folder().path();
          case Step.Write write -> write.candidate().path();
          case Step.Hooks ignored -> "";
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
    Before begun = before.withHooks(Moment.AFTER_INSTALL.name(), "");
    if (before.beforeInstall().isEmpty()) {
      begun =
          begun.withInstallation(
              names(host.packages().known(), Packages.Known::present), before.pulledIn());
    }
    kept(before, begun);
    host.packages().install(install.packages());
    return installed(begun);
  }

  /** Runs hooks; should the process end meanwhile they run again. */
  private Before hooks(Step.Hooks step, InstanceDesired desired, Before before) {
    run(step.hooks(), desired.service());
    return kept(before, before.withHooks(step.moment().name(), desired.hash()));
  }

  /** Runs hooks in their order. */
  void run(List<HookDesired> hooks, String service) {
    for (HookDesired hook : hooks) {
      try {
        host.programs().run(hook.command(), Map.of("KITWARD_SERVICE", service), hook.timeout());
      } catch (HostFailure e) {
        throw new HostFailure(
            e.kind(), Step.words(hook.moment()) + " hook failed: " + e.getMessage(), e);
      }
    }
  }

  private Before kept(Before old, Before next) {
    if (!next.equals(old)) {
      records.keep(next);
    }
    return next;
  }

  /**
   * An installation is over, if one ran: what came with it is in the record. One that was tried for
   * a while is not the only one that brought packages meanwhile: what other services brought is
   * theirs.
   */
  Before installed(Before before) {
    if (before.beforeInstall().isEmpty()) {
      return before;
    }
    var came = names(host.packages().known(), Packages.Known::installed);
    came.removeAll(before.beforeInstall());
    came.removeAll(before.packages().keySet());
    for (Before theirs : records.others(before.service(), gone)) {
      came.removeAll(theirs.packages().keySet());
      came.removeAll(theirs.pulledIn());
    }
    came.addAll(before.pulledIn());
    Before done =
        before.withInstallation(new TreeSet<>(), came).withHooks(Moment.BEFORE_INSTALL.name(), "");
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
    var pending = new TreeSet<>(before.pending());
    desired.units().forEach(unit -> pending.add(unit.name()));
    Before next =
        before.toBuilder()
            .previous(new TreeMap<>())
            .pending(pending)
            .restarts(pending)
            .build()
            .withHooks(Moment.AFTER_CONFIGURE.name(), "");
    if (before.previous().keySet().stream().anyMatch(Owed::isUnitFile)) {
      next = next.withUnread(Before.UNITS, true);
    }
    records.keep(next);
    return next;
  }

  private static Before owing(Step.Write write, Before before) {
    var pending = new TreeSet<>(before.pending());
    pending.addAll(write.units());
    var restarts = new TreeSet<>(before.restarts());
    if (write.unread().equals(Before.UNITS)) {
      restarts.addAll(write.units());
    }
    Before next =
        before.toBuilder()
            .pending(pending)
            .restarts(restarts)
            .build()
            .withHooks(Moment.AFTER_CONFIGURE.name(), "");
    return write.unread().isEmpty() ? next : next.withUnread(write.unread(), true);
  }

  /**
   * The packages in a state. Before an installation those that are there in any: another's dpkg may
   * be at work, and what waits for its triggers did not come with us.
   */
  private static SortedSet<String> names(
      SortedMap<String, Packages.Known> known, Predicate<Packages.Known> state) {
    var names = new TreeSet<String>();
    known.forEach(
        (name, one) -> {
          if (state.test(one)) {
            names.add(name);
          }
        });
    return names;
  }

  private Before write(Step.Write write, Before before, boolean fallback) {
    String path = write.candidate().path();
    Before next =
        owing(write, before).withWritten(path, Payload.sha256(write.candidate().content()));
    if (fallback && !before.previous().containsKey(path)) {
      var previous = new TreeMap<>(before.previous());
      previous.put(path, held(before.service(), path));
      next = next.withPrevious(previous);
    }
    records.keep(next);
    try {
      host.files().write(write.candidate());
    } catch (HostFailure e) {
      if (!holds(path, write.candidate().content())) {
        records.keep(before); // nothing changed, so that no unit is to read it
      }
      throw e;
    }
    return next;
  }

  private boolean holds(String path, byte[] content) {
    return host.files()
        .look(path)
        .map(seen -> seen.digest().equals(Payload.sha256(content)))
        .orElse(false);
  }

  private FileBefore held(String service, String path) {
    var seen = host.files().look(path).orElse(null);
    if (seen == null) {
      return new FileBefore(false, false, "", "", "", "");
    }
    records.keepCopy(service, seen.content());
    return new FileBefore(true, false, seen.digest(), seen.owner(), seen.group(), seen.mode());
  }

  private Before act(Step.Act act, Before before) {
    boolean starts =
        switch (act.verb()) {
          case START, RESTART -> true;
          case RELOAD, ENABLE, DISABLE, MASK, UNMASK, STOP, RESET_FAILED -> false;
        };
    Before begun = starts ? kept(before, before.withHooks(Moment.AFTER_START.name(), "")) : before;
    host.units().act(act.verb(), act.unit());
    if ((!starts && act.verb() != Units.Verb.RELOAD) || !before.pending().contains(act.unit())) {
      return begun;
    }
    var pending = new TreeSet<>(begun.pending());
    pending.remove(act.unit());
    var restarts = new TreeSet<>(begun.restarts());
    restarts.remove(act.unit());
    return kept(begun, begun.toBuilder().pending(pending).restarts(restarts).build());
  }
}
