package io.kitward.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Secrets that the server makes and fills in by itself, on their way to nodes: keys that each node
 * has for itself, consoles' tokens, and what a rotation does to both.
 */
class NodeKeysIT extends AtServer {

  NodeKeysIT() throws Exception {}

  private static String service(String name, String parameters, String template) {
    return """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: %s}
        spec:
          parameters: {%s}
          files:
            - {path: /etc/%s, mode: "0600", format: plain, template: "%s"}
        ---
        """
        .formatted(name, parameters, name, template);
  }

  private static String policy(String service, String parameters) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: %s}
        spec: {selector: %s, effect: require, services: [%s], parameters: {%s: {%s}}}
        ---
        """
        .formatted(service, service, service, service, parameters);
  }

  private static String key(String master, String service, String certname) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(master.getBytes(UTF_8), "HmacSHA256"));
    String text = "kitward/node-key/v1\0" + service + "\0psk\0" + certname + "\0";
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
  }

  private static Map<String, String> given(SettlingNode node) {
    return node.secrets.isEmpty() ? Map.of() : node.secrets.getLast();
  }

  private Reply post(String path, String body) {
    return admin.send("POST", path, body.getBytes(UTF_8), "content-type", "application/json");
  }

  private Reply rotate(String name) {
    return admin.send("POST", "/v1/secrets/" + name + "/rotate", new byte[0]);
  }

  private void set(String name, String value) {
    assertThat(
            post("/v1/secrets", "{\"name\":\"%s\",\"value\":\"%s\"}".formatted(name, value))
                .status())
        .isEqualTo(201);
  }

  @Test
  void eachNodeIsGivenItsOwnKeyAloneAndAnotherAfterARotation() throws Exception {
    apply(service("agent", "psk: {type: secret, perNode: true}", "{{psk}}"), policy("agent", ""));
    try (var one = SettlingNode.connect(server, "one.lab");
        var two = SettlingNode.connect(server, "two.lab")) {
      tag("one.lab", "user/admin", List.of("agent"));
      tag("two.lab", "user/admin", List.of("agent"));
      String master = server.secret("agent-psk", 1);
      assertThat(master).matches("[0-9a-f]{64}");
      String first = "secret:agent-psk@1~agent.psk~one.lab";
      await().until(() -> given(one).containsKey(first));
      await().until(() -> !given(two).isEmpty());
      assertThat(given(one)).isEqualTo(Map.of(first, key(master, "agent", "one.lab")));
      assertThat(given(two))
          .isEqualTo(
              Map.of("secret:agent-psk@1~agent.psk~two.lab", key(master, "agent", "two.lab")));

      Reply rotated = rotate("agent-psk");
      assertThat(rotated.status()).as(rotated.toString()).isEqualTo(201);
      assertThat(rotated.json().path("reference").asString("")).isEqualTo("secret:agent-psk@2");
      assertThat(rotated.json().path("older")).isEmpty();
      String next = server.secret("agent-psk", 2);
      assertThat(next).matches("[0-9a-f]{64}").isNotEqualTo(master);
      await()
          .untilAsserted(
              () ->
                  assertThat(given(one))
                      .isEqualTo(
                          Map.of(
                              "secret:agent-psk@2~agent.psk~one.lab",
                              key(next, "agent", "one.lab"))));
      await()
          .untilAsserted(
              () -> assertThat(given(two)).containsKey("secret:agent-psk@2~agent.psk~two.lab"));
      assertThat(one.secrets.toString() + two.secrets).doesNotContain(master, next);
      assertThat(one.secrets.toString()).doesNotContain(key(master, "agent", "two.lab"));
      await().until(() -> view.phase("one.lab", "agent").equals("ok"));
      assertThat(audited("rotate-secret", "secret/agent-psk")).isTrue();
    }
  }

  private boolean audited(String action, String target) {
    return view.all("/v1/audit").stream()
        .anyMatch(
            line ->
                line.path("action").asString("").equals(action)
                    && line.path("target").asString("").equals(target));
  }

  @Test
  void aMasterThatAPersonGivesIsNeverTheirsToSend() throws Exception {
    set("given-master", "a master that a person gave");
    set("harmless", "harmless");
    apply(
        service("keyed", "psk: {type: secret, perNode: true}", "{{psk}}"),
        policy("keyed", "psk: 'secret:given-master@1'"),
        service("plain", "t: {type: secret}", "{{t}}"),
        policy("plain", "t: 'secret:harmless@1'"));
    String theft = policy("plain", "t: 'secret:given-master@1'");
    assertThat(admin.apply(theft).toString()).startsWith("422").contains("goes nowhere as it is");
    assertThat(
            admin
                .apply(policy("plain", "t: 'secret:given-master@1~keyed.psk~victim.lab'"))
                .toString())
        .startsWith("422");
    try (var node = SettlingNode.connect(server, "thief.lab")) {
      tag("thief.lab", "user/admin", List.of("keyed", "plain"));
      await().until(() -> given(node).size() == 2);
      // Once no document derives from it any more, it can be named; and is still given to nobody.
      apply(policy("keyed", ""));
      apply(theft);
      await()
          .until(
              () ->
                  node.offers.getLast().instances().stream()
                      .flatMap(instance -> instance.files().stream())
                      .anyMatch(file -> file.content().contains("secret:given-master@1}")));
      assertThat(node.secrets.toString()).doesNotContain("a master that a person gave");
    }
  }

  @Test
  void whatPeopleSetIsGivenItsNextValueByThemAndDocumentsStay() {
    set("theirs", "one");
    apply(
        service("theirs", "t: {type: secret}", "{{t}}"), policy("theirs", "t: 'secret:theirs@1'"));
    Reply refused = rotate("theirs");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.problem()).isEqualTo("secret-value-needed");
    JsonNode next = post("/v1/secrets", "{\"name\":\"theirs\",\"value\":\"two\"}").json();
    assertThat(next.path("older").size()).isEqualTo(1);
    assertThat(next.path("older").get(0).path("document").asString("")).isEqualTo("Policy/theirs");
    assertThat(next.path("older").get(0).path("path").asString(""))
        .isEqualTo("spec.parameters.theirs.t");
    assertThat(next.path("older").get(0).path("reference").asString(""))
        .isEqualTo("secret:theirs@1");
  }

  @Test
  void noDiscoveryIsRefusedWhileAConsolesTokenIsRotated() throws Exception {
    apply(
        service("job", "token: {type: secret}", "{{token}}"),
        """
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: mon}
        spec: {type: prometheus, url: "http://127.0.0.1:9", configure: {node: mon.lab, services: [{name: job}]}}
        """);
    try (var node = SettlingNode.connect(server, "mon.lab")) {
      await().until(() -> given(node).containsKey("secret:console-mon@1"));
      String first = server.secret("console-mon", 1);
      assertThat(given(node)).containsValue(first);
      assertThat(discovers(first)).isEqualTo(200);
      assertThat(rotate("console-mon").status()).isEqualTo(201);
      assertThat(rotate("console-mon").status()).isEqualTo(201);
      assertThat(discovers(first)).isEqualTo(200);
      await().until(() -> given(node).containsKey("secret:console-mon@3"));
      String newest = server.secret("console-mon", 3);
      assertThat(given(node)).containsValue(newest);
      assertThat(discovers(server.secret("console-mon", 2))).isEqualTo(200);
      assertThat(discovers(first)).isEqualTo(200);
      assertThat(discovers(newest)).isEqualTo(200);
      assertThat(discovers(first)).isEqualTo(401);
      assertThat(discovers(server.secret("console-mon", 2))).isEqualTo(401);
      assertThat(discovers(newest)).isEqualTo(200);
    }
  }

  private int discovers(String token) throws Exception {
    try (Caller console = server.bearing(token)) {
      return console.get("/sd/prometheus/mon").status();
    }
  }
}
