package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules of a console give the host of a node that says of itself what it likes. */
class HostRulesTest {

  private static Map<String, String> variables(String variables, String owner, String rack) {
    DocumentSet documents =
        Texts.set(
            Texts.document(
                "Backend",
                "zabbix",
                """
                type: zabbix
                url: https://zabbix.example.org
                secret: secret:zabbix-token@1
                hosts:
                  - {selector: all, variables: %s}
                """
                    .formatted(variables)));
    return Resolution.of(documents, Texts.SITE)
        .host(
            "zabbix",
            new NodeView(
                "web1.lab",
                List.of(new SourcedTag(Tag.parse("owner=" + owner), "node")),
                Map.of("rack", rack)))
        .orElseThrow()
        .variables();
  }

  @Test
  void nothingThatANodeSaysFetchesASecret() {
    String token = "secret:zabbix-token@1";
    assertThat(variables("{RACK: '{{facts.rack}}'}", "anna", token)).isEmpty();
    assertThat(variables("{OWNER: 'secret:{{tags.owner}}@1'}", "zabbix-token", "r7")).isEmpty();
    assertThat(variables("{RACK: 'rack {{facts.rack}}'}", "anna", token))
        .isEqualTo(Map.of("RACK", "rack " + token));
  }

  @Test
  void aReferenceThatTheDocumentItselfSaysIsOne() {
    assertThat(variables("{COMMUNITY: 'secret:snmp@1', OWNER: '{{tags.owner}}'}", "anna", "r7"))
        .isEqualTo(Map.of("COMMUNITY", "secret:snmp@1", "OWNER", "anna"));
  }
}
