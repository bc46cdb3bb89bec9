package io.kitward.server.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.policy.tags.EffectiveTags;
import io.kitward.protocol.DesiredState;
import io.kitward.selector.Selector;
import io.kitward.server.MovableClock;
import io.kitward.server.api.port.Census.Choice;
import io.kitward.server.api.port.Census.NodeQuery;
import io.kitward.server.api.port.Census.Sort;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.EffectiveNodes;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import io.kitward.server.desired.Reasons;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.TestStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At each moment the census says what a look at every row would say. */
class CensusIT {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<String> SERVICES = List.of("exporter", "logs", "zabbix");
  private static final List<String> SELECTORS =
      List.of("role = web", "role and not site = fra1", "all", "site in (fra1, ams2)", "!role");

  private final TestStore store = TestStore.fresh();
  private final MovableClock clock = new MovableClock(NOW);
  private final Doors doors = new Doors();
  private final NodeSessions sessions = new NodeSessions();
  private final LivePolicy policy;
  private final LiveCensus census;

  CensusIT(@TempDir Path folder) {
    policy = policy(folder);
    census = new LiveCensus(store.store(), policy, doors, sessions, clock);
  }

  private LivePolicy policy(Path folder) {
    var random = new SecureRandom();
    return LivePolicy.open(
        store.store(),
        Secrets.open(store.store(), folder.resolve("key"), clock, random),
        random,
        "",
        "",
        clock);
  }

  @AfterEach
  void close() {
    census.close();
    store.close();
  }

  /** Nodes with a session. */
  private static final class Doors implements Channel {
    private final Set<UUID> open = new HashSet<>();

    @Override
    public boolean connected(UUID node) {
      return open.contains(node);
    }

    @Override
    public Set<UUID> connectedNodes() {
      return Set.copyOf(open);
    }

    @Override
    public boolean offer(UUID node, DesiredState state, Map<String, String> secrets) {
      return false;
    }

    @Override
    public int recheck() {
      return 0;
    }
  }

  private UUID node(String name) {
    return store
        .store()
        .write(handle -> NodeTable.findOrCreate(handle, name, "", clock.instant()))
        .id();
  }

  private void tags(UUID node, String... tags) {
    store
        .store()
        .change(
            handle -> {
              handle.execute("delete from tag_set where node_id = ?", node);
              handle.execute(
                  "insert into tag_set (node_id, source, revision, set_by, set_at, heard_at)"
                      + " values (?, 'user/ann', 1, 'ann', ?, ?)",
                  node,
                  NOW,
                  NOW);
              for (String tag : tags) {
                String[] parts = tag.split("=", 2);
                handle.execute(
                    "insert into tag (node_id, source, key, value, set_by, set_at)"
                        + " values (?, 'user/ann', ?, ?, 'ann', ?)",
                    node,
                    parts[0],
                    parts.length > 1 ? parts[1] : "",
                    NOW);
              }
              NodeTable.touched(handle, List.of(node));
            });
  }

