package io.kitward.server.backend.zabbix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.zabbix.RecordedHost.HostMacro;
import io.kitward.server.backend.zabbix.RecordedHost.Interface;
import io.kitward.server.backend.zabbix.RecordedHost.Tag;
import io.kitward.server.desired.WantedHost;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WishTest {

  private static final Map<String, Map<String, String>> ENCRYPTED =
      Map.of("agent", Map.of("psk", "secret:k@1", "psk-identity", "db1"));

  @Test
  void aHostThatHoldsWhatIsWantedIsSeenAsExpected() {
    WantedHost wanted =
        Wanted.host(
            Map.of("environment", "lab", "web", "true"),
            Map.of("snmp-community", "secret:c@1", "limit", "5"),
            ENCRYPTED);
    var recorded =
        new RecordedHost(
            "10",
            "db1.lab",
            "The database",
            true,
            Map.of("Databases", "2"),
            Map.of("Linux by Zabbix agent", "3"),
            List.of(
                new Tag("web", "true"),
                new Tag(Wish.MARK, Wanted.NODE.toString()),
                new Tag("environment", "lab")),
            List.of(
                new HostMacro("4", "{$SNMP_COMMUNITY}", Macro.HIDDEN),
                new HostMacro("5", "{$LIMIT}", "5")),
            List.of(new Interface("6", 1, true, "10.0.0.1", "10050", "")),
            List.of(2, 2));

    SeenHost seen = recorded.seen();

    assertThat(seen.id()).isEqualTo("10");
    assertThat(Wish.expected(wanted))
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(seen);
  }

  @Test
  void whatZabbixNeverShowsIsAmongTheSecrets() {
    WantedHost wanted =
        Wanted.host(Map.of(), Map.of("hush", "secret:h@2", "plain", "x"), ENCRYPTED);

    assertThat(Wish.secrets(wanted))
        .containsExactly(
            entry("psk", "secret:k@1"),
            entry("psk-identity", "db1"),
            entry("{$HUSH}", "secret:h@2"));
  }

  @Test
  void aHostWithoutAGroupGetsKitwards() {
    WantedHost wanted = Wanted.host(Map.of());
    var bare =
        new WantedHost(
            wanted.node(),
            wanted.name(),
            "",
            new TreeSet<>(),
            wanted.templates(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());

    assertThat(Wish.expected(bare).groups()).containsExactly("Kitward");
  }

  @Test
  void aTagInThePlaceOfTheMarkIsRefused() {
    assertThatThrownBy(
            () -> Wish.expected(Wanted.host(Map.of("kitward.id", "x"), Map.of(), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Kitward's own mark");
  }

  @Test
  void variablesBecomeMacrosAndTwoOfOneMacroAreRefused() {
    assertThat(Macro.name("snmp community.2")).isEqualTo("{$SNMP_COMMUNITY.2}");
    assertThatThrownBy(() -> Macro.of(new TreeMap<>(Map.of("a-b", "1", "a_b", "2"))))
        .hasMessageContaining("are both {$A_B} in Zabbix");
  }
}
