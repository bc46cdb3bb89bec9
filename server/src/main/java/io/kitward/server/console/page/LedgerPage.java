package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ledgers;
import io.kitward.server.api.port.Ledgers.AdoptableView;
import io.kitward.server.api.port.Ledgers.HostView;
import io.kitward.server.api.port.Ledgers.LedgerView;
import io.kitward.server.api.port.Ledgers.Outcome;
import io.kitward.server.console.view.BackendCard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What a console has beside what it shall have. Each visit looks into the console, so it is a still
 * page.
 */
public final class LedgerPage implements Page {

  /** Who comes again within this time is shown what was seen then. */
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final Ledgers ledgers;
  private final Gate gate;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  private record Look(LedgerView ledger, Instant at) {}

  public LedgerPage(Ledgers ledgers, Gate gate) {
    this.ledgers = ledgers;
    this.gate = gate;
  }

  /** One list of the page. */
  public record Group(String word, String meaning, List<HostView> hosts, boolean removable) {
    /** For instance {@code orphans-heading}. */
    public String element() {
      return word + "-heading";
    }
  }

  /**
   * What the template shows.
   *
   * @param groups those that are not empty
   * @param done what a person just had done, in words; empty when nothing
   */
  public record View(
      String backend,
      int kept,
      List<Group> groups,
      List<AdoptableView> adoptable,
      List<HostView> strangers,
      int strangersInAll,
      String csrf,
      String done) {

    /** Whether the console is as it shall be. */
    public boolean clean() {
      return groups.isEmpty();
    }

    /** Where forms of this page go. */
    public String action(String what) {
      return BackendCard.ledger(backend) + "/" + what;
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_BACKENDS, new Target.Everything());
    String backend = visit.named("backend");
    LedgerView ledger = ledger(backend, visit.now());
    List<Group> groups =
        Stream.of(
                new Group(
                    "missing", "nodes that it shall have and does not", ledger.missing(), false),
                new Group(
                    "differing",
                    "not as they shall be; Kitward mends them at its next look, or says why not",
                    ledger.differing(),
                    false),
                new Group(
                    "orphans",
                    "with Kitward's mark, and no node stands behind them",
                    ledger.orphans(),
                    true),
                new Group("duplicates", "of one name or one mark", ledger.duplicates(), false))
            .filter(group -> !group.hosts().isEmpty())
            .toList();
    long wrong = groups.stream().mapToLong(group -> group.hosts().size()).sum();
    var view =
        new View(
            backend,
            ledger.kept(),
            groups,
            ledger.adoptable(),
            ledger.strangers(),
            ledger.strangersInAll(),
            visit.csrf(),
            done(visit));
    return Screen.of(
        (wrong == 0 ? "" : "✗ " + Counts.of(wrong) + " amiss – ") + backend + " – Backends",
        Section.BACKENDS,
        "ledger.jte",
        view,
        List.of());
  }

  private static String done(Visit visit) {
    return switch (visit.asked("done")) {
      case "adopt" -> "It is taken over with the next look into the console, within seconds.";
      case "remove" -> "It was deleted in the console.";
      default -> "";
    };
  }

  private LedgerView ledger(String backend, Instant now) {
    Look last = looks.get(backend);
    if (last != null && last.at().plus(FRESH).isAfter(now)) {
      return last.ledger();
    }
    LedgerView ledger = looked(backend, ledgers.look(backend));
    looks.put(backend, new Look(ledger, now));
    return ledger;
  }

  /** Has a stranger taken over as a node's. */
  public String adopt(Submission submission) {
    Actor actor = submission.actor();
    String backend = submission.named("backend");
    String node = submission.field("node");
    String host = submission.field("host");
    operate(actor, backend);
    LedgerView _ = looked(backend, ledgers.adopt(backend, node, host, actor));
    return BackendCard.ledger(backend) + "?done=adopt";
  }

  /** Deletes an orphan in the console. */
  public String remove(Submission submission) {
    Actor actor = submission.actor();
    String backend = submission.named("backend");
    String host = submission.field("host");
    operate(actor, backend);
    LedgerView _ = looked(backend, ledgers.removeOrphan(backend, host, actor));
    return BackendCard.ledger(backend) + "?done=remove";
  }

  private void operate(Actor actor, String backend) {
    gate.require(
        actor.principal(), Action.OPERATE_BACKENDS, new Target.NamedTarget("backend/" + backend));
    looks.remove(backend);
  }

  private static LedgerView looked(String backend, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Looked looked -> looked.ledger();
      case Outcome.Unknown _ ->
          throw new ApiException(
                  ErrorCode.BACKEND_UNKNOWN,
                  "there is no backend “" + backend + "” that keeps hosts")
              .next("Go back to the backends and look again.");
      case Outcome.Failed failed ->
          throw new ApiException(ErrorCode.CONSOLE_FAILED, failed.message());
      case Outcome.Refused refused ->
          throw new ApiException(ErrorCode.HOST_REFUSED, refused.message());
    };
  }
}
