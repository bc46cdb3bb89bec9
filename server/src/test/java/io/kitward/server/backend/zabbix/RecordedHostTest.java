package io.kitward.server.backend.zabbix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.SeenHost;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordedHostTest {

  private static final ZabbixVersion VERSION = new ZabbixVersion(6, 0);

  /** As 6.0.14 answers. */
  private static final String ANSWER =
      """
      {"hostid":"10559","host":"a.lab","name":"A","status":"1","tls_connect":"4","tls_accept":"5",
       "macros":[{"hostmacroid":"5862","macro":"{$A}","value":"lab","type":"0"},
                 {"hostmacroid":"5863","macro":"{$S}","type":"1"}],
       "groups":[{"groupid":"20","name":"Kitward/a"}],
       "parentTemplates":[{"templateid":"10001","host":"Linux by Zabbix agent"}],
       "tags":[{"tag":"kitward.id","value":"%s"},{"tag":"multi","value":"a"},{"tag":"multi","value":"b"}],
       "interfaces":[
         {"interfaceid":"14","type":"2","main":"1","useip":"1","ip":"10.0.0.9","dns":"","port":"161","error":""},
         {"interfaceid":"15","type":"1","main":"1","useip":"0","ip":"","dns":"a.lab","port":"10051",
          "error":"Connection refused"}]}
      """;

  private static RecordedHost read(String answer) {
    return RecordedHost.of(Json.MAPPER.readTree(answer), VERSION);
  }

  @Test
  void anAnswerOfZabbixIsAHostInTheCommonWords() {
    SeenHost seen = read(ANSWER.formatted(Wanted.NODE)).seen();

    assertThat(seen.id()).isEqualTo("10559");
    assertThat(seen.node()).contains(Wanted.NODE);
    assertThat(seen.name()).isEqualTo("a.lab");
    assertThat(seen.address()).isEqualTo("a.lab");
    assertThat(seen.groups()).containsExactly("Kitward/a");
    assertThat(seen.templates()).containsExactly("Linux by Zabbix agent");
    assertThat(seen.labels()).containsExactly(entry("multi", "a, b"));
    assertThat(seen.variables()).containsExactly(entry("{$A}", "lab"), entry("{$S}", Macro.HIDDEN));
    assertThat(seen.services())
        .containsExactly(
            entry(
                "agent",
                new TreeMap<>(
                    Map.of("port", "10051", "encryption", "connects with 4, accepts 5"))));
    assertThat(seen.enabled()).isFalse();
  }

  @Test
  void aTagOfTheNameThatIsNoIdIsNoMark() {
    assertThat(read(ANSWER.formatted("theirs")).node()).isEmpty();
  }

  @Test
  void aHostWithNothingButItsNameIsRead() {
    SeenHost seen = read("{\"hostid\":\"1\",\"host\":\"x\",\"status\":\"0\"}").seen();

    assertThat(seen).isEqualTo(SeenHost.stranger("1", "x", ""));
  }
}
