package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad documents are refused by the server with a place and a next step, and nothing is kept. */
class BadDocumentsIT extends AtServer {

  BadDocumentsIT() throws Exception {}

  /**
   * Refused when it is applied and when it is planned; none of it is there, its neighbour neither.
   */
  private void refused(String documents, String words) {
    String neighbour = group("neighbour", "all");
    Reply applied = admin.apply(neighbour + documents);
    assertThat(applied.status()).isEqualTo(422);
    assertThat(applied.problem()).isEqualTo("documents-invalid");
    assertThat(applied.body()).contains(words);
    Reply planned =
        admin.send(
            "POST",
            "/v1/plans",
            Json.bytes(Map.of("documents", neighbour + documents)),
            "content-type",
            "application/json");
    assertThat(planned.problem()).isEqualTo("documents-invalid");
    assertThat(admin.get("/v1/documents/Group/neighbour").status()).isEqualTo(404);
    assertThat(admin.get("/v1/plans").json().path("items")).isEmpty();
  }

  private static String group(String name, String selector) {
    return """
        apiVersion: kitward/v1
        kind: Group
        metadata: {name: %s}
        spec: {selector: "%s"}
        ---
        """
        .formatted(name, selector);
  }

  @Test
  void aSelectorOfOneMegabyteIsRefused() {
    refused(group("long", "a" + ",a".repeat(500_000)), "KSEL-TOO-LONG");
  }

  @Test
  void aSelectorNestedTenThousandDeepIsRefused() {
    refused(group("deep", "(".repeat(10_000) + "a" + ")".repeat(10_000)), "KSEL-TOO-DEEP");
  }

  @Test
  void anEmptySelectorIsRefused() {
    refused(group("empty", ""), "write all to mean all");
  }

  @Test
  void groupsInACircleAreRefused() {
    refused(group("one", "group:two") + group("two", "group:one"), "KDOC-CIRCLE");
  }

  @Test
  void twoDocumentsOfOneNameAreRefusedInYamlAndInJson() {
    refused(group("twin", "a") + group("twin", "b"), "KDOC-DUPLICATE-DOCUMENT");
    Map<String, Object> twin =
        Map.of(
            "apiVersion",
            "kitward/v1",
            "kind",
            "Group",
            "metadata",
            Map.of("name", "twin"),
            "spec",
            Map.of("selector", "all"));
    Reply json =
        admin.send(
            "POST",
            "/v1/documents",
            Json.bytes(List.of(twin, twin)),
            "content-type",
            "application/json");
    assertThat(json.problem()).isEqualTo("documents-invalid");
    assertThat(json.body()).contains("KDOC-DUPLICATE-DOCUMENT");
    assertThat(admin.get("/v1/documents/Group/twin").status()).isEqualTo(404);
  }

  @Test
  void anUnknownKindAndAnUnknownFieldAreRefused() {
    refused(group("x", "a").replace("kind: Group", "kind: Gruop"), "did you mean Group?");
    refused(group("x", "a").replace("selector:", "selektor:"), "did you mean selector?");
  }

  @Test
  void aPolicyWithoutSelectorIsRefused() {
    refused(
        Documents.service("s") + Documents.policy("p", "all", "s", 1).replace("selector: all", ""),
        "spec.selector");
  }

  @Test
  void aParameterThatShadowsASecretIsRefused() {
    String service =
        """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: s}
        spec: {parameters: {token: {type: secret}, note: {type: string}}}
        ---
        """;
    String policy = Documents.policy("p", "all", "s", 1);
    refused(
        service + policy.replace("port: 1", "token: plain"),
        "does not fit the type secret; expected a reference secret:NAME@VERSION");
    refused(service + policy.replace("port: 1", "note: 'secret:root@1'"), "does not fit the type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\0b", "\\ud800"})
  void aTextThatNoDatabaseHoldsIsRefused(String text) {
    refused(
        group("x", "a").replace("{name: x}", "{name: x, description: \"" + text + "\"}"),
        "holds a character that is none");
  }
}
