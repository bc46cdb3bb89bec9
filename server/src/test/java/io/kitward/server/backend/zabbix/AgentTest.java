package io.kitward.server.backend.zabbix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.server.desired.WantedHost.Service;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentTest {

  private static Agent agent(Map<String, Map<String, String>> services) {
    return Agent.of(Wanted.host(services));
  }

  @Test
  void whatNobodySaysIsAsZabbixHasItPackaged() {
    var service = new Service(Wanted.NODE, new TreeMap<>());

    assertThat(agent(Map.of("agent", Map.of()))).isEqualTo(new Agent("10050", "", ""));
    assertThat(Agent.templates(service)).containsExactly("Linux by Zabbix agent");
    assertThat(Agent.item(service)).isEqualTo("agent.ping");
  }

  @Test
  void servicesOfOneHostShareItsAgent() {
    assertThat(
            agent(
                Map.of(
                    "agent", Map.of("port", "10060", "psk", "secret:k@1", "psk-identity", "db1"),
                    "nginx",
                        Map.of(
                            "templates",
                            "Nginx by Zabbix agent, ",
                            "item",
                            "net.tcp.service[http]"))))
        .isEqualTo(new Agent("10060", "db1", "secret:k@1"));
  }

  @Test
  void servicesThatWantDifferentPortsAreNamed() {
    assertThatThrownBy(() -> agent(Map.of("a", Map.of("port", "1"), "b", Map.of("port", "2"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the services a and b are on one host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "ten", "-1", "123456", "{PORT}"})
  void aPortThatIsNoneIsRefused(String port) {
    assertThatThrownBy(() -> agent(Map.of("a", Map.of("port", port))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("port " + port + " is neither");
  }

  @Test
  void halfAKeyIsRefused() {
    assertThatThrownBy(() -> agent(Map.of("a", Map.of("psk", "secret:k@1"))))
        .hasMessage("psk is given and psk-identity is not: Zabbix needs both");
    assertThatThrownBy(() -> agent(Map.of("a", Map.of("psk-identity", "db1"))))
        .hasMessage("psk-identity is given and psk is not: Zabbix needs both");
  }
}
