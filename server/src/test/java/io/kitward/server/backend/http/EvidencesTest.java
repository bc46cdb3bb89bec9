package io.kitward.server.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.HttpConsole;
import io.kitward.policy.RequestTemplate;
import io.kitward.protocol.Json;
import io.kitward.server.backend.Sighting;
import io.kitward.server.desired.WantedHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidencesTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private static final UUID NODE = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private static final UUID ONE = UUID.fromString("00000000-0000-7000-8000-000000000011");
  private static final UUID OTHER = UUID.fromString("00000000-0000-7000-8000-000000000012");

  private static final WantedHost HOST =
      new WantedHost(
          NODE,
          "web1.lab",
          "192.0.2.1",
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(
              Map.of(
                  "nrpe", new WantedHost.Service(ONE, new TreeMap<>()),
                  "snmpd", new WantedHost.Service(OTHER, new TreeMap<>()))));

  private static Map<UUID, Sighting.Target> read(
      String name, String mark, String instance, String good, String json) {
    var request = new RequestTemplate("GET", "/", new TreeMap<>(), "", "", List.of(), 0, List.of());
    var evidence =
        new HttpConsole.Evidence(
            request,
            "/data",
            name,
            mark,
            instance,
            "/at",
            good,
            good.isEmpty() ? List.of() : List.of("ok", "1"),
            "/words",
            Duration.ofMinutes(5),
            "");
    return new Evidences(evidence, NOW)
        .read(
            List.of(HOST),
            Pointer.items(Json.MAPPER.readTree("{\"data\": " + json + "}"), "/data").orElseThrow());
  }

  private static Sighting.Target one(Map<UUID, Sighting.Target> targets) {
    return Objects.requireNonNull(targets.get(ONE));
  }

  @Test
  void aRecordOfANodeSpeaksForAllItsInstances() {
    Map<UUID, Sighting.Target> targets =
        read("/n", "", "", "", "[{\"n\": \"web1.lab\", \"at\": \"2026-05-04T09:59:00Z\"}]");
    assertThat(targets).containsOnlyKeys(ONE, OTHER);
    assertThat(one(targets).lastError()).isEmpty();
    assertThat(one(targets).value()).contains(new Sighting.Sample(1, NOW.minusSeconds(60)));
    assertThat(read("", "/m", "", "", "[{\"m\": \"" + NODE + "\", \"at\": 1777888740}]"))
        .isEqualTo(targets);
  }

  @Test
  void aRecordOfAnInstanceSpeaksForItAlone() {
    assertThat(
            read(
                "", "", "0#", "", "{\"" + ONE + "\": {\"at\": 1777888740000}, \"x\": {\"at\": 1}}"))
        .containsOnlyKeys(ONE);
  }

  @Test
  void ofSeveralRecordsTheNewestCounts() {
    for (String data :
        List.of(
            "[{\"n\":\"web1.lab\",\"at\":1777888740,\"g\":\"bad\"},{\"n\":\"web1.lab\",\"at\":1777888750,\"g\":\"ok\"}]",
            "[{\"n\":\"web1.lab\",\"at\":1777888750,\"g\":\"ok\"},{\"n\":\"web1.lab\",\"at\":1777888740,\"g\":\"bad\"}]")) {
      assertThat(one(read("/n", "", "", "/g", data)).lastError()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"g\": \"ok\"                             | ``",
        "\"g\": 1                                  | ``",
        "\"g\": \"crit\"                           | /g is crit, and good is ok or 1",
        "\"x\": 1                                  | /g is nothing, and good is ok or 1",
        "\"g\": null                               | /g is nothing, and good is ok or 1",
        "\"g\": {\"a\": 1}                         | /g is nothing, and good is ok or 1",
        "\"g\": 2, \"words\": \"disk\\nis full\"   | disk is full",
      })
  void badDataSayWhy(String fields, String words) {
    Sighting.Target target =
        one(read("/n", "", "", "/g", "[{\"n\":\"web1.lab\",\"at\":1777888740," + fields + "}]"));
    assertThat(target.lastError()).isEqualTo(words);
    assertThat(target.value())
        .hasValueSatisfying(it -> assertThat(it.value()).isEqualTo(words.isEmpty() ? 1.0 : 0.0));
  }

  @Test
  void oldDataAreBadHoweverGoodTheyWere() {
    Sighting.Target target =
        one(read("/n", "", "", "/g", "[{\"n\":\"web1.lab\",\"at\":1777888000,\"g\":\"ok\"}]"));
    assertThat(target.lastError())
        .isEqualTo("its newest data are of 2026-05-04T09:46:40Z, older than 300 s");
  }

  @Test
  void whatHasNoTimeIsLeftOutAndATimeThatCannotBeReadIsSaid() {
    assertThat(read("/n", "", "", "", "[{\"n\":\"web1.lab\"}, 7, null, {\"at\": 1}]")).isEmpty();
    Sighting.Target target =
        one(read("/n", "", "", "", "[{\"n\":\"web1.lab\",\"at\":\"yesterday\"}]"));
    assertThat(target.lastError()).contains("no time that can be read: yesterday");
    assertThat(target.value()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1777888740, 2026-05-04T09:59:00Z",
    "1777888740.25, 2026-05-04T09:59:00.250Z",
    "1.77788874e+09, 2026-05-04T09:59:00Z",
    "1777888740123, 2026-05-04T09:59:00.123Z",
    "0, 1970-01-01T00:00:00Z",
    "2026-05-04T09:59:00.5Z, 2026-05-04T09:59:00.500Z",
    "2026-05-04T11:59:00+02:00, 2026-05-04T09:59:00Z",
  })
  void timesAreReadInTheUsualForms(String text, Instant time) {
    assertThat(Evidences.time(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1e400",
        "1e-99999999",
        "1e999999999",
        "NaN",
        "2026-05-04T09:59:00",
        "2026-05-04",
        "soon"
      })
  void whatIsNoCertainTimeIsNone(String text) {
    assertThat(Evidences.time(text)).isEmpty();
  }
}
