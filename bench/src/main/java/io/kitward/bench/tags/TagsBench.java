package io.kitward.bench.tags;

import io.kitward.bench.Figure;
import io.kitward.bench.FiguresOut;
import io.kitward.bench.server.DiskLoop;
import io.kitward.bench.server.Percentiles;
import io.kitward.bench.tags.NodeConnection.Ask;
import io.kitward.bench.tags.NodeConnection.Reply;
import io.kitward.server.pki.Pem;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kitward bench tags}: the tag endpoint of a real server process, over mutual TLS, as Puppet
 * runs call it.
 */
@Command(
    name = "kitward bench tags",
    mixinStandardHelpOptions = true,
    description = "Measures the tag endpoint of a server over mutual TLS, as Puppet runs call it.")
public final class TagsBench implements Callable<Integer> {

  private static final String COMPILER = "puppet.bench";
  private static final Ask DECLARATION = UnchangedLoad.QUESTION;

  /** Refused without a look into the store: all that it takes is TLS and HTTP. */
  private static final Ask BARE = Ask.get("/v1/opamp");

  private static final Duration START = Duration.ofMinutes(2);
  private static final int WARM_UPS = 15;
  private static final double WARMER = 1.03;
  private static final int DISK_WRITES = 1_000;

  @Mixin private final FiguresOut output = new FiguresOut();

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "How often new and kept connections take turns; ${DEFAULT-VALUE} unless set.")
  private int rounds;

  @Option(
      names = "--slice",
      defaultValue = "5",
      description = "Seconds of each turn; ${DEFAULT-VALUE} unless set.")
  private int slice;

  @Option(
      names = "--lanes",
      defaultValue = "16",
      description = "How many nodes ask at the same moment; ${DEFAULT-VALUE} unless set.")
  private int lanes;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Declarations with new tags a second; ${DEFAULT-VALUE} unless set.")
  private int rate;

  @Option(
      names = "--nodes",
      defaultValue = "200",
      description = "How many nodes send those; ${DEFAULT-VALUE} unless set.")
  private int nodes;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "How long they go on; ${DEFAULT-VALUE} unless set.")
  private int seconds;

  @Option(
      names = "--warm",
      defaultValue = "30",
      description = "How many seconds before that count for nothing; ${DEFAULT-VALUE} unless set.")
  private int warm;

  @Option(
      names = "--times",
      defaultValue = "5",
      description = "How many certificates are taken back; ${DEFAULT-VALUE} unless set.")
  private int times;

  private enum Part {
    UNCHANGED,
    NEW,
    CUTOFF
  }

  @Option(
      names = "--only",
      split = ",",
      description = "Of ${COMPLETION-CANDIDATES}, only these; all unless set.")
  private List<Part> only = List.of(Part.values());

  @Option(
      names = "--quick",
      description =
          "Small numbers and keys, for the answers: times mean little, and no goal decides the exit"
              + " code.")
  private boolean quick;

  @Option(names = "--run-as", description = "The system user of the server; only for root.")
  private Optional<String> runAs = Optional.empty();

  @Option(names = "--java-option", description = "A further option of the server's Java.")
  private List<String> javaOptions = List.of();

  private final PrintStream figuresOut;
  private final List<Figure> figures = new ArrayList<>();
  private int failed;

  private TagsBench(PrintStream figuresOut) {
    this.figuresOut = figuresOut;
  }

  /** Runs it; exit code 1 when a goal was missed. */
  public static void main(String[] arguments) {
    System.exit(run(System.out, arguments));
  }

  /** Runs it with its figures printed there; returns the exit code. */
  static int run(PrintStream figures, String... arguments) {
    return new CommandLine(new TagsBench(figures))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments);
  }

  @Override
  public Integer call() throws Exception {
    if (quick) {
      rounds = 1;
      slice = 1;
      rate = 20;
      nodes = 5;
      seconds = 1;
      warm = 1;
      times = 1;
    }
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "kitward-bench-tags-");
    try {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
      measure(directory);
    } finally {
      delete(directory);
    }
    output.print(figures, figuresOut);
    return quick || figures.stream().allMatch(Figure::reached) ? 0 : 1;
  }

  private void measure(Path directory) throws Exception {
    int bits = quick ? 2048 : 4096;
    say("a Puppet CA is set up, RSA keys of %,d bits", bits);
    try (SmallPuppetCa ca = SmallPuppetCa.start(bits)) {
      Path caFile = Files.writeString(directory.resolve("puppet-ca.pem"), ca.pem());
      Files.setPosixFilePermissions(caFile, PosixFilePermissions.fromString("rw-r--r--"));
      try (MeasuredServer server =
          MeasuredServer.start(
              directory,
              runAs,
              javaOptions,
              List.of(
                  "--puppet.url=" + ca.url(),
                  "--puppet.ca-file=" + caFile,
                  "--puppet.vouchers=" + COMPILER,
                  "--puppet.environments=" + Compiler.ENVIRONMENT,
                  "--node.certificate=kitward",
                  // A node here changes more often than Puppet lets it, and none is to be waited
                  // for.
                  "--rollout.flapping-removals=1000000"))) {
        measure(directory, ca, server, bits);
      } catch (Exception e) {
        Path log = directory.resolve("server.log");
        if (Files.exists(log)) {
          System.err.println(Files.readString(log));
        }
        throw e;
      }
    }
  }

  private void measure(Path directory, SmallPuppetCa ca, MeasuredServer server, int bits)
      throws Exception {
    await(server, () -> Files.exists(server.ca()));
    var authority = Pem.certificates(Files.readString(server.ca())).getFirst();
    try (NodeClient client = new NodeClient(server.nodePort(), authority)) {
      SslContext compilerTls = client.identity(ca.issue(COMPILER));
      await(server, () -> client.alone(compilerTls, Ask.get("/readyz")).join().status() == 200);
      var compiler = new Compiler(COMPILER);
      Reply _ =
          PuppetNode.expect(
              client
                  .alone(
                      compilerTls,
                      Ask.put("/v1/nodes/self/voucher", compiler.enrolment(Instant.now())))
                  .join());
      for (Part part : Part.values()) {
        if (only.contains(part)) {
          switch (part) {
            case UNCHANGED -> unchanged(server, client, unchanging(client, ca, compiler, bits));
            case NEW -> declarations(directory, server, client, ca, compiler);
            case CUTOFF -> cutOff(server, client, ca);
          }
        }
      }
      figures.add(Figure.atMost("tags.failed", "requests that failed", failed, "", 0));
    }
  }

  /** Nodes with RSA keys, as Puppet makes them. */
  private List<PuppetNode> unchanging(
      NodeClient client, SmallPuppetCa ca, Compiler compiler, int bits) throws Exception {
    List<PuppetNode> nodes = new ArrayList<>();
    for (int i = 0; i < (quick ? 2 : 6); i++) {
      String certname = "unchanging-" + i + ".bench";
      SslContext tls = client.identity(ca.issue(certname, SmallPuppetCa.rsa(bits)));
      nodes.add(PuppetNode.declared(client, compiler, certname, tls, Instant.now()));
    }
    return nodes;
  }

  /** Requests of runs without changes, over new connections and over kept ones, in turns. */
  private void unchanged(MeasuredServer server, NodeClient client, List<PuppetNode> unchanging)
      throws Exception {
    var load = new UnchangedLoad(client, unchanging, lanes);
    say("warming up");
    warmUp(() -> load.kept(server, Duration.ofSeconds(slice)));
    warmUp(() -> load.fresh(server, Duration.ofSeconds(slice)));
    StoredRows before = rows(server);
    List<UnchangedLoad.Result> fresh = new ArrayList<>();
    List<UnchangedLoad.Result> kept = new ArrayList<>();
    List<Long> bare = new ArrayList<>();
    List<Long> whole = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      fresh.add(load.fresh(server, Duration.ofSeconds(slice)));
      kept.add(load.kept(server, Duration.ofSeconds(slice)));
      for (int i = 0; i < (quick ? 5 : 60); i++) {
        SslContext tls = unchanging.get(i % unchanging.size()).tls();
        bare.add(alone(client, tls, BARE, 426));
        whole.add(alone(client, tls, DECLARATION, 200));
      }
      say(
          "round %d: %,.0f/s a core with new connections (%,.0f/s), %,.0f/s with kept ones (%,.0f/s)",
          round,
          fresh.getLast().ratePerCore(),
          fresh.getLast().rate(),
          kept.getLast().ratePerCore(),
          kept.getLast().rate());
    }
    Set<String> written = rows(server).writtenSince(before);
    written.stream().limit(10).forEach(row -> say("written: %s", row));
    unchanged("fresh", "new connections", fresh, 400);
    unchanged("kept", "kept connections", kept, 3_000);
    long asked =
        Stream.concat(fresh.stream(), kept.stream()).mapToLong(one -> one.nanos().length).sum();
    figures.add(
        Figure.atMost(
            "tags.rows",
            String.format(Locale.ROOT, "rows written by %,d unchanged requests", asked),
            written.size(),
            "",
            0));
    Percentiles alone = Percentiles.millis(longs(bare));
    Percentiles run = Percentiles.millis(longs(whole));
    figures.add(Figure.of("tags.bare.p50", "one bare TLS request, p50", alone.p50(), "ms"));
    figures.add(Figure.of("tags.bare.p99", "one bare TLS request, p99", alone.p99(), "ms"));
    figures.add(Figure.of("tags.run.p50", "one unchanged request, p50", run.p50(), "ms"));
    figures.add(Figure.of("tags.run.p99", "one unchanged request, p99", run.p99(), "ms"));
    figures.add(
        Figure.atMost(
            "tags.added.p50",
            "unchanged request beyond a bare one, p50",
            run.p50() - alone.p50(),
            "ms",
            10));
    figures.add(
        Figure.atMost(
            "tags.added.p99",
            "unchanged request beyond a bare one, p99",
            run.p99() - alone.p99(),
            "ms",
            10));
  }

  /** Until the server's compilers have nothing more to win. */
  private void warmUp(Callable<UnchangedLoad.Result> turn) throws Exception {
    double best = 0;
    int inVain = 0;
    for (int i = 0; i < WARM_UPS && inVain < (quick ? 1 : 2); i++) {
      double now = turn.call().ratePerCore();
      inVain = now < WARMER * best ? inVain + 1 : 0;
      best = Math.max(best, now);
    }
  }

  private void unchanged(String id, String over, List<UnchangedLoad.Result> results, double goal) {
    failed += results.stream().mapToInt(UnchangedLoad.Result::failed).sum();
    String what = "unchanged requests, " + over;
    figures.add(
        Figure.atLeast(
            "tags." + id + ".core",
            what + ", a server core",
            median(results, UnchangedLoad.Result::ratePerCore),
            "/s",
            goal));
    figures.add(
        Figure.of(
            "tags." + id + ".rate",
            what + ", client on the same cores",
            median(results, UnchangedLoad.Result::rate),
            "/s"));
    figures.add(
        Figure.of(
            "tags." + id + ".p50",
            what + ", p50",
            median(results, one -> Percentiles.millis(one.nanos()).p50()),
            "ms"));
    figures.add(
        Figure.of(
            "tags." + id + ".p99",
            what + ", p99",
            median(results, one -> Percentiles.millis(one.nanos()).p99()),
            "ms"));
  }

  private long alone(NodeClient client, SslContext tls, Ask ask, int status) {
    long begin = System.nanoTime();
    Reply reply = client.alone(tls, ask).join();
    if (reply.status() != status) {
      failed++;
    }
    return reply.at() - begin;
  }

  /** Declarations with new tags, at a rate. */
  private void declarations(
      Path directory,
      MeasuredServer server,
      NodeClient client,
      SmallPuppetCa ca,
      Compiler compiler) {
    int requests = seconds * rate;
    say("%,d declarations with %d proofs each are signed", requests, PuppetNode.TAGS + 1);
    var load = new DeclarationLoad(client, ca, compiler, nodes, requests);
    long[] before = DiskLoop.run(directory, DISK_WRITES);
    load.connect(client);
    say("warming up");
    failed += load.warmUp(warm * rate, rate);
    double cpu = server.cpuSeconds();
    say("%,d declarations with new tags, %d a second", requests, rate);
    DeclarationLoad.Result result = load.run(requests, rate);
    double used = server.cpuSeconds() - cpu;
    long[] after = DiskLoop.run(directory, DISK_WRITES);
    failed += result.failed();
    long[] writes = LongStream.concat(Arrays.stream(before), Arrays.stream(after)).toArray();
    Percentiles disk = Percentiles.millis(writes);
    Percentiles ours = Percentiles.millis(result.nanos());
    String what = "5 new tags until the durable answer, " + rate + "/s";
    beside("tags.new.p50", what + ", p50", ours.p50(), disk.p50(), Optional.empty());
    beside("tags.new.p99", what + ", p99", ours.p99(), disk.p99(), Optional.of(20.0));
    beside(
        "tags.new.max",
        what + ", slowest",
        Arrays.stream(result.nanos()).max().orElse(0) / 1e6,
        Arrays.stream(writes).max().orElse(0) / 1e6,
        Optional.empty());
    figures.add(
        Figure.of(
            "tags.new.core",
            "declarations with 5 new tags, a server core",
            requests / Math.max(used, 0.01),
            "/s"));
  }

  private void beside(String id, String what, double ours, double disk, Optional<Double> goal) {
    figures.add(
        new Figure(
            id,
            what,
            ours,
            "ms",
            "fdatasync loop, same disk",
            disk,
            disk / ours,
            goal.map(most -> "≤ " + Figure.number(most) + " ms").orElse(""),
            goal.map(most -> ours <= most).orElse(true)));
  }

  /** Certificates that the CA takes back. */
  private void cutOff(MeasuredServer server, NodeClient client, SmallPuppetCa ca) throws Exception {
    var cut = new CutOff(server, client, ca);
    List<CutOff.Result> results = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      results.add(cut.run("cut-" + i + ".bench"));
      say(
          "taken back: connection closed after %.2f s, session after %.2f s, refused after %.2f s",
          results.getLast().connection(), results.getLast().session(), results.getLast().refused());
    }
    figures.add(
        Figure.of(
            "tags.cutoff.median",
            "certificate taken back until cut off, median",
            median(results, CutOff.Result::all),
            "s"));
    figures.add(
        Figure.atMost(
            "tags.cutoff.max",
            "certificate taken back until cut off, slowest",
            results.stream().mapToDouble(CutOff.Result::all).max().orElse(0),
            "s",
            10));
  }

  private static StoredRows rows(MeasuredServer server) throws SQLException {
    try (Connection database = server.database()) {
      return StoredRows.of(database);
    }
  }

  private static void await(MeasuredServer server, Callable<Boolean> ready) throws Exception {
    long end = System.nanoTime() + START.toNanos();
    while (!isReady(ready)) {
      if (!server.runs() || System.nanoTime() > end) {
        throw new IllegalStateException("the server did not start");
      }
      Thread.sleep(50);
    }
  }

  private static boolean isReady(Callable<Boolean> ready) throws Exception {
    try {
      return ready.call();
    } catch (CompletionException _) {
      return false; // its door is not open yet
    }
  }

  private static <T> double median(List<T> results, ToDoubleFunction<T> figure) {
    double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
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
