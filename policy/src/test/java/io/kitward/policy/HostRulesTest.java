package io.kitward.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What rules of a console give the host of a node that says of itself what it likes. */
class HostRulesTest {

  private static Map<String, String> variables(String variables, String... tags) {
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
        .host("zabbix", Texts.node("web1.lab", tags))
        .orElseThrow()
        .variables();
  }

  @Test
  void noTagOfANodeFetchesASecret() {
    assertThat(variables("{OWNER: '{{tags.owner}}'}", "owner=secret:zabbix-token@1")).isEmpty();
    assertThat(variables("{OWNER: 'secret:{{tags.owner}}@1'}", "owner=zabbix-token")).isEmpty();
    assertThat(variables("{OWNER: '{{tags.owner}}{{tags.rest}}'}", "owner=sec", "rest=ret:a@1"))
        .isEmpty();
  }

  @Test
  void aReferenceThatTheDocumentItselfSaysIsOne() {
    assertThat(variables("{COMMUNITY: 'secret:snmp@1', OWNER: '{{tags.owner}}'}", "owner=anna"))
        .isEqualTo(Map.of("COMMUNITY", "secret:snmp@1", "OWNER", "anna"));
  }
}
