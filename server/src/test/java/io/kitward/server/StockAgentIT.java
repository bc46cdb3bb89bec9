package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.server.JavaStockClient.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Independent OpAMP clients at the real node door, with certificates of nodes: document, policy and
 * tag bring them their configuration, and what they say of it becomes conditions. Ends with a table
 * of what was exercised, which the reference page must hold.
 */
class StockAgentIT extends AtServer {

  private static final String JAVA = "opentelemetry-opamp-client 1.53.0-alpha";
  private static final String NODE = "@elastic/opamp-client-node 0.5.0";
  private static final TreeSet<String> EXERCISED = new TreeSet<>();

  StockAgentIT() throws Exception {}

  private static void exercised(String client, String transport, String message) {
    EXERCISED.add("| " + client + " | " + transport + " | " + message + " |");
  }

  @AfterAll
  static void table() throws Exception {
    EXERCISED.forEach(System.out::println);
    assertThat(Files.readAllLines(Path.of("../docs/reference/opamp.md"))).containsAll(EXERCISED);
  }

  private static String service(String name, String type) {
    return """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: %s}
        spec:
          parameters:
            endpoint: {type: string, default: "collector.lab:4317"}
          agent:
            type: %s
            config:
              - name: collector.yaml
                contentType: text/yaml
                format: yaml
                template: |
                  exporters:
                    otlp:
                      endpoint: "{{endpoint}}"
                  host: "{{certname}}"
        ---
        """
        .formatted(name, type);
  }

