package io.kitward.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The mission's scenario on real hosts: a Puppet server, a Kitward server with a certificate of
 * Puppet's CA, the console {@code mon}, and the servers {@code db1} and {@code web1}. The demo
 * tells it and the end-to-end tests hold it.
 */
public final class Mission implements AutoCloseable {

  /** The name that the Kitward server has in the lab. */
  public static final String KITWARD = "kitward.lab";

  private static final Path SCENARIO = Path.of("lab/scenario");

  private final Lab lab;
  private final Room room;
  private final PuppetServer puppet;
  private final KitwardServer server;
  private final ServerApi api;
  private final PuppetAgent mon;
  private final PuppetAgent db1;
  private final PuppetAgent web1;

  private Mission(
      Lab lab,
      Room room,
      PuppetServer puppet,
      KitwardServer server,
      PuppetAgent mon,
      PuppetAgent db1,
      PuppetAgent web1) {
    this.lab = lab;
    this.room = room;
    this.puppet = puppet;
    this.server = server;
    this.api = ServerApi.of(server);
    this.mon = mon;
    this.db1 = db1;
    this.web1 = web1;
  }

  /**
   * Boots everything in a room: all hosts, Puppet's server, then Kitward's. No agent has run yet.
   *
   * @param tell is told each step as it begins, from several threads
   */
  public static Mission open(Room room, Consumer<String> tell) {
    tell.accept("preparing the lab (base image and layers are kept for the next time)");
    Lab lab = Lab.open(room);
    Optional<KitwardServer> started = Optional.empty();
    boolean opened = false;
    try {
      CompletableFuture<Path> connector;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        connector = CompletableFuture.supplyAsync(() -> connectorPackage(lab.home()), threads);
        lab.prepare(PuppetServer.LAYER);
        tell.accept("starting Puppet's server on puppet.lab, and booting mon, db1 and web1");
        var puppet = CompletableFuture.supplyAsync(() -> PuppetServer.start(lab), threads);
        var mon = CompletableFuture.supplyAsync(() -> agent(lab, "mon", "mon", tell), threads);
        var db1 =
            CompletableFuture.supplyAsync(
                () -> agent(lab, "db1", PuppetAgent.LAYER, tell), threads);
        var web1 =
            CompletableFuture.supplyAsync(
                () -> agent(lab, "web1", PuppetAgent.LAYER, tell), threads);
        before(db1.join().host());
        PuppetServer puppetServer = puppet.join();
        tell.accept("puppet is up");
        tell.accept(
            "starting the Kitward server with its own PostgreSQL and a certificate of Puppet's CA");
        KitwardServer server = server(lab, room, puppetServer, connector.join());
        started = Optional.of(server);
        puppetServer.writeData(
            "kitward::server: " + KITWARD + "\nkitward::node_port: " + server.nodePort() + "\n");
        tell.accept("Puppet's server enrols the key with which it vouches for tags");
        puppetServer.vouch();
        puppetServer.writeManifest(scenario(lab, "site.pp"));
        var mission =
            new Mission(lab, room, puppetServer, server, mon.join(), db1.join(), web1.join());
        opened = true;
        return mission;
      }
    } finally {
      if (!opened) {
        started.ifPresent(KitwardServer::close);
        lab.close();
      }
    }
  }

  private static PuppetAgent agent(Lab lab, String name, String layer, Consumer<String> tell) {
    PuppetAgent agent = PuppetAgent.on(lab.host(name, layer));
    tell.accept(name + " is up");
    return agent;
  }

  /** The connector's package, built when anything that goes into it changed. */
  public static Path connectorPackage(Path home) {
    Output built =
        Commands.run(
            new ProcessBuilder("sh", home.resolve("connector/package.sh").toString()),
            Duration.ofMinutes(5));
    List<String> lines =
        built.orThrow("building the connector's package").stdout().lines().toList();
    return Path.of(lines.getLast());
  }

  /**
   * What was on db1 before anybody thought of Kitward: a drop-in written by hand, and a file in a
   * folder that a tool will use.
   */
  private static void before(LabHost db1) {
    db1.write(
        "/etc/rsyslog.d/10-by-hand.conf", "# by hand\nlocal7.* /var/log/by-hand.log\n", "0644");
    db1.write("/var/lib/prometheus/node-exporter/by-hand.prom", "by_hand_metric 1\n", "0644");
  }

  private static KitwardServer server(
      Lab lab, Room room, PuppetServer puppet, Path connectorPackage) {
    try {
      Path handover = Files.createDirectories(handover(room));
      Path ca = handover.resolve("puppet-ca.pem");
      Files.writeString(ca, puppet.host().read("/etc/puppet/puppetserver/ca/ca_crt.pem"));
      Path deb = handover.resolve(String.valueOf(connectorPackage.getFileName()));
      Files.copy(connectorPackage, deb, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      // The machine itself does not know the lab's names; the server looks them up here.
      Path hosts = handover.resolve("hosts");
      var known = new StringBuilder("127.0.0.1 localhost\n");
      known.append(puppet.host().address()).append(" puppet.lab\n");
      for (String name : List.of("mon", "zbx", "ici", "nag")) {
        known.append(lab.address(name)).append(' ').append(name).append(".lab\n");
      }
      Files.writeString(hosts, known);
      Files.setPosixFilePermissions(hosts, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setPosixFilePermissions(handover, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(deb, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setPosixFilePermissions(ca, PosixFilePermissions.fromString("rw-r--r--"));
      return KitwardServer.start(
          lab.home(),
          room,
          KITWARD,
          List.of(
              "--puppet.url=https://puppet.lab:8140",
              "--puppet.ca-file=" + ca,
              "--puppet.vouchers=puppet.lab",
              "--puppet.environments=production",
              "--puppet.certificate-tags.pp_role=role",
              "--connector.package=" + deb,
              "--connector.packages=" + Files.createDirectories(packages(room)),
              // Nobody's certificate lives so short, and all machines here are one address to it.
              "--join.certificate-life=3m",
              "--join.per-minute=1000"),
          Optional.of(hosts));
    } catch (IOException e) {
      throw new UncheckedIOException("the server's files could not be laid out", e);
    }
  }

  private static Path packages(Room room) {
    return handover(room).resolve("packages");
  }

  /** Where the server has the packages with which connectors upgrade themselves. */
  public Path packages() {
    return packages(room);
  }

  /** What the server reads, and its system user has to be able to. */
  private static Path handover(Room room) {
    return Path.of("/var/tmp/kitward-" + room.id() + "-handover");
  }

  private static String scenario(Lab lab, String name) {
    try {
      return Files.readString(lab.home().resolve(SCENARIO).resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException("the scenario's file can't be read", e);
    }
  }

  /** Applies the catalog and the scenario's documents, as a person does with the command line. */
  public Output applyDocuments() {
    return server
        .command(
            "apply",
            "-f",
            lab.home().resolve("catalog").toString(),
            "-f",
            lab.home().resolve(SCENARIO).resolve("documents.yaml").toString())
        .orThrow("applying the documents");
  }

  /**
   * Puts another version of Puppet's code in place: {@code site.pp} or {@code
   * site-without-database.pp}.
   */
  public void puppetCode(String name) {
    puppet.writeManifest(scenario(lab, name));
  }

  public Lab lab() {
    return lab;
  }

  public PuppetServer puppet() {
    return puppet;
  }

  public KitwardServer server() {
    return server;
  }

  public ServerApi api() {
    return api;
  }

  public PuppetAgent mon() {
    return mon;
  }

  public PuppetAgent db1() {
    return db1;
  }

  public PuppetAgent web1() {
    return web1;
  }

  /** A node's instances; none while nobody knows the node. */
  public List<JsonNode> instances(String certname) {
    ServerApi.Answer answer = api.send("GET", "/v1/nodes/" + certname + "/instances", "", "");
    List<JsonNode> instances = new ArrayList<>();
    if (answer.status() != 404) {
      answer.orThrow().json().path("items").forEach(instances::add);
    }
    return instances;
  }

  /** A node's instance of a service, if there is one. */
  public Optional<JsonNode> instance(String certname, String service) {
    for (JsonNode instance : instances(certname)) {
      if (instance.path("service").asString("").equals(service)) {
        return Optional.of(instance);
      }
    }
    return Optional.empty();
  }

  /**
   * The status of one condition: True, False, Unknown, NotApplicable, or nothing while there is no
   * instance.
   */
  public String condition(String certname, String service, String type) {
    return instance(certname, service)
        .map(
            instance -> {
              for (JsonNode condition : instance.path("conditions")) {
                if (condition.path("type").asString("").equals(type)) {
                  return condition.path("status").asString("");
                }
              }
              return "";
            })
        .orElse("");
  }

  /** The phase of an instance; empty while there is none. */
  public String phase(String certname, String service) {
    return instance(certname, service)
        .map(instance -> instance.path("phase").asString(""))
        .orElse("");
  }

  /** Asks Prometheus; the values of the answer, empty when there is no series. */
  public List<String> prometheus(String query) {
    String url = "http://127.0.0.1:9090/api/v1/query";
    Output output =
        mon.host()
            .run("curl", "-sG", url, "--data-urlencode", "query=" + query)
            .orThrow("asking Prometheus");
    JsonNode answer = tools.jackson.databind.json.JsonMapper.shared().readTree(output.stdout());
    List<String> values = new ArrayList<>();
    for (JsonNode series : answer.path("data").path("result")) {
      values.add(series.path("value").path(1).asString(""));
    }
    return values;
  }

  /** Whether the port of a host accepts a connection. */
  public static boolean open(LabHost host, int port) {
    try (var socket = new java.net.Socket()) {
      socket.connect(new InetSocketAddress(host.address(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Waits for something to hold.
   *
   * @throws LabException when it does not within the limit; says in one line what was there instead
   */
  public static void await(
      String what, Duration limit, BooleanSupplier holds, Supplier<String> instead) {
    long end = System.nanoTime() + limit.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new LabException(
            what
                + " did not come about within "
                + limit.toSeconds()
                + " s; instead: "
                + instead.get().strip().replace("\n", " | "));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted while waiting for " + what, e);
      }
    }
  }

  @Override
  public void close() {
    api.close();
    try {
      server.close();
      Commands.run(
              new ProcessBuilder("rm", "-rf", handover(room).toString()), Duration.ofMinutes(1))
          .orThrow("removing what the server was handed");
    } finally {
      lab.close();
    }
  }
}
