package io.kitward.bench.server;

import io.kitward.bench.Figure;
import io.kitward.bench.FiguresOut;
import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.Mix;
import io.kitward.bench.fleet.Vocabulary;
import io.kitward.policy.plan.Planner;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Json;
import io.kitward.server.Engine;
import io.kitward.server.access.Access;
import io.kitward.server.access.Principal;
import io.kitward.server.api.Router;
import io.kitward.server.api.handler.Routes;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Plans;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.stored.FileConnectorPackage;
import io.kitward.server.api.stored.StoredAudit;
import io.kitward.server.api.stored.StoredTokens;
import io.kitward.server.join.JoinScript;
import io.kitward.server.join.NodeIssue;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.rollout.Flapping;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.store.StoreConfig;
import io.kitward.server.vouch.PuppetAuthorities;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kitward bench fleet}: one server with a fleet of nodes, from the start of the server to
 * tag requests whose outcome is handed to the channel. The nodes are rows and links in this
 * process.
 */
@Command(
    name = "kitward bench fleet",
    mixinStandardHelpOptions = true,
    description = "Measures one server with a whole fleet: start, memory, tag changes at a rate.")
public final class FleetBench implements Callable<Integer> {

  private static final int DISK_WRITES = 2_000;
  private static final int DOCUMENTS_TOGETHER = 1_000;
  private static final Actor ACTOR =
      new Actor(new Principal.TokenPrincipal("bench", Principal.Role.ADMIN), "bench");

  @Mixin private final FiguresOut output = new FiguresOut();

  @Option(names = "--nodes", defaultValue = "100000", description = "How many nodes.")
  private int nodes;

  @Option(names = "--policies", defaultValue = "10000", description = "How many policies.")
  private int policies;

  @Option(names = "--rate", defaultValue = "1000", description = "Tag changes a second.")
  private int rate;

  @Option(names = "--seconds", defaultValue = "30", description = "How long they go on.")
  private int seconds;

  @Option(
      names = "--pages",
      description = "Measure the console's pages instead of tag changes and plans.")
  private boolean pages;

  @Option(names = "--run-as", description = "The system user of PostgreSQL; only for root.")
  private Optional<String> runAs = Optional.empty();

  private final List<Figure> figures = new ArrayList<>();

  private FleetBench() {}

  /** Runs it; exit code 0 when every request was answered and handed on. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new FleetBench())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintStream figuresOut = System.out;
    System.setOut(System.err);
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "kitward-bench-fleet-");
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      StoreConfig config = StoreConfig.embedded(directory.resolve("store"));
      try (Store store = Store.open(runAs.map(config::runningAs).orElse(config), random())) {
        measure(store, directory);
      }
    } finally {
      delete(directory);
    }
    output.print(figures, figuresOut);
    return 0;
  }

  private void measure(Store store, Path directory) throws Exception {
    Fleet fleet = Fleet.of(Vocabulary.KEYS, nodes, 17);
    var channel = new HeardChannel();
    Secrets secrets =
        Secrets.open(store, directory.resolve("secrets.key"), Clock.systemUTC(), random());
    try (Engine documents = engine(store, secrets, channel)) {
      say("%,d policies are applied", policies);
      apply(documents, fleet);
    }
    say("%,d nodes with their tags go into the store", nodes);
    StoredFleet.load(store, fleet);
    try (Engine first = engine(store, secrets, channel)) {
      say("every node is resolved for the first time");
      long begin = System.nanoTime();
      first.start();
      ready(first);
      figure("fleet.first", "first resolution of every node", since(begin) / 1e9, "s");
    }
    if (pages) {
      troubles(store);
    }
    System.gc();
    say("the server starts again");
    long begin = System.nanoTime();
    try (Engine engine = engine(store, secrets, channel)) {
      engine.start();
      ready(engine);
      figure("fleet.start", "start to ready", since(begin) / 1e9, "s");
      figure("fleet.heap", "heap after the start", heap(), "MiB");
      Ports ports = ports(engine, store);
      if (pages) {
        idle(engine);
        console(ports);
        return;
      }
      changes(ports, store, fleet, channel, directory);
      figure("fleet.heap.after", "heap after the changes", heap(), "MiB");
      plans(engine, ports.plans(), fleet, channel);
    }
  }

  /** Most instances are ok, some in each kind of trouble, as on an ordinary bad day. */
  private static void troubles(Store store) {
    var settled =
        new InstanceObserved(
            "", "", InstanceObserved.State.SETTLED, List.of(), Map.of(), List.of(), List.of());
    String observed = new String(Json.bytes(settled), StandardCharsets.UTF_8);
    store.change(
        handle ->
            handle.execute(
                """
                update instance set released = wanted,
                  observed = jsonb_set(cast(? as jsonb), '{service}', to_jsonb(service)),
                  phase = case when hash % 300 = 0 then 'failed' when hash % 700 = 0 then 'degraded'
                    when hash % 2000 = 0 then 'blocked' else 'ok' end
                from (select id as one, abs(hashtext(id::text)) as hash from instance) as drawn
                where one = id
                """,
                observed));
  }

