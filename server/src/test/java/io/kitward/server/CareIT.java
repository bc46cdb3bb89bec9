package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A tool that was on its node before, and a person who works there. */
class CareIT {

  private static final String NODE = "db1.example.com";
  private static final String SERVICE = "exporter";

  @Test
  void anAdoptableToolWaitsForAPersonAndASuspendedOneRaisesNoException() throws Exception {
    try (TestServer server = TestServer.start();
        Caller admin = server.admin();
        SettlingNode node = SettlingNode.furnished(server, NODE)) {
      var view = new View(admin);
      assertThat(
              admin
                  .apply(
                      Documents.service(SERVICE)
                          + Documents.policy("web", "tier = web", SERVICE, 9100))
                  .status())
          .isEqualTo(200);
      assertThat(admin.putTags(NODE, "user/admin", List.of("tier=web")).status()).isEqualTo(200);

      patiently()
          .untilAsserted(
              () ->
                  assertThat(view.exceptions("adoptable", "open"))
                      .as("%s", view.all("/v1/nodes/" + NODE + "/instances"))
                      .hasSize(1));
      JsonNode exception = view.exceptions("adoptable", "open").getFirst();
      assertThat(exception.path("details").valueStream().map(line -> line.asString("")))
          .containsExactly("--- /etc/x", "- theirs", "+ ours");
      assertThat(exception.path("releasable").asBoolean(false)).isTrue();
      patiently().until(() -> view.phase(NODE, SERVICE).equals("blocked"));

      post(admin, "/v1/exceptions/" + exception.path("id").asString("") + "/release");
      patiently().until(() -> view.phase(NODE, SERVICE).equals("ok"));
      assertThat(view.exceptions("adoptable", "open")).isEmpty();
      assertThat(view.exceptions("adoptable", "released")).hasSize(1);

      Instant before = Instant.now();
      JsonNode suspension =
          post(admin, "/v1/nodes/" + NODE + "/suspend?service=exporter&expires=2h&reason=disk")
              .json();
      assertThat(Instant.parse(suspension.path("until").asString("")))
          .isAfter(before.plus(Duration.ofMinutes(119)));
      patiently().until(() -> view.phase(NODE, SERVICE).equals("blocked"));
      assertThat(view.exceptions("gave-up", "open")).isEmpty();
      InstanceDesired told = last(node).instances().getFirst();
      assertThat(told.conduct().mode()).isEqualTo(InstanceDesired.Mode.SUSPENDED);
      assertThat(told.conduct().adopt()).isEqualTo(InstanceDesired.Adopt.TAKE);

      post(admin, "/v1/nodes/" + NODE + "/resume?service=exporter");
      patiently().until(() -> view.phase(NODE, SERVICE).equals("ok"));
      assertThat(last(node).instances().getFirst().hash()).isEqualTo(told.hash());
    }
  }

  @Test
  void aToolOfPuppetsWaitsForAPersonWhoSeesWhatWouldChange() throws Exception {
    try (TestServer server = TestServer.start();
        Caller admin = server.admin();
        SettlingNode node = SettlingNode.puppets(server, NODE)) {
      var view = new View(admin);
      admin.apply(
          Documents.service(SERVICE) + Documents.policy("web", "tier = web", SERVICE, 9100));
      assertThat(admin.putTags(NODE, "user/admin", List.of("tier=web")).status()).isEqualTo(200);

      patiently().untilAsserted(() -> assertThat(view.exceptions("rival", "open")).hasSize(1));
      JsonNode exception = view.exceptions("rival", "open").getFirst();
      assertThat(exception.path("message").asString(""))
          .isEqualTo("Puppet manages File[/etc/x] here too");
      assertThat(exception.path("details").valueStream().map(line -> line.asString("")))
          .containsExactly(
              "/etc/x has another content", "- theirs", "+ ours", "x would be restarted");
      patiently().until(() -> view.phase(NODE, SERVICE).equals("blocked"));

      post(admin, "/v1/exceptions/" + exception.path("id").asString("") + "/release");
      patiently().until(() -> view.phase(NODE, SERVICE).equals("ok"));
      assertThat(view.exceptions("rival", "released")).hasSize(1);
      assertThat(last(node).instances().getFirst().conduct().adopt())
          .isEqualTo(InstanceDesired.Adopt.TAKE);
    }
  }

  @Test
  void aSuspensionEndsByItself() throws Exception {
    try (TestServer server = TestServer.start();
        Caller admin = server.admin();
        SettlingNode node = SettlingNode.connect(server, NODE)) {
      admin.apply(
          Documents.service(SERVICE) + Documents.policy("web", "tier = web", SERVICE, 9100));
      assertThat(admin.putTags(NODE, "user/admin", List.of("tier=web")).status()).isEqualTo(200);
      patiently().until(() -> !node.offers.isEmpty());
      post(admin, "/v1/nodes/" + NODE + "/suspend?expires=3s");
      patiently()
          .until(
              () ->
                  node.offers.stream()
                      .anyMatch(
                          state ->
                              state.instances().getFirst().conduct().mode()
                                  == InstanceDesired.Mode.SUSPENDED));
      patiently()
          .until(
              () ->
                  last(node).instances().getFirst().conduct().mode()
                      == InstanceDesired.Mode.ENFORCE);
    }
  }

  private static DesiredState last(SettlingNode node) {
    return node.offers.getLast();
  }

  private static Reply post(Caller admin, String path) {
    Reply reply = admin.send("POST", path, new byte[0]);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    return reply;
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }
}