  private static String policy(String service, String endpoint) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: %s}
        spec:
          selector: %s
          effect: require
          services: [%s]
          parameters: {%s: {endpoint: "%s"}}
        ---
        """
        .formatted(service, service, service, service, endpoint);
  }

  private List<JsonNode> agents(String certname) {
    var agents = new ArrayList<JsonNode>();
    admin.get("/v1/nodes/" + certname + "/agents").json().path("items").forEach(agents::add);
    return agents;
  }

  private String condition(String certname, String service, String type) {
    for (JsonNode condition : view.instance(certname, service).orElseThrow().path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition.path("status").asString("") + " " + condition.path("message").asString("");
      }
    }
    return "";
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theJavaClientGetsItsConfigurationFromAPolicy(Transport transport) throws Exception {
    String name = "otel-java-" + transport.name().toLowerCase(java.util.Locale.ROOT);
    String certname = name + ".lab";
    String over =
        transport == Transport.HTTP ? "HTTP polling, mutual TLS" : "WebSocket, mutual TLS";
    apply(service(name, name), policy(name, "first.lab:4317"));
    try (var client = new JavaStockClient(server, server.credential(certname), name, transport)) {
      if (transport == Transport.WEBSOCKET) {
        await()
            .until(
                () -> {
                  client.describe(Long.toString(System.nanoTime()));
                  return admin.get("/v1/nodes/" + certname).status() == 200;
                });
        exercised(JAVA, over, "first message without a description, ReportFullState");
      }
      await().until(() -> admin.get("/v1/nodes/" + certname).status() == 200);
      exercised(JAVA, over, "AgentToServer: instance_uid, sequence_num, capabilities");
      tag(certname, "user/admin", List.of(name));
      await().until(() -> !client.configs.isEmpty());
      assertThat(client.configs.getFirst().get("collector.yaml"))
          .contains("first.lab:4317")
          .contains("host: \"" + certname + "\"");
      exercised(JAVA, over, "AgentRemoteConfig rendered from a policy, by the tag of its node");
      await().until(() -> view.phase(certname, name).equals("ok"));
      assertThat(condition(certname, name, "Configured")).startsWith("True");
      exercised(JAVA, over, "RemoteConfigStatus APPLIED becomes Configured True, phase ok");

      JsonNode agent = agents(certname).getFirst();
      assertThat(agent.path("type").asString("")).isEqualTo(name);
      assertThat(agent.path("connected").asBoolean(false)).isTrue();
      assertThat(agent.path("services").get(0).asString("")).isEqualTo(name);
      exercised(JAVA, over, "AgentDescription");
      await()
          .untilAsserted(
              () ->
                  assertThat(
                          agents(certname)
                              .getFirst()
                              .path("effective")
                              .path("collector.yaml")
                              .asString(""))
                      .contains("first.lab:4317")
                      .contains("api_key: ***"));
      exercised(JAVA, over, "EffectiveConfig, kept without secrets");

      client.refuses = true;
      apply(policy(name, "second.lab:4317"));
      await().until(() -> client.configs.size() >= 2);
      assertThat(client.configs.getLast().get("collector.yaml")).contains("second.lab:4317");
      await().until(() -> view.phase(certname, name).equals("failed"));
      assertThat(condition(certname, name, "Configured"))
          .isEqualTo("False this exporter is not compiled in");
      exercised(JAVA, over, "RemoteConfigStatus FAILED becomes Configured False with its words");

      client.refuses = false;
      apply(policy(name, "third.lab:4317"));
      await().until(() -> view.phase(certname, name).equals("ok"));
      int sent = client.configs.size();
      tag(certname, "user/admin", List.of());
      await().until(() -> view.instance(certname, name).isEmpty());
      assertThat(client.configs).hasSize(sent).noneMatch(Map::isEmpty);
      exercised(JAVA, over, "a policy that goes sends nothing: no empty configuration");
      assertThat(client.errors).isEmpty();
    }
    if (transport == Transport.WEBSOCKET) {
      await().until(() -> !agents(certname).getFirst().path("connected").asBoolean(true));
      // By polling, this client says no goodbye.
      exercised(JAVA, over, "AgentDisconnect");
    }
  }

  @Test
  void theNodeClientGetsItsConfigurationFromAPolicyBesideItsNodesConnector() throws Exception {
    String certname = "otel-node.lab";
    String over = "HTTP polling, mutual TLS";
    apply(service("otel-node", "otel-node"), policy("otel-node", "first.lab:4317"));
    try (var connector = SettlingNode.connect(server, certname);
        var client = StockClients.node(server, connector.credential, server.ca(), "otel-node")) {
      tag(certname, "user/admin", List.of("otel-node"));
      await().until(() -> !client.configs().isEmpty());
      JsonNode entry = client.configs().getFirst().path("config").path("collector.yaml");
      assertThat(entry.path("type").asString("")).isEqualTo("text/yaml");
      assertThat(entry.path("text").asString("")).contains("first.lab:4317");
      exercised(NODE, over, "AgentRemoteConfig rendered from a policy, by the tag of its node");
      await().until(() -> view.phase(certname, "otel-node").equals("ok"));
      exercised(NODE, over, "RemoteConfigStatus APPLIED becomes Configured True, phase ok");
      assertThat(agents(certname).getFirst().path("attributes").path("os.type").asString(""))
          .isEqualTo("linux");
      exercised(NODE, over, "AgentDescription");
      assertThat(client.said("\"capabilities\":31")).isTrue();
      exercised(NODE, over, "ServerToAgent: capabilities");
      // Its connector has a session beside it, and is told nothing of what the agent carries out.
      assertThat(admin.get("/v1/nodes/" + certname).json().path("connected").asBoolean(false))
          .isTrue();
      assertThat(connector.offers).allMatch(offer -> offer.instances().isEmpty());
      exercised(NODE, over, "an agent beside a connector with the same certificate");

      server.restart();
      int before = client.said.size();
      await().until(() -> client.said.size() > before && client.said("\"flags\":1"));
      await().until(() -> agents(certname).getFirst().path("connected").asBoolean(false));
      await().until(() -> view.phase(certname, "otel-node").equals("ok"));
      exercised(NODE, over, "ReportFullState asked for after the server forgot it, and answered");
      assertThat(client.configs()).hasSize(1);
      exercised(NODE, over, "what it holds already is not sent again");
    }
  }

  @Test
  void anAgentThatCallsItselfAsAnotherNodesDoesIsGivenANameOfItsOwn() throws Exception {
    String over = "HTTP polling, mutual TLS";
    String uid = "01890a5d-ac96-774b-bcce-b302099a8057";
    var first = server.credential("one.lab");
    var second = server.credential("two.lab");
    try (var one = StockClients.node(server, first, server.ca(), "same", uid);
        var two = StockClients.node(server, second, server.ca(), "same", uid)) {
      await().until(() -> admin.get("/v1/nodes/one.lab").status() == 200);
      await().until(() -> admin.get("/v1/nodes/two.lab").status() == 200);
      await().until(() -> !agents("one.lab").isEmpty() && !agents("two.lab").isEmpty());
      assertThat(agents("one.lab").getFirst().path("instanceUid"))
          .isNotEqualTo(agents("two.lab").getFirst().path("instanceUid"));
      assertThat(one.said).isNotEmpty();
      assertThat(two.said).isNotEmpty();
      exercised(NODE, over, "AgentIdentification: new_instance_uid");
    }
  }
}
