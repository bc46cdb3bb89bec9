package io.kitward.browser;

import io.kitward.lab.ServerApi;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What has to be made before its page can be looked at: plans in each state, a document with
 * revisions, drafts, and questions to a node.
 *
 * @param node one of the connected nodes
 * @param open a plan that changes and removes, not applied
 * @param group one of its groups of equal changes
 * @param touched the first node of that group
 * @param applied a plan that was carried out
 * @param outdated a plan whose document is another one by now
 * @param checked a question that the node answered
 * @param logs another one, for a log
 */
record Landmarks(
    String node,
    String open,
    String group,
    String touched,
    String applied,
    String outdated,
    String checked,
    String logs) {

  /** A policy of which there are two revisions. */
  static final String REVISED = "nobody";

  /** A policy whose draft has faults. */
  static final String FAULTY = "quiet-proxies";

  /** A policy that somebody else changed while a draft of it was written. */
  static final String OVERTAKEN = "log-receivers";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Makes all of it. */
  static Landmarks build(ServerApi api, Connection database, String node) throws Exception {
    String outdated = plan(api, Map.of("documents", revised("of a former plan")));
    var _ = api.send("POST", "/v1/documents", "application/yaml", revised("later")).orThrow();
    String open =
        plan(
            api,
            Map.of(
                "documents",
                clocks("time.example"),
                "delete",
                List.of("Policy/reachable-from-outside")));
    String applied =
        plan(
            api,
            Map.of(
                "tags",
                List.of(
                    Map.of(
                        "node", node, "source", "import/browser", "add", List.of("looked-at")))));
    var _ = api.send("POST", "/v1/plans/" + applied + "/apply", "", "").orThrow();
    drafts(new Seed(database));
    JsonNode group = largest(api.get("/v1/plans/" + open + "/groups").get("items"));
    String checked = ask(api, node, "check", "");
    String logs = ask(api, node, "logs", "chrony");
    for (String asked : List.of(checked, logs)) {
      String path = "/v1/nodes/" + node + "/operations/" + asked;
      Scene.await("the node's answer", () -> api.get(path).get("over").asBoolean());
    }
    return new Landmarks(
        node,
        open,
        group.get("id").asString(),
        group.get("sample").asString(),
        applied,
        outdated,
        checked,
        logs);
  }

  private static String plan(ServerApi api, Map<String, Object> change) {
    return api.send("POST", "/v1/plans", "application/json", JSON.writeValueAsString(change))
        .orThrow()
        .json()
        .get("id")
        .asString();
  }

  private static String ask(ServerApi api, String node, String kind, String service) {
    Map<String, Object> asked =
        Map.of(
            "kind", kind, "service", service, "until", "", "reason", "", "lines", 100, "seconds",
            30);
    return api.send(
            "POST",
            "/v1/nodes/" + node + "/operations",
            "application/json",
            JSON.writeValueAsString(asked))
        .orThrow()
        .json()
        .get("id")
        .asString();
  }

  private static JsonNode largest(JsonNode groups) {
    JsonNode largest = groups.get(0);
    for (JsonNode group : groups) {
      largest = group.get("nodes").asInt() > largest.get("nodes").asInt() ? group : largest;
    }
    return largest;
  }

  private static void drafts(Seed seed) throws Exception {
    String insert =
        "insert into draft (owner, kind, name, base_revision, text, changed_at)"
            + " values ('token/admin', 'Policy', ?, BASE, ?, now())";
    seed.run(
        insert.replace("BASE", "1"),
        List.of(
            FAULTY,
            """
            apiVersion: kitward/v1
            kind: Policy
            metadata: {name: quiet-proxies}
            spec:
              selector: role in (proxy, cache
              effect: require
              services: [node-exporter, no-such-service]
            """));
    // A draft that began from no revision: somebody has made the document meanwhile.
    seed.run(
        insert.replace("BASE", "0"),
        List.of(
            OVERTAKEN,
            """
            apiVersion: kitward/v1
            kind: Policy
            metadata: {name: log-receivers, description: Whoever receives logs}
            spec:
              selector: role = logs and environment = production
              effect: require
              services: [rsyslog-receiver]
            """));
  }

  private static String revised(String description) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: nobody, description: For servers that are not there yet, DESCRIPTION}
        spec:
          selector: role = mainframe
          effect: require
          services: [chrony]
        """
        .replace(", DESCRIPTION", " – " + description);
  }

  private static String clocks(String server) {
    return """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: every-server, description: "Whatever a server is for, its clock is right"}
        spec:
          selector: all
          effect: require
          services: [chrony]
          parameters:
            chrony: {servers: [SERVER]}
        """
        .replace("SERVER", server);
  }
}
