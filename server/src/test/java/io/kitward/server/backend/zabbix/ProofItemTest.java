package io.kitward.server.backend.zabbix;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.zabbix.RecordedHost.Interface;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofItemTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static RecordedHost host(boolean enabled, String error) {
    return new RecordedHost(
        "10",
        "db1.lab",
        "db1.lab",
        enabled,
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(
            new Interface("50", 2, true, "10.0.0.1", "161", "another interface's"),
            new Interface("51", 1, true, "10.0.0.1", "10050", error)),
        List.of(1, 1));
  }

  /** As 6.0.14 answers. */
  private static ProofItem item(Instant latest, String more) {
    return ProofItem.of(
        Json.MAPPER.readTree(
            """
            {"itemid":"7","hostid":"10","key_":"agent.ping","interfaceid":"51","lastclock":"%d","delay":"1m",%s}
            """
                .formatted(latest.getEpochSecond(), more)));
  }

  private static ProofItem item(Instant latest) {
    return item(latest, "\"status\":\"0\",\"state\":\"0\",\"error\":\"\"");
  }

  private static Sighting.Target target(String words, double value, Instant at) {
    return new Sighting.Target(words, Optional.of(new Sighting.Sample(value, at)));
  }

  @Test
  void aValueProvesForTwoIntervals() {
    Instant young = NOW.minusSeconds(119);
    Instant old = NOW.minusSeconds(120);

    assertThat(item(young).target(host(true, "just now"), NOW)).isEqualTo(target("", 1, young));
    assertThat(item(old).target(host(true, ""), NOW))
        .isEqualTo(target("no value since 2026-11-30T11:58:00Z", 0, old));
  }

  @Test
  void whyThereIsNoNewValueIsInTheInterfacesOwnWords() {
    Instant old = NOW.minusSeconds(600);
    assertThat(item(old).target(host(true, "Connection refused"), NOW))
        .isEqualTo(target("Connection refused", 0, old));
    assertThat(item(old).target(host(false, "Connection refused"), NOW).lastError())
        .isEqualTo("the host is disabled in Zabbix");
    assertThat(
            item(old, "\"status\":\"1\",\"state\":\"0\"").target(host(true, ""), NOW).lastError())
        .isEqualTo("item agent.ping is disabled in Zabbix");
  }

  @Test
  void withoutAnyValueNothingIsProvenEitherWay() {
    assertThat(item(Instant.EPOCH).target(host(true, "gnutls_handshake() failed"), NOW))
        .isEqualTo(new Sighting.Target("gnutls_handshake() failed", Optional.empty()));
  }

  @Test
  void anItemThatIsNotSupportedIsDownWhateverItsLastValue() {
    Instant young = NOW.minusSeconds(1);
    assertThat(
            item(young, "\"status\":\"0\",\"state\":\"1\",\"error\":\"Unsupported item key.\"")
                .target(host(true, ""), NOW))
        .isEqualTo(target("item agent.ping: Unsupported item key.", 0, young));
  }

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "1m, PT1M",
    "90, PT90S",
    "2h, PT2H",
    "1d, PT24H",
    "1m;50s/1-5, PT1M",
    "0, PT5M",
    "{$DELAY}, PT5M",
    "'', PT5M"
  })
  void anIntervalIsReadAsZabbixWritesIt(String delay, Duration interval) {
    assertThat(ProofItem.interval(delay)).isEqualTo(interval);
  }
}
