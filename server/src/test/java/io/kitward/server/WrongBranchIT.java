package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Puppet's feature branch runs on every node: its tags are there, and those of before are not. */
class WrongBranchIT {
  private static final int NODES = 12;
  private static final int ALLOWED = 5;

  @Test
  void whatABranchAddsComesWhatItTakesAwayIsHeldAndAllIsAsBeforeOnceItIsGone() throws Exception {
    List<SettlingNode> nodes = new ArrayList<>();
    List<Caller> puppets = new ArrayList<>();
    try (TestServer server = TestServer.start();
        Caller admin = server.admin()) {
      var view = new View(admin);
      Reply applied =
          admin.apply(
              Documents.service("agent")
                  + Documents.service("probe")
                  + Documents.policy("web", "tier = web", "agent", 1)
                  + Documents.policy("feature", "feature", "probe", 2));
      assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
      try {
        for (int i = 0; i < NODES; i++) {
          nodes.add(SettlingNode.connect(server, certname(i)));
          puppets.add(server.node(certname(i)));
        }
        run(puppets, List.of("tier=web"));
        await().untilAsserted(() -> assertThat(ok(view, "agent")).isEqualTo(NODES));

        run(puppets, List.of("tier=wbe", "feature"));
        await()
            .untilAsserted(
                () -> {
                  assertThat(ok(view, "probe")).as("%s", view.standing()).isEqualTo(NODES);
                  assertThat(view.exceptions("brake", "open"))
                      .singleElement()
                      .satisfies(it -> assertThat(it.path("details")).hasSize(NODES - ALLOWED));
                });
        assertThat(nodes).filteredOn(node -> node.toldToRemove("agent")).hasSize(ALLOWED);

        run(puppets, List.of("tier=web"));
        await()
            .untilAsserted(
                () -> {
                  assertThat(ok(view, "agent")).as("%s", view.standing()).isEqualTo(NODES);
                  // The branch's own service: five may go, the others wait for a person.
                  assertThat(view.all("/v1/instances?service=probe")).hasSize(NODES - ALLOWED);
                });
        assertThat(nodes).filteredOn(node -> node.toldToRemove("agent")).hasSize(ALLOWED);
      } finally {
        nodes.forEach(SettlingNode::close);
        puppets.forEach(Caller::close);
      }
    }
  }

  @Test
  void anEmptyListOnEveryNodeTakesAwayAFewAndHoldsTheRest() throws Exception {
    List<SettlingNode> nodes = new ArrayList<>();
    List<Caller> puppets = new ArrayList<>();
    try (TestServer server = TestServer.start();
        Caller admin = server.admin()) {
      var view = new View(admin);
      admin.apply(Documents.service("agent") + Documents.policy("web", "tier = web", "agent", 1));
      try {
        for (int i = 0; i < NODES; i++) {
          nodes.add(SettlingNode.connect(server, certname(i)));
          puppets.add(server.node(certname(i)));
          declare(puppets.get(i), "{\"tag\":\"tier=web\"}");
        }
        await().untilAsserted(() -> assertThat(ok(view, "agent")).isEqualTo(NODES));

        puppets.forEach(puppet -> declare(puppet, ""));

        await()
            .untilAsserted(
                () ->
                    assertThat(view.exceptions("brake", "open"))
                        .singleElement()
                        .satisfies(it -> assertThat(it.path("details")).hasSize(NODES - ALLOWED)));
        assertThat(nodes).filteredOn(node -> node.toldToRemove("agent")).hasSize(ALLOWED);
      } finally {
        nodes.forEach(SettlingNode::close);
        puppets.forEach(Caller::close);
      }
    }
  }

  /** What a Puppet run without proofs sends. */
  private static void declare(Caller puppet, String tags) {
    Reply reply =
        puppet.send(
            "PUT",
            "/v1/nodes/self/declaration",
            ("{\"environment\":\"production\",\"services\":[],\"tags\":[" + tags + "]}")
                .getBytes(StandardCharsets.UTF_8),
            "content-type",
            "application/json");
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
  }

  private static String certname(int i) {
    return "node%02d.lab".formatted(i);
  }

  private static void run(List<Caller> puppets, List<String> tags) {
    for (Caller puppet : puppets) {
      assertThat(puppet.putTags("self", "node", tags).status()).isEqualTo(200);
    }
  }

  private static int ok(View view, String service) {
    return view.all("/v1/instances?phase=ok&service=" + service).size();
  }
}
