package io.kitward.browser;

import io.kitward.lab.Mission;
import io.kitward.lab.ServerApi;
import io.kitward.lab.simulate.Estate;
import io.kitward.lab.simulate.FleetView;
import io.kitward.lab.simulate.InProcessServer;
import io.kitward.lab.simulate.NodeTags;
import io.kitward.lab.simulate.SimulatedFleet;
import io.kitward.lab.simulate.SimulatedFleet.Member;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real server with its own PostgreSQL, and the fleet before it: real connectors on machines in
 * memory, and beside them as many seeded nodes as are asked for. For one thread.
 */
public final class Scene implements AutoCloseable {

  /** How many nodes are really connected. */
  static final int CONNECTED = 12;

  private static final long SEED = 20_260_101;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final InProcessServer server;
  private final ServerApi api;
  private final String token;
  private @Nullable InventoryConsole inventory;
  private List<Member> members = List.of();
  private Estate estate = new Estate(List.of());
  private @Nullable SimulatedFleet fleet;
  private @Nullable String signedIn;
  private @Nullable Landmarks landmarks;

  private Scene(InProcessServer server) throws IOException {
    this.server = server;
    this.api = server.api();
    this.token = server.token();
  }

  /** A server that was just started for the first time. */
  public static Scene empty() throws Exception {
    return new Scene(InProcessServer.start("--rollout.flapping-removals=100000"));
  }

  /**
   * Twelve nodes with the demo's policies, consoles that answer or do not, gaps of each kind, and a
   * day of figures.
   *
   * @param seeded how many nodes there are besides that are away now
   */
  public static Scene full(int seeded) throws Exception {
    Scene scene = empty();
    boolean done = false;
    try {
      scene.applyDocuments(List.of("old-printer.example", "web-9999.fra1.example"));
      try (Connection connection = scene.server.database()) {
        var seed = new Seed(connection);
        seed.nodes(seeded);
        scene.connect();
        scene.hold();
        seed.observed();
        seed.history();
        scene.counted(seed);
      }
      done = true;
      return scene;
    } finally {
      if (!done) {
        scene.close();
      }
    }
  }

  /**
   * Applies the catalog, the demo's policies and this module's own documents.
   *
   * @param strangers hosts that the connected inventory has
   */
  void applyDocuments(List<String> strangers) throws IOException {
    InventoryConsole started = InventoryConsole.start(strangers);
    inventory = started;
    Path root = root();
    var text = new StringBuilder();
    for (Path folder :
        List.of(root.resolve("catalog"), root.resolve("lab/scenario/simulation.yaml"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList()) {
          text.append("---\n").append(Files.readString(file));
        }
      }
    }
    text.append(
        Files.readString(root.resolve("browser/scene.yaml")).replace("INVENTORY", started.url()));
    apply(text.toString());
  }

  /** The source tree: the launcher names it, Maven works in this module's folder. */
  private static Path root() {
    Path here = Path.of(System.getProperty("kitward.root", "..")).toAbsolutePath().normalize();
    if (!Files.exists(here.resolve("catalog"))) {
      throw new IllegalStateException(here + " is not Kitward's source tree; set kitward.root");
    }
    return here;
  }

  /** Applies documents. */
  void apply(String yaml) {
    var _ = api.send("POST", "/v1/documents", "application/yaml", yaml).orThrow();
  }

  /**
   * Connects the simulated nodes, tags them, and waits until all is done that their tags call for.
   */
  void connect() {
    estate = Estate.draw(CONNECTED, SEED);
    members =
        estate.servers().stream()
            .map(one -> new Member(one.certname(), server.identity(one.certname()), one.facts()))
            .toList();
    SimulatedFleet started =
        SimulatedFleet.start(server.nodeDoor("wss"), members, "0.1.0-simulated", SEED);
    fleet = started;
    await("the connections", () -> started.connected() == members.size());
    tag(true);
    settle();
  }

  /** Tags the nodes over their own door. */
  private void tag(boolean canary) {
    new NodeTags(server.nodeDoor("https"))
        .replace(
            members,
            member -> {
              var tags = new ArrayList<>(tagsOf(member.certname()));
              if (member.certname().equals(node())) {
                tags.add("chief");
              }
              if (canary) {
                tags.add("canary");
              }
              return tags;
            });
  }

  private List<String> tagsOf(String certname) {
    return estate.servers().stream()
        .filter(one -> one.certname().equals(certname))
        .findFirst()
        .orElseThrow()
        .tags();
  }

  /** Waits until no connected instance is on its way. */
  void settle() {
    await("a fleet at rest", () -> done() > CONNECTED && moving() == 0);
  }

  /** Takes a tag from all nodes at once, so that the brake holds removals. */
  void hold() {
    tag(true);
    var view = new FleetView(api);
    await(
        "the canaries",
        () -> view.services().getOrDefault("auditd", 0) == CONNECTED && moving() == 0);
    tag(false);
    await("the brake", () -> view.brake().isPresent());
  }

  private int done() {
    return connected("ok") + connected("repaired");
  }

  private int moving() {
    return connected("pending") + connected("applying") + connected("removing");
  }

  /** How many instances of the nodes that are really connected are in a phase. */
  private int connected(String phase) {
    return api.get("/v1/figures?selector=canary").path("instances").path(phase).asInt(0);
  }

  /** Waits until the server has come across what was put into its database past it. */
  void counted(Seed seed) throws SQLException {
    long nodes = seed.number("select count(*) from node");
    long away =
        seed.number(
            "select count(*) from instance join node on node.id = node_id"
                + " where issuer = 'seed' and observed is not null");
    var view = new FleetView(api);
    await(
        "the count",
        () -> api.get("/v1/status").path("nodes").asLong(0) >= nodes && view.in("stale") >= away);
  }

  /** Ends the server, as a crash does for a browser. */
  void stop() {
    server.stop();
  }

  /** Starts it again with its data. */
  void startAgain() throws Exception {
    server.startAgain();
    signedIn = null;
  }

  Connection database() throws Exception {
    return server.database();
  }

  /** One of the connected nodes. */
  String node() {
    return members.getFirst().certname();
  }

  /** What was made to be looked at; made at the first call, when the fleet is as it shall be. */
  Landmarks landmarks() throws Exception {
    Landmarks there = landmarks;
    if (there == null) {
      try (Connection connection = server.database()) {
        there = Landmarks.build(api, connection, node());
      }
      landmarks = there;
    }
    return there;
  }

  /** The connected nodes. */
  List<String> nodes() {
    return members.stream().map(Member::certname).toList();
  }

  SimulatedFleet fleet() {
    if (fleet == null) {
      throw new IllegalStateException("no node is connected");
    }
    return fleet;
  }

  ServerApi api() {
    return api;
  }

  String url() {
    return server.url();
  }

  String token() {
    return token;
  }

  /** Makes a token for somebody else; its value. */
  String newToken(String name) {
    return api.send("POST", "/v1/tokens", "application/json", "{\"name\": \"" + name + "\"}")
        .orThrow()
        .json()
        .get("value")
        .asString();
  }

  /** Cookies of somebody who signed in, kept for all. */
  String signedIn(Supplier<String> signIn) {
    String state = signedIn;
    if (state == null) {
      state = signIn.get();
      signedIn = state;
    }
    return state;
  }

  static void await(String what, java.util.function.BooleanSupplier holds) {
    Mission.await(what, LIMIT, holds, () -> "not yet");
  }

  @Override
  public void close() throws IOException {
    if (fleet != null) {
      fleet.close();
    }
    api.close();
    if (inventory != null) {
      inventory.close();
    }
    server.close();
  }
}
