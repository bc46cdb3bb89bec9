package io.kitward.server.rollout;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.server.desired.Instance;
import io.kitward.server.fleet.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * The gaps that follow from what a node's connector says of its instances: it has given up, it
 * waits for a person to accept an adoption, somebody else manages the same. Each is open exactly as
 * long as the node says so. Pure.
 */
final class StandingGaps {

  /**
   * A gap that opens, or closes.
   *
   * @param message empty: it closes
   */
  record Gap(String kind, String service, String message) {

    /** The statement that leaves it in the store. */
    Consumer<Handle> write(Node node, Instant now) {
      String subject = node.certname() + "/" + service;
      return message.isEmpty()
          ? handle -> ExceptionTable.close(handle, kind, subject, "server", now)
          : handle ->
              ExceptionTable.open(
                  handle, kind, subject, Optional.of(node.id()), service, message, now);
    }
  }

  /** The kinds of exceptions that are opened and closed here. */
  static final List<String> KINDS =
      List.of(
          ExceptionTable.GAVE_UP,
          ExceptionTable.CONTESTED,
          ExceptionTable.ADOPTABLE,
          ExceptionTable.RIVAL);

  private StandingGaps() {}

  /** What opens, changes its words, or closes. */
  static List<Gap> of(NodeSeen seen, NodeDecision decision) {
    Set<String> open = new TreeSet<>(seen.gaps());
    var gaps = new ArrayList<Gap>();
    for (Instance instance : decision.keep()) {
      boolean adopted = seen.treatments().adopted(instance.service());
      words(instance, adopted)
          .forEach(
              (kind, message) -> {
                if (!message.isEmpty()) {
                  gaps.add(new Gap(kind, instance.service(), message));
                  open.remove(kind + "/" + instance.service());
                }
              });
    }
    for (String gap : open) {
      int slash = gap.indexOf('/');
      gaps.add(new Gap(gap.substring(0, slash), gap.substring(slash + 1), ""));
    }
    return gaps;
  }

  /**
   * What each kind of gap says of an instance; empty where it is not open.
   *
   * @param adopted whether a person accepted that the node's own configuration is replaced
   */
  private static Map<String, String> words(Instance instance, boolean adopted) {
    Map<String, String> words = new HashMap<>();
    if (instance.removing() || instance.observed().isEmpty()) {
      return words;
    }
    InstanceObserved observed = instance.observed().get();
    words.put(ExceptionTable.GAVE_UP, gaveUp(observed));
    words.put(ExceptionTable.CONTESTED, said(observed, InstanceObserved.Relation.CONTESTED));
    if (!adopted) {
      words.put(ExceptionTable.ADOPTABLE, adoptable(observed));
      words.put(ExceptionTable.RIVAL, said(observed, InstanceObserved.Relation.RIVAL));
    }
    return words;
  }

  private static String gaveUp(InstanceObserved observed) {
    boolean enforced = observed.stance().mode() == InstanceDesired.Mode.ENFORCE;
    return enforced ? observed.stance().gaveUp() : "";
  }

  private static String adoptable(InstanceObserved observed) {
    return observed.discovery().relation() == InstanceObserved.Relation.ADOPTABLE
        ? "it was there before Kitward and keeps its own configuration until a person accepts the"
            + " difference: kitward exception release, or kitward adopt"
        : "";
  }

  private static String said(InstanceObserved observed, InstanceObserved.Relation relation) {
    return observed.discovery().relation() == relation
        ? String.join("; ", observed.discovery().lines())
        : "";
  }
}