  private void instance(UUID node, String service, Phase phase, Optional<Instant> repairedAt) {
    UUID id = UUID.nameUUIDFromBytes((node + service).getBytes(StandardCharsets.UTF_8));
    var instance =
        new Instance(
            id,
            node,
            service,
            Optional.empty(),
            NOW,
            Instance.Loss.NONE,
            Reasons.NONE,
            Optional.empty(),
            Optional.empty(),
            phase == Phase.BLOCKED ? "two policies contradict each other" : "",
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            phase,
            clock.instant());
    store
        .store()
        .change(
            handle -> {
              InstanceTable.save(handle, List.of(instance));
              handle.execute(
                  "update instance set observed = '{\"conditions\": []}' where id = ?", id);
              repairedAt.ifPresent(at -> InstanceTable.repaired(handle, node, service, at));
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void afterEveryChangeItSaysWhatAScanSays(long seed) {
    var random = new Random(seed);
    List<UUID> nodes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      nodes.add(node("n%02d.lab".formatted(i)));
    }
    for (int step = 0; step < 120; step++) {
      change(random, nodes.get(random.nextInt(nodes.size())));
      if (random.nextInt(4) == 0) {
        clock.pass(Duration.ofSeconds(random.nextInt(200)));
      }
      compare("seed %d, step %d".formatted(seed, step));
    }
  }

  private void change(Random random, UUID node) {
    switch (random.nextInt(6)) {
      case 0, 1 -> {
        List<String> tags = new ArrayList<>();
        tags.add("role=" + List.of("web", "db").get(random.nextInt(2)));
        tags.add("site=" + List.of("fra1", "ams2", "sin1").get(random.nextInt(3)));
        tags(node, tags.subList(0, random.nextInt(3)).toArray(String[]::new));
      }
      case 2, 3 -> {
        Phase phase = List.of(Phase.values()).get(random.nextInt(Phase.values().length));
        Phase stored = phase == Phase.STALE || phase == Phase.REPAIRED ? Phase.OK : phase;
        instance(
            node,
            SERVICES.get(random.nextInt(SERVICES.size())),
            stored,
            phase == Phase.REPAIRED ? Optional.of(clock.instant()) : Optional.empty());
      }
      case 4 -> {
        doors.open.add(node);
        sessions.opened(node, UUID.randomUUID(), clock.instant());
      }
      default -> {
        doors.open.remove(node);
        sessions.closed(node);
      }
    }
  }

  private record Row(Node node, EffectiveTags tags, Map<String, Phase> phases) {
    Phase worst() {
      return phases.values().stream().max(Phase::compareTo).orElse(Phase.OK);
    }

    boolean matches(String selector) {
      return Selector.parse(selector).matches(tags.view(node.certname(), node.facts()).subject());
    }
  }

  private List<Row> scan(Handle handle) {
    Instant now = clock.instant();
    List<Node> nodes = NodeTable.page(handle, "", 1_000);
    Map<UUID, EffectiveTags> tags = EffectiveNodes.tags(handle, nodes, policy.get(), now);
    List<Row> rows = new ArrayList<>();
    for (Node node : nodes) {
      Map<String, Phase> phases = new TreeMap<>();
      handle
          .createQuery("select service, phase, repaired_at from instance where node_id = :node")
          .bind("node", node.id())
          .map(
              (row, _) ->
                  phases.put(
                      row.getString("service"),
                      Phases.shown(
                          Phase.of(row.getString("phase")).orElseThrow(),
                          true,
                          Optional.ofNullable(row.getTimestamp("repaired_at"))
                              .map(at -> at.toInstant()),
                          doors.connected(node.id()),
                          sessions.lastSeen(node.id()),
                          now)))
          .list();
      rows.add(new Row(node, Objects.requireNonNull(tags.get(node.id())), phases));
    }
    return rows;
  }

  private void compare(String when) {
    List<Row> rows = store.store().read(this::scan);
    for (String selector : SELECTORS) {
      List<Row> picked = rows.stream().filter(row -> row.matches(selector)).toList();
      var figures = census.figures(Selector.parse(selector), List.of("site"));
      var worst = new EnumMap<Phase, Integer>(Phase.class);
      var instances = new EnumMap<Phase, Integer>(Phase.class);
      for (Phase phase : Phase.values()) {
        worst.put(phase, (int) picked.stream().filter(row -> row.worst() == phase).count());
        instances.put(
            phase,
            (int)
                picked.stream()
                    .flatMap(row -> row.phases().values().stream())
                    .filter(one -> one == phase)
                    .count());
      }
      assertThat(figures.nodes()).as("%s: %s", when, selector).isEqualTo(picked.size());
      assertThat(figures.phases()).as("%s: %s", when, selector).isEqualTo(worst);
      assertThat(figures.instances()).as("%s: %s", when, selector).isEqualTo(instances);
      assertThat(pages(selector, Sort.PHASE))
          .as("%s: %s", when, selector)
          .isEqualTo(
              picked.stream()
                  .sorted(
                      Comparator.comparing(Row::worst)
                          .reversed()
                          .thenComparing(row -> row.node().certname()))
                  .map(row -> row.node().certname())
                  .toList());
    }
    for (Phase phase : List.of(Phase.FAILED, Phase.STALE)) {
      var filter = new InstanceFilter(null, null, phase, null);
      assertThat(census.instances(filter, "", "", 1_000))
          .as(when)
          .extracting(place -> place.node() + "/" + place.service())
          .isEqualTo(
              rows.stream()
                  .flatMap(
                      row ->
                          row.phases().entrySet().stream()
                              .filter(one -> one.getValue() == phase)
                              .map(one -> row.node().certname() + "/" + one.getKey()))
                  .toList());
    }
  }

  /** All nodes in an order, seven at a time. */
  private List<String> pages(String selector, Sort sort) {
    List<String> all = new ArrayList<>();
    String after = "";
    while (true) {
      var query = new NodeQuery(Selector.parse(selector), null, null, sort, true, after, 7);
      List<String> page = census.page(query);
      all.addAll(page);
      if (page.size() < 7) {
        return all;
      }
      after = census.cursor(query, page.getLast());
    }
  }

  @Test
  void whatNobodyNotedIsSeenInTime() {
    UUID node = node("n1.lab");
    tags(node, "role=web");
    assertThat(census.count(Selector.parse("role = web"))).isEqualTo(1);
    census.start();
    store
        .store()
        .change(handle -> handle.execute("update tag set value = 'db' where node_id = ?", node));

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(census.count(Selector.parse("role = db"))).isEqualTo(1));
  }

  @Test
  void whatIsRolledBackIsNotCounted() {
    UUID node = node("n1.lab");
    tags(node, "role=web");
    try {
      store
          .store()
          .change(
              handle -> {
                handle.execute("delete from tag where node_id = ?", node);
                NodeTable.touched(handle, List.of(node));
                throw new IllegalStateException("no");
              });
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no");
    }
    assertThat(census.count(Selector.parse("role = web"))).isEqualTo(1);
  }

  @Test
  void completionGoesByTheGrammarAndCountsUnderTheRest() {
    tags(node("db1.lab"), "role=db", "site=fra1", "\"and\"".replace("\"", ""));
    tags(node("db2.lab"), "role=db", "site=ams2");
    tags(node("web1.lab"), "role=web", "site=ams2");

    assertThat(texts("ro")).startsWith("role");
    assertThat(choices("role = ")).contains(new Choice("db", "value", 2));
    assertThat(choices("site = ams2 and role = "))
        .contains(new Choice("db", "value", 1), new Choice("web", "value", 1));
    assertThat(choices("(site = fra1 and role in (")).containsExactly(new Choice("db", "value", 1));
    assertThat(texts("role ")).contains("=", "in (", "and");
    assertThat(texts("role = db ")).containsExactly("and", "or");
    assertThat(texts("db1")).contains("certname = db1.lab");
    assertThat(texts("an")).contains("\"and\"");
    assertThat(texts("site = fra1 or role = ")).contains("db", "web");
    for (String odd : List.of("\"", "((((", "!", "a in", "= =", "role = \"d", "🦊", ")))", "")) {
      assertThat(census.complete(odd, odd.length()).from())
          .as(odd)
          .isLessThanOrEqualTo(odd.length());
    }
  }

  private List<Choice> choices(String text) {
    return census.complete(text, text.length()).choices();
  }

  private List<String> texts(String text) {
    return choices(text).stream().map(Choice::text).toList();
  }
}
