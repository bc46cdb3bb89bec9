package io.kitward.lab.demo;

import io.kitward.lab.LabException;
import io.kitward.lab.Timeline;
import io.kitward.lab.simulate.Brakes;
import io.kitward.lab.simulate.Calls;
import io.kitward.lab.simulate.Estate;
import io.kitward.lab.simulate.FleetView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The demo with simulated nodes: a real server, and machines that exist only in memory. */
final class Simulation {

  private static final long SEED = 20_260_101;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int BROKEN = 10;
  private static final int ROWS = 9;
  private static final String EXPORTER = "node-exporter";
  private static final String UNIT = "prometheus-node-exporter.service";

  /** Whose tags do not come back at the end, so that there is something to release. */
  private static final String FORGOTTEN = Estate.DATACENTERS.getLast();

  private final Narrator narrator;
  private final SimulatedWorld world;
  private final FleetView view;
  private final Estate estate;
  private final Calls calls;

  private Simulation(Narrator narrator, SimulatedWorld world, Estate estate) {
    this.narrator = narrator;
    this.world = world;
    this.view = new FleetView(world.api());
    this.estate = estate;
    this.calls = Calls.of(world.documents());
  }

  /** Tells it; the exit code says whether every step held. */
  static int run(Narrator narrator, int nodes, boolean exit) {
    narrator.step("A Kitward server of your own, without root, Puppet or real hosts");
    Path home = Path.of(System.getProperty("kitward.root", "")).toAbsolutePath();
    try (Curtain curtain = Curtain.raise()) {
      Path log = run(narrator, nodes, exit, home, curtain);
      Doors.closed(narrator, "the server's log " + log + ", and an empty lock beside it");
    }
    return narrator.failures().isEmpty() ? 0 : 1;
  }

  /** Tells it and cleans up; returns where the server's log stays. */
  private static Path run(Narrator narrator, int nodes, boolean exit, Path home, Curtain curtain) {
    try (SimulatedWorld world = SimulatedWorld.open(home);
        CliContext _ = CliContext.write(world.server())) {
      narrator.check(true, "it is up, with its own PostgreSQL, at " + world.server().url());
      var simulation = new Simulation(narrator, world, Estate.draw(nodes, SEED));
      curtain.play(
          simulation::tell,
          e -> {
            narrator.failed(e.getMessage() == null ? e.toString() : e.getMessage());
            narrator.say("the server's log is in " + world.server().log());
          });
      Demo.report(narrator);
      if (!exit) {
        Doors.show(narrator, world.server(), "./kitward get nodes, ./kitward exception list");
        curtain.awaitEnd();
      }
      narrator.say("cleaning up");
      return world.server().log();
    }
  }

  private void tell() {
    Instant up = Instant.now();
    connect();
    deploy(up);
    breakSome();
    emptyTags();
    mendTags();
  }

  private void connect() {
    narrator.step(estate.servers().size() + " simulated nodes connect");
    narrator.say(
        "each is a real OpAMP client with a certificate of its own; only the machine behind it is made up,");
    narrator.say("and it is marked “simulated” wherever it is shown");
    Instant start = Instant.now();
    world.connect(estate, SEED);
    narrator.check(true, "all are connected over mutual TLS, after " + seconds(start));
  }

  private void deploy(Instant up) {
    narrator.step("Policies say what servers need; each node says over the node door what it is");
    List<String> apply = new ArrayList<>(List.of("apply"));
    world
        .documents()
        .forEach(
            path -> {
              apply.add("-f");
              apply.add(path.toString());
            });
    // One policy is for every node, so the server wants to hear how many that are.
    apply.add("--confirm=" + estate.servers().size());
    narrator.show(
        world
            .server()
            .command(apply.toArray(String[]::new))
            .orThrow("applying the documents")
            .stdout());
    Instant tagging = Instant.now();
    world.tags().replace(world.members(), member -> server(member.certname()).tags());
    narrator.check(
        true,
        "every node's tags are durable, attached with its own certificate in " + seconds(tagging));
    SortedMap<String, Integer> called = calls.tagged(estate);
    int all = Brakes.sum(called);
    await("a healthy fleet", () -> view.settled(all), () -> view.phases() + " of " + all);
    narrator.check(
        view.services().equals(called),
        "the policies call for " + called + ": all " + all + " are there");
    narrator.say(
        "up and healthy "
            + seconds(tagging)
            + " after the first tag, "
            + seconds(up)
            + " after the server was up");
    narrator.check(
        view.in("ok") == all && unproven() == all,
        "all are ok; no console is here, so Registered and Proven apply to none of them");
    overview();
    narrator.show(firstNodes());
  }

