package io.kitward.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.kitward.protocol.Json;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Secrets that a test would recognise, of every kind, on their way through a whole server: whatever
 * may be read of it afterwards holds none of their values.
 */
class NeverOutIT extends AtServer {

  private static final String GIVEN = "gIvEn-7c1d2e4f";
  private static final String NODE = "db1.lab";

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: agent}
      spec:
        parameters:
          psk: {type: secret, perNode: true}
          given: {type: secret}
          size: {type: integer, default: 1}
        files:
          - {path: /etc/agent.key, mode: "0600", format: plain, template: "{{psk}}"}
          - {path: /etc/agent.env, mode: "0600", format: shell, template: 'A="{{given}}" B="{{psk}}" C={{size}}'}
        registration: {zabbix: {psk-identity: "{{certname}}", psk: "{{psk}}"}}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: job}
      spec:
        parameters: {token: {type: secret}}
        files: [{path: /etc/job, mode: "0600", format: plain, template: "{{token}}"}]
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: agent}
      spec: {selector: agent, effect: require, services: [agent], parameters: {agent: {given: "secret:given@1"}}}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: mon}
      spec: {type: prometheus, url: "http://127.0.0.1:9", configure: {node: mon.lab, services: [{name: job}]}}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: backed}
      spec:
        parameters: {password: {type: secret, perNode: true}}
        files: [{path: /etc/backed, mode: "0600", format: bacula, template: 'Password = "{{password}}"'}]
        registration: {bacula: {password: "{{password}}"}}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: backed}
      spec: {selector: agent, effect: require, services: [backed]}
      ---
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: director}
      spec:
        files:
          - path: /etc/director
            mode: "0640"
            format: bacula
            template: '{{#members}}{{#services}}Password = "{{fields.password}}"{{/services}}{{/members}}'
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: backup}
      spec: {type: files, registersAs: bacula, configure: {node: backup.lab, services: [{name: director}]}}
      ---
      apiVersion: kitward/v1
      kind: Repository
      metadata: {name: ops}
      spec:
        url: https://127.0.0.1:9/ops.git
        branch: main
        user: kitward
        secret: secret:given@1
        approval: manual
      ---
      """;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.kitward");

  NeverOutIT() throws Exception {}

  @BeforeAll
  void listen() {
    log.start();
    logger.setLevel(Level.TRACE);
    logger.addAppender(log);
  }

  @AfterAll
  void listenNoMore() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private Reply post(String path, String body) {
    return admin.send("POST", path, body.getBytes(UTF_8), "content-type", "application/json");
  }

  @Test
  void nothingThatCanBeReadHoldsTheValueOfASecret() throws Exception {
    assertThat(post("/v1/secrets", "{\"name\":\"given\",\"value\":\"" + GIVEN + "\"}").status())
        .isEqualTo(201);
    apply(DOCUMENTS);
    try (var node = SettlingNode.connect(server, NODE);
        var console = SettlingNode.connect(server, "mon.lab");
        var director = SettlingNode.connect(server, "backup.lab")) {
      tag(NODE, "user/admin", List.of("agent"));
      await().until(() -> !node.secrets.isEmpty() && node.secrets.getLast().size() == 4);
      await().until(() -> !console.secrets.isEmpty() && console.secrets.getLast().size() == 1);
      for (String name : List.of("agent-psk", "backed-password", "console-mon")) {
        assertThat(post("/v1/secrets/" + name + "/rotate", "").status()).isEqualTo(201);
      }
      await().until(() -> console.secrets.getLast().containsKey("secret:console-mon@2"));
      await()
          .until(() -> node.secrets.getLast().containsKey("secret:agent-psk@2~agent.psk~" + NODE));
      await()
          .until(
              () ->
                  !director.secrets.isEmpty()
                      && director
                          .secrets
                          .getLast()
                          .containsKey(
                              "secret:backed-password@2~backed.password~" + NODE + "#bacula"));
      String plan = planned();
      await().until(() -> view.phase(NODE, "agent").equals("ok"));

      Map<String, String> values = values(node, console, director);
      assertThat(values.keySet()).hasSizeGreaterThanOrEqualTo(9);
      Map<String, String> read = read(plan);
      assertThat(read).hasSizeGreaterThan(25);
      assertThat(read.get("/v1/nodes/{certname}/explain")).contains("secret:agent-psk@2");
      assertThat(read.get("/v1/plans/{id}")).contains("agent");
      server.texts().forEach((table, rows) -> read.put("table " + table, rows.toString()));
      assertThat(read.get("table instance"))
          .contains("secret:agent-psk@2~agent.psk~" + NODE + "#shell");
      read.put("log", logged());
      assertThat(read.get("log")).isNotEmpty();
      read.forEach(
          (where, text) ->
              values.forEach(
                  (what, value) ->
                      assertThat(text.contains(value)).as(what + " in " + where).isFalse()));
    }
  }

  /** A plan that shows the differences of files with secrets in them. */
  private String planned() {
    String changed = DOCUMENTS.replace("C={{size}}", "C={{size}}0");
    Reply reply = post("/v1/plans", Json.MAPPER.writeValueAsString(Map.of("documents", changed)));
    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    return reply.json().path("id").asString("");
  }

  private Map<String, String> values(SettlingNode... nodes) throws Exception {
    var values = new LinkedHashMap<String, String>();
    for (SettlingNode node : nodes) {
      node.secrets.forEach(values::putAll);
    }
    for (int version : List.of(1, 2)) {
      values.put("master " + version, server.secret("agent-psk", version));
      values.put("key's master " + version, server.secret("backed-password", version));
      values.put("token " + version, server.secret("console-mon", version));
    }
    assertThat(values).containsValue(GIVEN);
    // As a dump of bytes would show them.
    Map.copyOf(values)
        .forEach(
            (what, value) ->
                values.put(
                    what + " in hexadecimal", HexFormat.of().formatHex(value.getBytes(UTF_8))));
    return values;
  }

  /** What each route that reads answers, by its path in the description. */
  private Map<String, String> read(String plan) {
    JsonNode paths = new YAMLMapper().readTree(admin.get("/openapi.yaml").body()).path("paths");
    var read = new TreeMap<String, String>();
    var refused = new ArrayList<String>();
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      if (!path.getValue().has("get")) {
        continue;
      }
      String query = path.getKey().endsWith("/explain") ? "?service=agent" : "";
      Reply reply = admin.get(filled(path.getKey(), plan) + query);
      read.put(path.getKey(), reply.body());
      if (reply.status() != 200) {
        refused.add(reply.status() + " " + path.getKey());
      }
    }
    assertThat(refused)
        .as("a node's own routes, and what is not there")
        .allMatch(line -> line.matches("(403|404|409|503) .*"))
        .hasSizeLessThan(10);
    return read;
  }

  private static String filled(String path, String plan) {
    return path.replace("{certname}", NODE)
        .replace("{source}", "user/admin")
        .replace("{kind}", "Service")
        .replace("{name}", "agent")
        .replace("{backend}", "mon")
        .replace("{repository}", "ops")
        .replace("{id}", plan)
        .replaceAll("\\{[^}]*}", "none");
  }

  private String logged() {
    var text = new StringBuilder();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      text.append(event.getFormattedMessage()).append('\n');
      if (event.getThrowableProxy() != null) {
        text.append(ThrowableProxyUtil.asString(event.getThrowableProxy())).append('\n');
      }
    }
    return text.toString();
  }
}
