package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.EventFilter;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.console.view.BackendCard;
import io.kitward.server.console.view.EventLine;
import io.kitward.server.console.view.PhaseMark;
import io.kitward.server.console.view.When;
import io.kitward.server.desired.Phase;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Is anything broken, is anything moving, does someone need me? */
public final class OverviewPage implements Page {
  private static final int EVENTS = 12;
  private static final Set<Phase> MOVING = Set.of(Phase.PENDING, Phase.APPLYING, Phase.REMOVING);

  private final Ports ports;
  private final Gate gate;

  public OverviewPage(Ports ports, Gate gate) {
    this.ports = ports;
    this.gate = gate;
  }

  /** What the template shows. */
  public record View(
      FirstSteps steps,
      Calm calm,
      Needs needs,
      Moving moving,
      CoverageTable coverage,
      Consoles consoles,
      Recent recent) {}

  /**
   * The way to a first proven service, each step ticked once it was taken.
   *
   * @param appeared whether there is a node
   * @param asked whether a policy asks for something
   * @param proven whether a console really receives the data of some service
   */
  public record FirstSteps(boolean appeared, boolean asked, boolean proven) {

    /** Whether there is still something to begin with. */
    public boolean shown() {
      return !appeared || !asked;
    }

    /** The mark of a step for the style sheet. */
    public String css(boolean taken) {
      return taken ? "taken" : "";
    }
  }

  /** What is as it should be, in one line. */
  public record Calm(
      int functional, int repaired, int nodes, int connected, int simulated, int unproven) {}

  /** What needs a person: numbers by phase, causes, exceptions. */
  public record Needs(List<Tally> numbers, List<Cause> causes, int openExceptions) {
    public boolean calm() {
      return openExceptions == 0 && numbers.stream().allMatch(number -> number.count() == 0);
    }
  }

  /** How many instances are in a phase, and where they are listed. */
  public record Tally(PhaseMark phase, int count, int causes) {
    public String href() {
      return "/instances?phase=" + phase.word();
    }
  }

  /** One cause that instances share. */
  public record Cause(PhaseMark phase, String service, String message, int nodes, When since) {
    public String href() {
      return Pager.address("/instances", Map.of("phase", phase.word(), "service", service));
    }
  }

  /** What is on the way. */
  public record Moving(List<Tally> numbers) {
    public boolean still() {
      return numbers.stream().allMatch(number -> number.count() == 0);
    }
  }

  /** The consoles. */
  public record Consoles(List<BackendCard> backends) {}

  /** What happened last. */
  public record Recent(List<EventLine> lines) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    StatusView status = ports.status().overview();
    Instant now = visit.now();
    var needs = needs(status, now);
    var moving = new Moving(numbers(status, phase -> MOVING.contains(phase.phase())));
    var consoles =
        new Consoles(
            status.backends().stream().map(backend -> BackendCard.of(backend, now)).toList());
    var recent =
        new Recent(
            ports.events().before(new EventFilter(null, null), Long.MAX_VALUE, EVENTS).stream()
                .map(event -> EventLine.of(event, now))
                .toList());
    int repaired = status.instances().getOrDefault(Phase.REPAIRED, 0);
    int functional = status.instances().getOrDefault(Phase.OK, 0) + repaired;
    var calm =
        new Calm(
            functional,
            repaired,
            status.nodes(),
            status.connected(),
            status.simulated(),
            status.unproven());
    var coverage = CoverageTable.of(ports.census(), Facets.key(visit));
    var view = new View(steps(status), calm, needs, moving, coverage, consoles, recent);
    return Screen.of(
        title(status),
        Section.OVERVIEW,
        "overview.jte",
        view,
        List.of(
            new Region("overview-needs", "region/overview-needs.jte", needs),
            new Region("overview-calm", "region/overview-calm.jte", calm),
            new Region("overview-moving", "region/overview-moving.jte", moving),
            new Region("overview-coverage", "region/overview-coverage.jte", coverage),
            new Region("overview-backends", "region/overview-backends.jte", consoles),
            new Region("overview-recent", "region/overview-recent.jte", recent)));
  }

  private FirstSteps steps(StatusView status) {
    return new FirstSteps(
        status.nodes() > 0,
        !ports.documents().list("Policy", "", "", 1).isEmpty(),
        status.instances().getOrDefault(Phase.OK, 0) > status.unproven());
  }

  private static Needs needs(StatusView status, Instant now) {
    List<Cause> causes =
        status.causes().stream()
            .map(
                cause ->
                    new Cause(
                        new PhaseMark(cause.phase()),
                        cause.service(),
                        cause.message(),
                        cause.nodes(),
                        When.of(cause.since(), now)))
            .toList();
    return new Needs(numbers(status, PhaseMark::needsSomebody), causes, status.openExceptions());
  }

  private static List<Tally> numbers(StatusView status, Predicate<PhaseMark> which) {
    return Arrays.stream(Phase.values())
        .sorted(Comparator.reverseOrder())
        .map(PhaseMark::new)
        .filter(which)
        .map(
            phase ->
                new Tally(
                    phase,
                    status.instances().getOrDefault(phase.phase(), 0),
                    (int)
                        status.causes().stream()
                            .filter(cause -> cause.phase() == phase.phase())
                            .count()))
        .toList();
  }

  private static String title(StatusView status) {
    int failed = status.instances().getOrDefault(Phase.FAILED, 0);
    return failed == 0 ? "Overview" : "✗ " + Counts.of(failed) + " failed – Overview";
  }
}
