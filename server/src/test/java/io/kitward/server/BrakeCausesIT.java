package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Facts that change everywhere at once take away no more than the brake allows. */
class BrakeCausesIT {
  private static final int NODES = 12;
  private static final int ALLOWED = 5;

  @Test
  void removalsThatFactsAndRulesCauseAreHeldShownExplainedAndReleased() throws Exception {
    List<SettlingNode> nodes = new ArrayList<>();
    try (TestServer server = TestServer.start();
        Caller admin = server.admin()) {
      var view = new View(admin);
      Reply applied =
          admin.apply(
              """
              apiVersion: kitward/v1
              kind: TagRule
              metadata: {name: family}
              spec: {selector: all, tags: ['os=${facts.os.family}']}
              ---
              """
                  + Documents.service("byfact")
                  + Documents.service("byrule")
                  + Documents.policy("facts", "facts.os.family = Debian", "byfact", 1)
                  + Documents.policy("rules", "os = Debian", "byrule", 2));
      assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
      try {
        for (int i = 0; i < NODES; i++) {
          nodes.add(SettlingNode.connect(server, "node%02d.lab".formatted(i)));
        }
        await()
            .untilAsserted(
                () ->
                    assertThat(view.all("/v1/instances?phase=ok"))
                        .as("%s", view.standing())
                        .hasSize(2 * NODES));

        nodes.forEach(node -> node.become("RedHat"));
        await().untilAsserted(() -> assertThat(held(view)).hasSize(2 * (NODES - ALLOWED)));
        assertThat(held(view))
            .filteredOn(line -> line.startsWith("remove byfact from node"))
            .hasSize(NODES - ALLOWED);
        assertThat(told(nodes, "byfact")).isEqualTo(ALLOWED);
        assertThat(told(nodes, "byrule")).isEqualTo(ALLOWED);

        String[] one = held(view).getFirst().split(" ", -1);
        JsonNode why = admin.get("/v1/nodes/" + one[3] + "/explain?service=" + one[1]).json();
        assertThat(why.path("waiting").asString(""))
            .isEqualTo("the brake holds its removal until a person releases it");

        String id = view.exceptions("brake", "open").getFirst().path("id").asString("");
        assertThat(admin.send("POST", "/v1/exceptions/" + id + "/release", new byte[0]).status())
            .isEqualTo(200);
        await().untilAsserted(() -> assertThat(view.all("/v1/instances")).isEmpty());
        assertThat(told(nodes, "byrule")).isEqualTo(NODES);
      } finally {
        nodes.forEach(SettlingNode::close);
      }
    }
  }

  private static List<String> held(View view) {
    return view.exceptions("brake", "open").stream()
        .flatMap(each -> each.path("details").valueStream())
        .map(line -> line.asString(""))
        .toList();
  }

  private static long told(List<SettlingNode> nodes, String service) {
    return nodes.stream().filter(node -> node.toldToRemove(service)).count();
  }
}
