package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two hundred nodes lose their tags at once. */
class BrakeIT {

  private static final int NODES = 200;
  private static final int ALLOWED = 5;
  private static final String SERVICE = "exporter";
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void emptyingTheTagsOfTwoHundredNodesRemovesNoMoreThanTheBrakeAllows() throws Exception {
    var nodes = new ArrayList<SettlingNode>();
    try (TestServer server = TestServer.start();
        Caller admin = server.admin()) {
      try {
        deployed(server, admin, nodes);
        var view = new View(admin);

        tags(admin, 0, NODES, List.of());
        heldAre(view, NODES - ALLOWED);
        assertThat(told(nodes)).isEqualTo(ALLOWED);
        JsonNode exception = view.exceptions("brake", "open").getFirst();
        assertThat(exception.path("releasable").asBoolean(false)).isTrue();
        assertThat(exception.path("service").asString("")).isEqualTo(SERVICE);
        assertThat(exception.path("message").asString(""))
            .startsWith(held(NODES - ALLOWED) + " held: more removals within an hour");
        assertThat(exception.path("details").path(0).asString(""))
            .startsWith("remove " + SERVICE + " from node");
        assertThat(view.all("/v1/instances"))
            .allMatch(instance -> instance.path("because").isEmpty());
        // What is held still runs, and its console keeps it.
        patiently().untilAsserted(() -> assertThat(view.targets("lab")).contains(NODES - ALLOWED));

        tagsComeBackEndTheHold(admin, view, nodes);

        // The five that went once within this hour count no second time.
        tags(admin, 0, NODES, List.of());
        heldAre(view, NODES - ALLOWED);
        assertThat(told(nodes)).isEqualTo(ALLOWED);
        releasedByAPerson(admin, view, nodes);
      } finally {
        nodes.forEach(SettlingNode::close);
      }
    }
  }

  private static void deployed(TestServer server, Caller admin, List<SettlingNode> nodes)
      throws Exception {
    assertThat(
            admin
                .apply(
                    Documents.service(SERVICE)
                        + Documents.policy("web", "tier = web", SERVICE, 9100)
                        + Documents.console("lab"))
                .status())
        .isEqualTo(200);
    tags(admin, 0, NODES, List.of("tier=web"));
    nodes.addAll(each(0, NODES, index -> () -> SettlingNode.connect(server, certname(index))));
    var view = new View(admin);
    patiently()
        .untilAsserted(
            () -> assertThat(view.targets("lab")).as("%s", view.standing()).contains(NODES));
    assertThat(told(nodes)).isZero();
  }

  private static void tagsComeBackEndTheHold(Caller admin, View view, List<SettlingNode> nodes)
      throws Exception {
    tags(admin, 0, NODES, List.of("tier=web"));
    patiently().until(() -> view.exceptions("brake", "closed").size() == 1);
    assertThat(view.exceptions("brake", "open")).isEmpty();
    patiently()
        .untilAsserted(
            () -> assertThat(view.targets("lab")).as("%s", view.standing()).contains(NODES));
    assertThat(told(nodes)).isEqualTo(ALLOWED);
  }

  private static void releasedByAPerson(Caller admin, View view, List<SettlingNode> nodes) {
    String id = view.exceptions("brake", "open").getFirst().path("id").asString("");
    Reply released = admin.send("POST", "/v1/exceptions/" + id + "/release", new byte[0]);
    assertThat(released.status()).isEqualTo(200);
    assertThat(released.json().path("message").asString(""))
        .isEqualTo(held(NODES - ALLOWED) + " released");
    patiently().until(() -> view.all("/v1/instances").isEmpty());
    assertThat(told(nodes)).isEqualTo(NODES);
    assertThat(view.exceptions("brake", "released")).hasSize(1);
    assertThat(view.exceptions("brake", "open")).isEmpty();
    assertThat(view.targets("lab")).contains(0);
    // Whatever a node could not take away is listed, though the instance is gone.
    assertThat(view.exceptions("kept", "open")).hasSize(NODES);
  }

  private static String held(int count) {
    return count + " removals (" + SERVICE + " " + count + ")";
  }

  /** Waits until so many removals are held, and the rest of the instances decided. */
  private static void heldAre(View view, int count) {
    patiently()
        .untilAsserted(
            () -> {
              List<JsonNode> open = view.exceptions("brake", "open");
              assertThat(open).hasSize(1);
              assertThat(open.getFirst().path("details").size()).isEqualTo(count);
            });
  }

  private static org.awaitility.core.ConditionFactory patiently() {
    return await().atMost(LONG).pollInterval(Duration.ofMillis(500));
  }

  private static long told(List<SettlingNode> nodes) {
    return nodes.stream().filter(node -> node.toldToRemove(SERVICE)).count();
  }

  private static String certname(int index) {
    return "node%03d.lab".formatted(index);
  }

  private static void tags(Caller admin, int from, int to, List<String> tags) throws Exception {
    assertThat(
            each(
                from,
                to,
                index -> () -> admin.putTags(certname(index), "import/hiera", tags).status()))
        .containsOnly(200);
  }

  private static <T> List<T> each(
      int from, int to, java.util.function.IntFunction<Callable<T>> task) throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<T>> futures =
          threads.invokeAll(IntStream.range(from, to).mapToObj(task).toList());
      var results = new ArrayList<T>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
