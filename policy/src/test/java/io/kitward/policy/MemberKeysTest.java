package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of members in a file of their console. */
class MemberKeysTest {

  private static final String KEY = "secret:agent-password@2~agent.password~a.lab";

  private static final String DOCUMENTS =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: hosts}
      spec:
        files:
          - path: /etc/hosts.conf
            mode: "0640"
            format: bacula
            template: |
              {{#members}}
              {{#services}}
              {{#fields.password}}
              Client { Name = "{{certname}}"; Password = "{{fields.password}}"{{#ip}}; Address = "{{ip}}"{{/ip}} }
              {{/fields.password}}
              {{/services}}
              {{/members}}
      ---
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: director}
      spec:
        type: files
        registersAs: bacula
        configure: {node: mon.lab, services: [{name: hosts}]}
      """;

  private static DesiredNode resolved(String documents, Member... members) {
    return Resolution.resolve(
        new NodeView("mon.lab", List.of(), Map.of())
            .gathering(Map.of("director", List.of(members))),
        Texts.set(documents),
        Texts.SITE,
        Instant.EPOCH);
  }

  private static Member member(
      String certname, String address, String service, Map<String, String> fields) {
    return new Member(
        certname, address, List.of(new Member.Service(service, new TreeMap<>(fields))));
  }

  @Test
  void aKeyStandsThereAsItsReferenceForWhoeverHasItsValue() {
    DesiredNode node =
        resolved(DOCUMENTS, member("a.lab", "10.0.0.1", "agent", Map.of("password", KEY)));
    assertThat(node.conflicts()).isEmpty();
    DesiredInstance instance = node.instances().getFirst();
    assertThat(instance.files().getFirst().content())
        .isEqualTo(
            "Client { Name = \"a.lab\"; Password = \"${"
                + KEY
                + "#bacula}\"; Address = \"10.0.0.1\" }\n");
    assertThat(instance.secrets()).containsExactly(KEY + "#bacula");
  }

  /** What is rendered as a reference is asked for: of such a text nothing is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret:agent-password@2",
        "secret:agent-password@2~agent.password~b.lab",
        "secret:agent-password@2~other.password~a.lab",
        "secret:agent-password@2~agent.password~a.lab~",
        "secret:agent-password@2#x~agent.password~a.lab",
        " secret:agent-password@2~agent.password~a.lab"
      })
  void anotherNodesKeyOrAnotherServicesIsNothingButText(String text) {
    DesiredInstance instance =
        resolved(DOCUMENTS, member("a.lab", "10.0.0.1", "agent", Map.of("password", text)))
            .instances()
            .getFirst();
    assertThat(instance.secrets()).isEmpty();
    assertThat(instance.files().getFirst().content()).doesNotContain("${");
  }

  @Test
  void inAnyOtherFieldItIsText() {
    String other = DOCUMENTS.replace("{{fields.password}}\"", "{{fields.word}}\"");
    assertThat(
            resolved(
                    other,
                    member("a.lab", "10.0.0.1", "agent", Map.of("password", "x", "word", KEY)))
                .instances()
                .getFirst()
                .secrets())
        .isEmpty();
  }

  @Test
  void aNameIsNoIpAddressAndALongOneNoNameOfBacula() {
    DesiredNode node =
        resolved(
            DOCUMENTS,
            member("a".repeat(120), "10.0.0.1", "agent", Map.of("password", "x")),
            member("b.lab", "b.lab", "agent", Map.of("password", "x")),
            member("c.lab", "cafe", "agent", Map.of("password", "x")),
            member("d.lab", "fd00::1", "agent", Map.of("password", "x")));
    assertThat(node.instances().getFirst().files().getFirst().content())
        .isEqualTo(
            """
            Client { Name = "b.lab"; Password = "x" }
            Client { Name = "c.lab"; Password = "x" }
            Client { Name = "d.lab"; Password = "x"; Address = "fd00::1" }
            """);
  }

  @Test
  void aFileThatAllMayReadIsRefusedAtOnce() {
    assertThat(Texts.problems(DOCUMENTS.replace("0640", "0644")).toString())
        .contains("{{fields.password}} is a secret, and every user of the node may read mode 0644");
  }

  /** As a document of before would be, which nobody checks again. */
  @Test
  void whateverIsAppliedNoKeyIsRenderedIntoSuchAFile() {
    ServiceDocument service =
        (ServiceDocument)
            Texts.parsed(DOCUMENTS.replace("{{fields.password}}", "{{service}}"))
                .getFirst()
                .document();
    ServiceParts.FileItem file = service.parts().files().getFirst();
    List<Map<String, Object>> members =
        Members.in(
            file.format(),
            true,
            List.of(member("a.lab", "10.0.0.1", "agent", Map.of("password", KEY))));
    assertThat(members).isNotEmpty();
    assertThatThrownBy(
            () ->
                new Templates(Map.of("members", members))
                    .render(
                        "{{#members}}{{#services}}{{fields.password}}{{/services}}{{/members}}",
                        Format.BACULA))
        .isInstanceOf(RenderException.class)
        .hasMessageContaining("every user of the node may read");
  }

  @Test
  void whatANodeSaysOfItselfBecomesNoReferenceInARegistration() {
    String agent =
        Texts.document(
            "Service",
            "agent",
            "registration: {bacula: {port: '{{facts.port}}'}}\n"
                + "files: [{path: /tmp/a, format: plain, template: 'a'}]");
    DocumentSet documents =
        Texts.set(agent, Texts.policy("all", "all", 1, "effect: require\nservices: [agent]\n"));
    for (String hostile : List.of("secret:admin@1", KEY)) {
      DesiredNode node =
          Resolution.resolve(
              new NodeView("a.lab", List.of(), Map.of("port", hostile)),
              documents,
              Texts.SITE,
              Texts.NOW);
      assertThat(node.instances()).isEmpty();
      assertThat(node.conflicts().getFirst().message())
          .contains("would be read as a secret's reference");
    }
  }
}
