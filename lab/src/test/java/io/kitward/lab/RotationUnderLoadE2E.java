package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.simulate.InProcessServer;
import io.kitward.lab.simulate.SimulatedFleet;
import io.kitward.lab.simulate.SimulatedFleet.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Sixty nodes register in a real Zabbix and a console asks for its targets without a pause, while
 * the master of the nodes' keys and the console's token are rotated.
 */
@Order(73)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class RotationUnderLoadE2E {

  private static final int NODES = 60;
  private static final int ROTATIONS = 4;
  private static final String MON = "mon.load";
  private static final String MASTER = "zabbix-agent2-psk";
  private static final String TOKEN = "console-prometheus-load";

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: asking}
      spec:
        parameters: {token: {type: secret}}
        files: [{path: /etc/asking.token, format: plain, mode: "0600", template: "{{token}}"}]
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: prometheus-load}
      spec: {type: prometheus, url: "http://127.0.0.1:9", configure: {node: mon.load, services: [{name: asking}]}}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: zabbix-load}
      spec:
        type: zabbix
        url: ZABBIX
        secret: secret:zabbix-token@1
        hosts: [{selector: all, groups: [Kitward]}]
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: load}
      spec: {selector: load, effect: require, services: [zabbix-agent2], parameters: {zabbix-agent2: {servers: [192.0.2.1]}}}
      """;

  private final ZabbixServer zabbix;
  private final List<String> names =
      IntStream.range(0, NODES).mapToObj("load-%02d.load"::formatted).toList();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, String> wrong = new ConcurrentHashMap<>();

  private InProcessServer server;
  private ServerApi api;
  private SimulatedFleet fleet;

  RotationUnderLoadE2E(Lab lab) {
    this.zabbix = ZabbixServer.start(lab);
  }

  @BeforeAll
  void nodesThatAreConnected(@TempDir Path folder) throws Exception {
    server = InProcessServer.start();
    api = server.api();
    post("/v1/secrets", Map.of("name", "zabbix-token", "value", zabbix.token()));
    Path documents = folder.resolve("documents.yaml");
    Files.writeString(documents, DOCUMENTS.replace("ZABBIX", zabbix.api().toString()));
    server.apply(List.of(Path.of("../catalog"), documents));
    List<Member> members =
        IntStream.rangeClosed(0, NODES)
            .mapToObj(number -> number < NODES ? names.get(number) : MON)
            .map(name -> new Member(name, server.identity(name), Map.of()))
            .toList();
    fleet = SimulatedFleet.start(server.nodeDoor("wss"), members, "0.1.0-simulated", 7);
    Awaitility.await("the console's token")
        .atMost(Stage.LIMIT)
        .until(() -> fleet.read(MON, "/etc/asking.token").isPresent());
  }

  @AfterAll
  void asBefore() throws Exception {
    over.set(true);
    if (fleet != null) {
      fleet.close();
    }
    if (server != null) {
      api.close();
      server.close();
    }
    List<String> ids = hosts().stream().map(host -> host.path("hostid").asString("")).toList();
    if (!ids.isEmpty()) {
      zabbix.call("host.delete", ids);
    }
  }

  private JsonNode post(String path, Map<String, String> body) {
    return api.send(
            "POST",
            path,
            "application/json",
            tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(body))
        .orThrow()
        .json();
  }

  private List<JsonNode> hosts() {
    return zabbix
        .call("host.get", Map.of("output", List.of("host"), "search", Map.of("host", ".load")))
        .valueStream()
        .toList();
  }

  @Test
  void noRegistrationFailsAndNoQuestionIsRefusedWhileMasterAndTokenAreRotated() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> asking = threads.submit(this::askForTargets);
      Future<?> watching = threads.submit(this::watchRegistrations);
      names.forEach(name -> api.tags(name, "user/load", List.of("load")));
      Map<String, String> keys = Map.of();
      for (int rotation = 1; rotation <= ROTATIONS; rotation++) {
        int there = rotation * NODES / (ROTATIONS + 2);
        Map<String, String> before = keys;
        Awaitility.await(there + " hosts in Zabbix")
            .atMost(Stage.LIMIT)
            .until(() -> hosts().size() >= there && (before.isEmpty() || isRekeyed(before)));
        System.out.println("rotated with " + hosts().size() + " of " + NODES + " hosts in Zabbix");
        keys = inZabbix();
        assertThat(rotate(MASTER)).isEqualTo("secret:%s@%d".formatted(MASTER, rotation + 1));
        assertThat(rotate(TOKEN)).isEqualTo("secret:%s@%d".formatted(TOKEN, rotation + 1));
      }
      Awaitility.await("each node's key in Zabbix, and all registered")
          .atMost(Stage.LIMIT)
          .until(() -> registered().size() == NODES && inZabbix().equals(onNodes()));
      int sofar = asked.get();
      Awaitility.await("more questions").atMost(Stage.LIMIT).until(() -> asked.get() > sofar + 10);
      over.set(true);
      asking.get();
      watching.get();
    }
    System.out.println("asked for targets " + asked.get() + " times");
    assertThat(wrong).isEmpty();
    assertThat(new HashSet<>(onNodes().values())).as("a key of its own each").hasSize(NODES);
    assertThat(api.get("/v1/exceptions?state=all&limit=100").path("items").valueStream())
        .noneMatch(one -> one.toString().contains("zabbix-load"));
    for (String name : List.of(names.getFirst(), names.getLast())) {
      assertThat(api.get("/v1/nodes/" + name + "/explain?service=zabbix-agent2").toString())
          .contains("secret:%s@%d".formatted(MASTER, ROTATIONS + 1));
    }
  }

  /** Whether the last rotation is under way: some of these keys are others now. */
  private boolean isRekeyed(Map<String, String> before) {
    Map<String, String> now = inZabbix();
    return before.entrySet().stream()
        .anyMatch(one -> !one.getValue().equals(now.getOrDefault(one.getKey(), one.getValue())));
  }

  private String rotate(String secret) {
    return post("/v1/secrets/" + secret + "/rotate", Map.of()).path("reference").asString("");
  }

  /** As Prometheus does it: with what stands in its token's file at the moment, one by one. */
  private void askForTargets() {
    while (!over.get()) {
      String token = token();
      try (ServerApi console = server.bearing(token)) {
        while (!over.get() && token.equals(token())) {
          int status = console.send("GET", "/sd/prometheus/prometheus-load", "", "").status();
          if (status != 200) {
            wrong.put("a question for targets", Integer.toString(status));
          }
          asked.incrementAndGet();
        }
      }
    }
  }

  private String token() {
    return fleet.read(MON, "/etc/asking.token").orElseThrow();
  }

  /** Whatever is ever said to be refused. */
  private void watchRegistrations() {
    while (!over.get()) {
      conditions()
          .forEach(
              (name, condition) -> {
                if (condition.path("status").asString("").equals("False")) {
                  wrong.put(name, condition.path("message").asString(""));
                }
              });
    }
  }

  private Set<String> registered() {
    var registered = new HashSet<String>();
    conditions()
        .forEach(
            (name, condition) -> {
              if (condition.path("status").asString("").equals("True")) {
                registered.add(name);
              }
            });
    return registered;
  }

  /** Registered of each agent. */
  private Map<String, JsonNode> conditions() {
    var conditions = new HashMap<String, JsonNode>();
    for (JsonNode instance :
        api.get("/v1/instances?service=zabbix-agent2&limit=1000").path("items")) {
      for (JsonNode condition : instance.path("conditions")) {
        if (condition.path("type").asString("").equals("Registered")) {
          conditions.put(instance.path("node").asString(""), condition);
        }
      }
    }
    return conditions;
  }

  private Map<String, String> onNodes() {
    var keys = new HashMap<String, String>();
    names.forEach(
        name -> keys.put(name, fleet.read(name, "/etc/zabbix/kitward.psk").orElse("").strip()));
    return keys;
  }

  /** The keys in Zabbix' own database, which its API tells nobody. */
  private Map<String, String> inZabbix() {
    var keys = new HashMap<String, String>();
    zabbix
        .host()
        .run(
            "su",
            "postgres",
            "-c",
            "psql -tA zabbix -c \"select host, tls_psk from hosts where host like '%.load'\"")
        .orThrow("looking into Zabbix' database")
        .stdout()
        .lines()
        .map(line -> line.split("\\|", 2))
        .forEach(pair -> keys.put(pair[0].toLowerCase(Locale.ROOT), pair[1]));
    return keys;
  }
}