  private int unproven() {
    return world.api().get("/v1/status").path("unproven").asInt(-1);
  }

  private void overview() {
    narrator.show(world.server().command("status").stdout());
  }

  /** The first of the nodes, as the command line lists them. */
  private String firstNodes() {
    List<String> lines = world.server().command("get", "nodes").stdout().lines().toList();
    List<String> shown = new ArrayList<>(lines.subList(0, Math.min(ROWS, lines.size())));
    int more = estate.servers().size() - ROWS + 1;
    if (more > 0) {
      shown.add("… and " + more + " more");
    }
    return String.join("\n", shown);
  }

  private Estate.Server server(String certname) {
    return estate.servers().stream()
        .filter(server -> server.certname().equals(certname))
        .findFirst()
        .orElseThrow();
  }

  private void breakSome() {
    List<String> broken =
        estate.servers().stream()
            .filter(server -> calls.services(server).contains(EXPORTER))
            .map(Estate.Server::certname)
            .limit(BROKEN)
            .toList();
    narrator.step("Things break, and Kitward mends them");
    long before = Timeline.now(world.api());
    broken.forEach(certname -> world.fleet().stopUnit(certname, UNIT));
    await(
        "the repairs",
        () -> broken.stream().allMatch(certname -> repaired(certname, before).isPresent()),
        () -> broken.stream().filter(name -> repaired(name, before).isEmpty()).toList().toString());
    narrator.check(
        true,
        "%s was stopped on %d nodes; each noticed and started it again"
            .formatted(UNIT, broken.size()));
    if (!broken.isEmpty()) {
      Timeline.since(world.api(), broken.getFirst(), before)
          .events()
          .forEach(
              event ->
                  narrator.show(broken.getFirst() + "  " + event.kind() + "  " + event.message()));
    }
  }

  private Optional<Timeline.Event> repaired(String certname, long before) {
    return Timeline.since(world.api(), certname, before).first("repaired", EXPORTER);
  }

  private void emptyTags() {
    narrator.step("By mistake the tags of all nodes are emptied at once: the brake holds");
    SortedMap<String, Integer> before = calls.tagged(estate);
    Brakes brakes = Brakes.between(before, calls.untagged(estate));
    world.tags().replace(world.members(), _ -> List.of());
    await(
        "the brake",
        () ->
            view.in("blocked") == brakes.allHeld()
                && view.all() == Brakes.sum(before) - brakes.allRemoved(),
        view::phases);
    SortedMap<String, Integer> left = view.services();
    before.forEach(
        (service, count) -> {
          int gone = count - left.getOrDefault(service, 0);
          int held = brakes.held().getOrDefault(service, 0);
          if (gone + held > 0) {
            narrator.check(
                gone == brakes.removed().getOrDefault(service, 0),
                "%-18s %4d removed, %4d held of %d".formatted(service, gone, held, count));
          }
        });
    narrator.check(
        view.brake().isPresent() == (brakes.allHeld() > 0),
        brakes.allHeld() > 0
            ? "what is held is one exception, until a person releases it or the tags come back:"
            : "so few nodes never need the brake: try --simulate 200");
    narrator.show(world.server().command("exception", "list").stdout());
    overview();
  }

  private void mendTags() {
    narrator.step("The tags come back, but for the data centre " + FORGOTTEN);
    world
        .tags()
        .replace(
            world.members().stream().filter(member -> !forgotten(member.certname())).toList(),
            member -> server(member.certname()).tags());
    var mended =
        new Estate(estate.servers().stream().filter(one -> !forgotten(one.certname())).toList());
    int wanted = Brakes.sum(calls.tagged(mended));
    await(
        "the services of every node whose tags came back",
        () ->
            calm() >= wanted && view.in("applying") + view.in("pending") + view.in("removing") == 0,
        view::phases);
    narrator.check(
        true,
        "what was removed is back, what was held stays as it was; "
            + view.in("blocked")
            + " instances in "
            + FORGOTTEN
            + " are still held, for you to try");
    overview();
  }

  private int calm() {
    return view.in("ok") + view.in("repaired");
  }

  private boolean forgotten(String certname) {
    return server(certname).tags().contains("datacenter=" + FORGOTTEN);
  }

  /** Waits for the fleet; asks seldom, since each answer counts all instances. */
  private static void await(String what, BooleanSupplier holds, Supplier<String> instead) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new LabException(
            what
                + " did not come about within "
                + LIMIT.toSeconds()
                + " s; instead: "
                + instead.get());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted while waiting for " + what, e);
      }
    }
  }

  private static String seconds(Instant since) {
    return "%.1f s".formatted(Duration.between(since, Instant.now()).toMillis() / 1000.0);
  }
}
