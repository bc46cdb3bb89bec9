package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.NodeState;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes one service away as its contract says, undoing only what the record says that we made.
 * Every part may run again after a crash and comes to the same end.
 */
final class Farewell {

  private final Host host;
  private final NodeState state;
  private final Records records;
  private final Hands hands;
  private final Telling telling;

  Farewell(Host host, NodeState state, Records records, Hands hands, Telling telling) {
    this.host = host;
    this.state = state;
    this.records = records;
    this.hands = hands;
    this.telling = telling;
  }

  /**
   * Takes it away, or says again that it is gone.
   *
   * @param others the services that stay on this node
   */
  void bid(InstanceDesired desired, List<InstanceDesired> others, long generation, Care care) {
    var progress = state.progress(desired.service());
    if (progress.isPresent()
        && progress.get().removed()
        && progress.get().hash().equals(desired.hash())) {
      tell(desired, care, State.REMOVED, progress.get().leftovers());
      return;
    }
    var leftovers = new ArrayList<String>();
    switch (records.find(desired.service())) {
      case Records.Found.Missing ignored -> {
        if (progress.isPresent() && !progress.get().removed()) {
          leftovers.add("everything: the record of what was there before is missing");
        }
      }
      case Records.Found.Damaged damaged -> leftovers.add("everything: " + damaged.reason());
      case Records.Found.Whole(Before before) when !before.lost().isEmpty() ->
          leftovers.add("everything: " + before.lost());
      case Records.Found.Whole(Before before) -> {
        tell(desired, care, State.REMOVING, List.of());
        if (care.first(Care.Told.ACTING, desired.hash())) {
          telling.event(
              desired.service(),
              Kind.ACTING,
              generation,
              "off-boarding: " + desired.contract().name().toLowerCase(java.util.Locale.ROOT));
        }
        carryOut(desired, before, others, leftovers);
      }
    }
    for (String leftover : leftovers) {
      telling.event(desired.service(), Kind.KEPT, generation, "kept " + leftover);
    }
    state.progress(
        desired.service(), new NodeState.Progress(desired.hash(), true, List.copyOf(leftovers)));
    telling.event(
        desired.service(),
        Kind.REMOVED,
        generation,
        leftovers.isEmpty() ? "gone as its contract says" : "gone but for what was kept");
    tell(desired, care, State.REMOVED, leftovers);
    host.packages().known(); // read now, so that the next installation does not wait for it
  }

  private void carryOut(
      InstanceDesired desired,
      Before recorded,
      List<InstanceDesired> others,
      List<String> leftovers) {
    Before installed = hands.installed(recorded);
    Contract contract = desired.contract();
    boolean removes = contract == Contract.UNINSTALL || contract == Contract.PURGE;
    Before before = removes ? hooks(desired, installed, leftovers) : installed;
    var heirs = new Heirs(records, others, host.packages());
    var undo = new Undo(host, records, before, heirs, leftovers);
    switch (contract) {
      case KEEP -> {
        // nothing is touched
      }
      case DISABLE -> undo.stopUnits();
      case UNINSTALL -> remove(undo, false);
      case PURGE -> {
        if (!before.foreignComplete()) {
          leftovers.add(
              "packages' configuration and data: what lay in "
                  + String.join(", ", before.directories())
                  + " before was too large to copy");
        }
        remove(undo, before.foreignComplete());
      }
    }
    if (removes) {
      last(desired, leftovers);
    }
  }

  private static void remove(Undo undo, boolean purge) {
    undo.stopUnits();
    undo.files();
    undo.packages(purge);
    undo.folders();
    undo.units();
    undo.accounts();
  }

  /**
   * Runs what must run before anything goes, once. One that fails holds the removal up; one whose
   * program is gone does not.
   */
  private Before hooks(InstanceDesired desired, Before before, List<String> leftovers) {
    var owed = Owed.hooks(Moment.BEFORE_REMOVE, desired, before);
    try {
      Before next = before;
      for (Step step : owed) {
        next = hands.take(step, desired, next, false);
      }
      return next;
    } catch (HostFailure e) {
      if (e.kind() != HostFailure.Kind.NOT_FOUND) {
        throw e;
      }
      leftovers.add("what a hook would have undone: " + e.getMessage());
      return before;
    }
  }

  /** Runs what shall run when all is gone; a failure is said and holds nothing up. */
  private void last(InstanceDesired desired, List<String> leftovers) {
    try {
      hands.run(Owed.of(Moment.AFTER_REMOVE, desired), desired.service());
    } catch (HostFailure e) {
      leftovers.add("what a hook would have undone: " + e.getMessage());
    }
  }

  /** A removal that was begun is not wanted any more: what it took along is put back. */
  void stay(InstanceDesired desired, long generation) {
    if (records.find(desired.service()) instanceof Records.Found.Whole(Before before)
        && before.departing()) {
      var leftovers = new ArrayList<String>();
      new Undo(host, records, before, new Heirs(records, List.of(), host.packages()), leftovers)
          .stay();
      leftovers.forEach(
          line -> telling.event(desired.service(), Kind.KEPT, generation, "lost " + line));
    }
  }

  private void tell(InstanceDesired desired, Care care, State now, List<String> leftovers) {
    care.drift.clear();
    telling.observe(
        desired,
        care,
        now == State.REMOVED ? desired.hash() : "",
        now,
        Conditions.all(Answer.NOT_APPLICABLE),
        now == State.REMOVED ? Map.of() : Telling.versions(desired, host),
        leftovers);
  }
}