  private void console(Ports ports) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    int counted = ports.census().count(null);
    figure("console.census", "first count, the whole fleet read", since(begin) / 1e9, "s");
    say("%,d nodes are counted", counted);
    try (var load = new PageLoad(ports, ACTOR)) {
      figures.addAll(load.pages(paths()));
      figures.add(load.firstVisit("/nodes"));
    }
    figure("console.heap", "heap with the console", heap(), "MiB");
  }

  /** Pages by name, each with addresses that take turns. */
  private Map<String, List<String>> paths() {
    List<String> nodePages = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      nodePages.add("/nodes/" + StoredFleet.certname(i * Math.max(1, nodes / 50)));
    }
    List<String> typed = new ArrayList<>();
    for (String text :
        List.of(
            "a",
            "app",
            "application",
            "application =",
            "application = a",
            "flag-0 and a",
            "flag-0 and architecture = ",
            "node-12")) {
      typed.add("/complete?text=" + text.replace(" ", "%20"));
    }
    Map<String, List<String>> paths = new LinkedHashMap<>();
    paths.put("overview", List.of("/"));
    paths.put("nodes", List.of("/nodes", "/nodes?view=matrix", "/nodes?sort=-phase"));
    paths.put(
        "nodes by selector",
        List.of(
            "/nodes?q=architecture%3Darchitecture-0",
            "/nodes?q=flag-0+and+not+flag-1",
            "/nodes?q=architecture%3Darchitecture-0&phase=failed"));
    paths.put("node", nodePages);
    paths.put("instances failed", List.of("/instances?phase=failed"));
    paths.put("policies", List.of("/policies"));
    paths.put("exceptions", List.of("/exceptions"));
    paths.put("catalogue", List.of("/services", "/bundles", "/tags", "/documents"));
    paths.put("activity", List.of("/activity", "/activity?actor=token%2Fadmin"));
    paths.put("completion", typed);
    return paths;
  }

  private void plans(Engine engine, Plans plans, Fleet fleet, HeardChannel channel)
      throws InterruptedException {
    var load = new PlanLoad(fleet, plans, channel, ACTOR);
    plan(
        "plan.1",
        load.run(
            "few",
            "flag-0, flag-1",
            node -> fleet.tags(node).keySet().containsAll(List.of("flag-0", "flag-1"))));
    idle(engine);
    plan(
        "plan.50",
        load.run(
            "half",
            "architecture=architecture-0",
            node -> "architecture-0".equals(fleet.tags(node).get("architecture"))));
    long begin = System.nanoTime();
    idle(engine);
    figure("fleet.plan.50.all", "then until every node was looked at", since(begin) / 1e9, "s");
  }

  private void plan(String id, PlanLoad.Result result) {
    String what = String.format(Locale.ROOT, "plan that touches %,d nodes", result.nodes());
    figure("fleet." + id, what, result.planned(), "s");
    figure("fleet." + id + ".apply", what + ": carried out", result.carriedOut(), "s");
    figure("fleet." + id + ".handed", what + ": all handed on after", result.handed(), "s");
  }

  private void changes(Ports ports, Store store, Fleet fleet, HeardChannel channel, Path directory)
      throws InterruptedException {
    var router =
        new Router(Routes.all(ports), new Access(new StoredAudit(store, Clock.systemUTC())));
    var load = new TagLoad(fleet, router, channel);
    say("warming up");
    int warm = Math.min(5 * rate, nodes / 4);
    var _ = load.run(0, warm, rate);
    int requests = Math.min(seconds * rate, nodes - warm);
    say("%,d tag changes, %,d a second", requests, rate);
    long[] before = DiskLoop.run(directory, DISK_WRITES / 2);
    long begin = System.nanoTime();
    TagLoad.Result result = load.run(warm, requests, rate);
    double took = since(begin) / 1e9;
    long[] after = DiskLoop.run(directory, DISK_WRITES / 2);
    Percentiles disk = Percentiles.millis(concat(before, after));
    figure("fleet.rate", "tag changes handed on a second", requests / took, "/s");
    figure("fleet.refused", "requests refused", result.refused(), "");
    beside("committed", "tag request to durable commit", result.committed(), disk);
    beside("handed", "tag request to handed to the channel", result.handed(), disk);
  }

  private void beside(String id, String what, long[] nanos, Percentiles disk) {
    Percentiles ours = Percentiles.millis(nanos);
    beside("fleet." + id + ".p50", what + ", p50", ours.p50(), disk.p50());
    beside("fleet." + id + ".p99", what + ", p99", ours.p99(), disk.p99());
    beside("fleet." + id + ".p999", what + ", p99.9", ours.p999(), disk.p999());
  }

  private void beside(String id, String what, double ours, double disk) {
    figures.add(
        new Figure(id, what, ours, "ms", "fdatasync loop, same disk", disk, disk / ours, "", true));
  }

  private void figure(String id, String what, double value, String unit) {
    figures.add(Figure.of(id, what, value, unit));
    say("  %s: %s %s", what, Figure.number(value), unit);
  }

  private void apply(Engine engine, Fleet fleet) {
    var drawn = Mix.named("normal").policies(fleet.keys(), policies, 42);
    for (String text : FleetDocuments.texts(drawn, DOCUMENTS_TOGETHER)) {
      ApplyOutcome outcome =
          engine
              .documents()
              .apply(
                  List.of(new DocumentSource("", text)), null, OptionalInt.empty(), false, ACTOR);
      if (outcome instanceof ApplyOutcome.Refused refused) {
        throw new IllegalStateException(refused.faults().toString());
      }
    }
  }

  private static Engine engine(Store store, Secrets secrets, HeardChannel channel) {
    var settings =
        new Engine.Settings(
            "https://localhost:8443",
            "",
            Integer.MAX_VALUE,
            new Planner.Limits(100),
            Flapping.USUAL,
            PuppetAuthorities.NONE);
    var engine = new Engine(store, secrets, settings, channel, Clock.systemUTC(), random());
    // Every node's session is this server's, as if each had just connected.
    store.change(
        handle ->
            handle
                .createUpdate(
                    "insert into session (node_id, replica, fence) select id, :replica, 1 from node"
                        + " on conflict (node_id) do update set replica = excluded.replica")
                .bind("replica", engine.replica())
                .execute());
    return engine;
  }

  private static Ports ports(Engine engine, Store store) {
    return engine.ports(
        new StoredAudit(store, Clock.systemUTC()),
        new StoredTokens(store, random(), Clock.systemUTC()),
        new FileConnectorPackage(Optional.empty(), Optional.empty()),
        new NodeIssue(authority(), Duration.ofDays(90)),
        (_, _) -> false,
        new JoinScript("https://bench.kitward:8443", "", "bench.kitward:4320", ""),
        () -> {},
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
        "bench");
  }

  /** Nobody joins here, but the API wants somebody who could sign. */
  private static CertificateAuthority authority() {
    try {
      return CertificateAuthority.open(
          Files.createTempDirectory("kitward-bench-ca"), "bench", Clock.systemUTC(), random());
    } catch (IOException e) {
      throw new IllegalStateException("no authority could be made", e);
    }
  }

  private static void ready(Engine engine) throws InterruptedException {
    while (engine.unready().isPresent()) {
      Thread.sleep(10);
    }
  }

  private static void idle(Engine engine) throws InterruptedException {
    while (engine.backlog() > 0) {
      Thread.sleep(10);
    }
  }

  private static double heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
  }

  private static long since(long begin) {
    return System.nanoTime() - begin;
  }

  private static long[] concat(long[] one, long[] other) {
    return LongStream.concat(Arrays.stream(one), Arrays.stream(other)).toArray();
  }

  private static SecureRandom random() {
    return new SecureRandom();
  }

  private static void say(String format, Object... arguments) {
    System.err.printf(Locale.ROOT, format + "%n", arguments);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
