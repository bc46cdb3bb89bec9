package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only one node may act at a time. */
class OneAtATimeIT {

  private TestServer server;
  private Caller admin;
  private View view;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(1);
    admin = server.admin();
    view = new View(admin);
    assertThat(
            admin
                .apply(
                    Documents.service("exporter")
                        + Documents.policy("web", "web", "exporter", 9100)
                        + Documents.console("lab"))
                .status())
        .isEqualTo(200);
  }

  @AfterEach
  void stop() throws IOException {
    admin.close();
    server.close();
  }

  @Test
  void everyNodeHasItsTurn() throws Exception {
    var nodes = new ArrayList<SettlingNode>();
    try {
      for (int i = 0; i < 12; i++) {
        assertThat(admin.putTags("turn" + i + ".lab", "user/admin", List.of("web")).status())
            .isEqualTo(200);
        nodes.add(SettlingNode.connect(server, "turn" + i + ".lab"));
      }
      await().untilAsserted(() -> assertThat(view.targets("lab")).contains(12));
      assertThat(nodes).allMatch(node -> node.offers.size() == 1);
    } finally {
      nodes.forEach(SettlingNode::close);
    }
  }

  @Test
  void aNodeThatHangsKeepsTheOthersWaitingUntilItGoes() throws Exception {
    for (String node : List.of("hangs.lab", "first.lab", "second.lab")) {
      assertThat(admin.putTags(node, "user/admin", List.of("web")).status()).isEqualTo(200);
    }
    try (SettlingNode hangs = SettlingNode.hanging(server, "hangs.lab")) {
      await().until(() -> hangs.offers.size() == 1);
      try (SettlingNode first = SettlingNode.connect(server, "first.lab");
          SettlingNode second = SettlingNode.connect(server, "second.lab")) {
        for (String node : List.of("first.lab", "second.lab")) {
          await()
              .until(
                  () ->
                      view.instance(node, "exporter")
                          .orElseThrow()
                          .path("waiting")
                          .asString("")
                          .startsWith("waiting for its turn"));
        }
        assertThat(first.offers).isEmpty();
        assertThat(second.offers).isEmpty();
        hangs.leave();
        await().until(() -> first.offers.size() == 1 && second.offers.size() == 1);
      }
    }
  }
}
