package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Keys of nodes on the way to the console in which those nodes register: while they do, to nobody
 * else, and once in the audit trail.
 */
class LentKeysIT extends AtServer {

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: agent}
      spec:
        parameters: {password: {type: secret, perNode: true}}
        files: [{path: /etc/agent, mode: "0600", format: plain, template: "{{password}}"}]
        registration: {bacula: {port: "9102", password: "{{password}}"}, nagios: {port: "9102"}}
      ---
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: agent}
      spec: {selector: agent, effect: require, services: [agent]}
      ---
      """;

  LentKeysIT() throws Exception {}

  /** A console on a node of its own, whose file names keys of members. */
  private static String console(String name, String kind) {
    return """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: %1$s-hosts}
        spec:
          files:
            - path: /etc/hosts.conf
              mode: "0600"
              format: bacula
              template: |
                {{#members}}{{#services}}"{{certname}}" "{{fields.password}}"{{/services}}{{/members}}
        ---
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: %1$s}
        spec: {type: files, registersAs: %2$s, configure: {node: %1$s.lab, services: [{name: %1$s-hosts}]}}
        ---
        """
        .formatted(name, kind);
  }

  private static String reference(int version, String certname) {
    return "secret:agent-password@" + version + "~agent.password~" + certname;
  }

  private static Map<String, String> given(SettlingNode node) {
    return node.secrets.isEmpty() ? Map.of() : node.secrets.getLast();
  }

  private static String file(SettlingNode node) {
    return node.offers.isEmpty() ? "" : node.offers.getLast().instances().toString();
  }

  private List<String> lent(String certname) {
    return view.all("/v1/audit").stream()
        .filter(line -> line.path("action").asString("").equals("lend-key"))
        .filter(line -> line.path("target").asString("").equals("node/" + certname))
        .map(JsonNode::toString)
        .toList();
  }

  @Test
  void theConsolesOwnNodeHasThemWhileTheirNodesRegisterThereAndNobodyElseEver() throws Exception {
    apply(DOCUMENTS, console("director", "bacula"), console("nagios", "nagios"));
    try (var one = SettlingNode.connect(server, "one.lab");
        var two = SettlingNode.connect(server, "two.lab");
        var director = SettlingNode.connect(server, "director.lab");
        var nagios = SettlingNode.connect(server, "nagios.lab")) {
      tag("one.lab", "user/admin", List.of("agent"));
      tag("two.lab", "user/admin", List.of("agent"));
      String key = reference(1, "one.lab") + "#bacula";
      await().until(() -> given(director).size() == 2);
      assertThat(given(director).get(key))
          .matches("[0-9a-f]{64}")
          .isEqualTo(given(one).get(reference(1, "one.lab")));
      assertThat(file(director)).contains("${" + key + "}");
      assertThat(lent("director.lab"))
          .hasSize(2)
          .anyMatch(line -> line.contains(reference(1, "one.lab")) && line.contains("director"));

      // The other console knows the same nodes, but not by their keys.
      await().until(() -> file(nagios).contains("one.lab") && file(nagios).contains("two.lab"));
      assertThat(nagios.secrets.toString()).doesNotContain("agent");
      assertThat(one.secrets.toString()).doesNotContain("two.lab");
      assertThat(two.secrets.toString()).doesNotContain("one.lab");

      // Whatever stands in a registration: another's key, a master, a key of another service.
      for (String hostile :
          List.of(
              reference(1, "two.lab"), "secret:agent-password@1", reference(1, "director.lab"))) {
        registered("one.lab", hostile);
        due("director.lab");
        await()
            .until(
                () ->
                    file(director).contains("\"one.lab\\\" \\\"" + hostile + "\\\"")
                        || file(director).contains("\"one.lab\" \"" + hostile + "\""));
        assertThat(given(director).keySet()).containsExactly(reference(1, "two.lab") + "#bacula");
      }
      registered("one.lab", reference(1, "one.lab"));

      // A rotation reaches both sides, and each new key is in the trail as the first was.
      assertThat(admin.send("POST", "/v1/secrets/agent-password/rotate", new byte[0]).status())
          .isEqualTo(201);
      String next = reference(2, "one.lab") + "#bacula";
      await().until(() -> given(director).containsKey(next) && given(director).size() == 2);
      await().until(() -> given(one).containsKey(reference(2, "one.lab")));
      assertThat(given(director).get(next)).isEqualTo(given(one).get(reference(2, "one.lab")));
      assertThat(lent("director.lab")).hasSize(4);

      // Who registers no more is not in the file, and the key is not sent.
      tag("one.lab", "user/admin", List.of());
      await().until(() -> given(director).size() == 1);
      assertThat(given(director).keySet()).containsExactly(reference(2, "two.lab") + "#bacula");

      // Sent again it is not written again.
      tag("one.lab", "user/admin", List.of("agent"));
      await().until(() -> given(director).size() == 2);
      assertThat(lent("director.lab")).hasSize(4);
      assertThat(lent("nagios.lab")).isEmpty();

      // A console that is none any more has nothing.
      int offers = director.offers.size();
      Reply deleted = admin.delete("/v1/documents/Backend/director?confirm=1");
      assertThat(deleted.status()).as(deleted.toString()).isLessThan(300);
      await().until(() -> director.offers.size() > offers && given(director).isEmpty());
      assertThat(lent("director.lab")).hasSize(4);
    }
  }

  /** As only somebody with the server's own database could. */
  private void registered(String certname, String password) throws Exception {
    try (Handle handle = server.database()) {
      handle
          .createUpdate(
              """
              update registration set fields = jsonb_set(fields, '{password}', to_jsonb(cast(:password as text)))
              where backend = 'director' and instance_id in
                (select i.id from instance i join node n on n.id = i.node_id where n.certname = :certname)
              """)
          .bind("password", password)
          .bind("certname", certname)
          .execute();
    }
  }

  private void due(String certname) {
    tag(certname, "user/admin", List.of("looked-at=" + System.nanoTime()));
  }
}
