package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that each node has for itself: what stands for them, where, and what is refused. */
class NodeKeyTest {
  private static final String AGENT =
      Texts.document(
          "Service",
          "agent",
          """
          parameters: {psk: {type: secret, perNode: true, default: 'secret:agent-psk@2'}}
          files:
            - {path: /etc/agent.key, mode: '0600', format: plain, template: '{{psk}}'}
            - {path: /etc/agent.env, mode: '0600', format: shell, template: 'KEY="{{psk}}"'}
          registration: {zabbix: {psk-identity: '{{certname}}', psk: '{{ psk }}'}}
          """);
  private static final String EVERYWHERE =
      Texts.policy("everywhere", "all", 1, "effect: require\nservices: [agent]\n");

  private static DesiredInstance on(String certname, String... texts) {
    DocumentSet documents = Texts.set(texts);
    assertThat(documents.validate()).isEmpty();
    DesiredNode desired =
        Resolution.resolve(Texts.node(certname), documents, Texts.SITE, Texts.NOW);
    assertThat(desired.conflicts()).isEmpty();
    return desired.instance("agent").orElseThrow();
  }

  @Test
  void whatStandsForTheKeyNamesTheNode() {
    String key = "secret:agent-psk@2~agent.psk~n1.lab";
    DesiredInstance instance = on("n1.lab", AGENT, EVERYWHERE);
    assertThat(instance.files().stream().map(DesiredFile::content))
        .containsExactly("${" + key + "}", "KEY=\"${" + key + "#shell}\"");
    assertThat(instance.secrets()).containsExactly(key, key + "#shell");
    assertThat(instance.registration())
        .isEqualTo(Map.of("zabbix", Map.of("psk", key, "psk-identity", "n1.lab")));
    assertThat(instance.parameters().values())
        .extracting(choice -> choice.value().plain())
        .containsExactly("secret:agent-psk@2");
    assertThat(on("n2.lab", AGENT, EVERYWHERE).secrets()).doesNotContain(key, key + "#shell");
    assertThat(SecretText.parse(key + "#shell")).contains(new SecretText(key, Format.SHELL));
  }

  @Test
  void anotherMasterOrVersionIsAnotherDigest() {
    String other = AGENT.replace("agent-psk@2", "agent-psk@3");
    assertThat(on("n1.lab", other, EVERYWHERE).hash())
        .isNotEqualTo(on("n1.lab", AGENT, EVERYWHERE).hash());
  }

  @Test
  void aDocumentIsReadAsItIsWritten() {
    Document document = Texts.parsed(AGENT).getFirst().document();
    assertThat(document.canonicalJson()).contains("\"perNode\":true");
    assertThat(Documents.parseJson("x", document.canonicalJson()).documents().getFirst().document())
        .isEqualTo(document);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{type: secret, perNode: true}  | {prometheus: {port: '{{p}}'}} | {{p}} is a secret",
        "{type: secret, perNode: true}  | {zabbix: {psk: 'a{{p}}'}}     | {{p}} is a secret",
        "{type: secret, perNode: true}  | {zabbix: {psk: '{{p}}{{p}}'}} | {{p}} is a secret",
        "{type: secret, perNode: true}  | {zabbix: {item: '{{p}}'}}     | {{p}} is a secret",
        "{type: secret, perNode: false} | {zabbix: {psk: '{{p}}'}}      | {{p}} is a secret",
        "{type: secret}                 | {zabbix: {psk: '{{p}}'}}      | {{p}} is a secret",
        "{type: secret, perNode: true}  | {zabbix: {psk: '{{q}}'}}      | there is no value named 'q'",
        "{type: string, perNode: true}  | {}                            | is not for type string, only for secret",
        "{type: secret, perNode: maybe} | {}                            | spec.parameters.p.perNode",
        "{type: secret, perNode: true, default: 'secret:a@1~s.p~n2'} | {} | expected a reference secret:NAME@VERSION",
      })
  void noOtherFieldAndNoOtherParameterGoesToAConsole(
      String parameter, String registration, String words) {
    assertThat(
            Texts.problems(
                Texts.document(
                    "Service",
                    "x",
                    "parameters: {p: " + parameter + "}\nregistration: " + registration)))
        .isNotEmpty()
        .anyMatch(problem -> problem.contains(words));
  }

  @Test
  void aConsoleIsGivenNoKeyThatADocumentWrites() {
    String forged = AGENT.replace("'{{ psk }}'", "'secret:agent-psk@2~agent.psk~n2.lab'");
    DocumentSet documents = Texts.set(forged, EVERYWHERE);
    assertThat(documents.validate()).hasSize(1);
    DesiredNode desired =
        Resolution.resolve(Texts.node("n1.lab"), documents, Texts.SITE, Texts.NOW);
    assertThat(desired.instances()).isEmpty();
    assertThat(desired.conflicts().getFirst().message()).contains("zabbix.psk takes a key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${secret:agent-psk@2~agent.psk~n2.lab}",
        "secret:agent-psk@2~agent.psk~n2.lab",
        "secret:agent-psk@2",
      })
  void noDocumentBringsAnothersKeyOntoANode(String text) {
    String service =
        Texts.document(
            "Service",
            "agent",
            """
            parameters: {a: {type: string, default: x}, b: {type: string, default: x}, t: {type: secret, default: 'secret:other@1'}}
            files:
              - {path: /etc/a, mode: '0600', format: plain, template: '{{a}}${{b}}{{t}}'}
            """);
    for (String parameter : List.of("a", "b", "t")) {
      for (String value : List.of(text, "{" + text + "}", text + "#shell")) {
        DocumentSet documents =
            Texts.set(
                service,
                AGENT.replace("name: agent", "name: real"),
                Texts.policy(
                    "give",
                    "all",
                    1,
                    "effect: require\nservices: [agent]\nparameters: {agent: {"
                        + parameter
                        + ": '"
                        + value
                        + "'}}\n"));
        List<String> released =
            documents.validate().isEmpty()
                ? Resolution.resolve(Texts.node("n1.lab"), documents, Texts.SITE, Texts.NOW)
                    .instance("agent")
                    .map(instance -> List.copyOf(instance.secrets()))
                    .orElse(List.of())
                : List.of();
        assertThat(released).as(parameter + ": " + value).isSubsetOf("secret:other@1");
      }
    }
  }

  @Test
  void aMasterGoesNowhereAsItIs() {
    String thief =
        Texts.document(
            "Service",
            "thief",
            """
            parameters: {t: {type: secret}}
            files: [{path: /tmp/t, mode: '0600', format: plain, template: '{{t}}'}]
            """);
    String policy =
        Texts.policy(
            "steal",
            "all",
            1,
            "effect: require\nservices: [thief]\nparameters: {thief: {t: 'secret:agent-psk@1'}}\n");
    String webhook =
        Texts.document(
            "Backend", "hook", "{type: webhook, url: 'http://x', secret: 'secret:agent-psk@2'}");
    assertThat(Texts.set(AGENT, thief, policy, webhook).validate())
        .extracting(Problem::path)
        .containsExactlyInAnyOrder("spec.parameters.thief.t", "spec.secret");
    assertThat(Texts.set(AGENT, thief, policy.replace("agent-psk", "other")).validate()).isEmpty();
  }

  @Test
  void aNodeThatAloneSaysSoGetsNoKey() {
    DocumentSet documents =
        Texts.set(
            AGENT, Texts.policy("web", "role = web", 1, "effect: require\nservices: [agent]\n"));
    DesiredNode desired =
        Resolution.resolve(Texts.node("n1.lab", "role=web"), documents, Texts.SITE, Texts.NOW);
    assertThat(desired.instances()).isEmpty();
    assertThat(desired.conflicts().getFirst().reason()).isEqualTo(Conflict.Reason.UNTRUSTED);
  }

  @Test
  void withoutAnyValueTheServiceWaits() {
    String bare = AGENT.replace(", default: 'secret:agent-psk@2'", "");
    DesiredNode desired =
        Resolution.resolve(
            Texts.node("n1.lab"), Texts.set(bare, EVERYWHERE), Texts.SITE, Texts.NOW);
    assertThat(desired.conflicts().getFirst().message()).contains("nothing gives it a value");
    ServiceDocument service = (ServiceDocument) Texts.parsed(bare).getFirst().document();
    var filled = new TreeMap<>(service.parameters());
    filled.computeIfPresent(
        "psk", (_, it) -> it.byDefault(new ParameterValue.Secret("agent-psk", "7")));
    DesiredNode then =
        Resolution.resolve(
            Texts.node("n1.lab"),
            Texts.set(EVERYWHERE, bare).with(List.of(ParsedDocument.of(service.with(filled)))),
            Texts.SITE,
            Texts.NOW);
    assertThat(then.instance("agent").orElseThrow().secrets())
        .contains("secret:agent-psk@7~agent.psk~n1.lab");
  }
}
