package io.kitward.server.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.policy.HttpConsole;
import io.kitward.policy.RequestTemplate;
import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.SeenHost;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingsTest {

  private static final UUID NODE = UUID.fromString("00000000-0000-7000-8000-00000000000a");

  private static List<SeenHost> read(String id, String json) throws ConsoleException {
    var request = new RequestTemplate("GET", "/", new TreeMap<>(), "", "", List.of(), 0, List.of());
    var listing =
        new HttpConsole.Listing(
            request, "", id, "/name", "/tags/kitward~1node", "/ip", "/digest", "");
    return Listings.read(listing, Pointer.items(Json.MAPPER.readTree(json), "").orElseThrow());
  }

  @Test
  void aMarkedRecordIsOurs() throws ConsoleException {
    SeenHost host =
        read(
                "/id",
                "[{\"id\": 7, \"name\": \"web1.lab\", \"tags\": {\"kitward/node\": \"%s\"}, \"ip\": \"192.0.2.1\", \"digest\": \"d\"}]"
                    .formatted(NODE))
            .getFirst();
    assertThat(host.id()).isEqualTo("7");
    assertThat(host.node()).contains(NODE);
    assertThat(host.address()).isEqualTo("192.0.2.1");
    assertThat(host.labels()).containsEntry("digest", "d");
    assertThat(host.enabled()).isTrue();
  }

  @Test
  void aRecordWhoseDigestIsTheWordDisabledIsNotWatched() throws ConsoleException {
    assertThat(
            read(
                    "/id",
                    "[{\"id\": 7, \"name\": \"a\", \"tags\": {\"kitward/node\": \"%s\"}, \"digest\": \"disabled\"}]"
                        .formatted(NODE))
                .getFirst()
                .enabled())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-1-1-1-1", "them", "", "00000000-0000-7000-8000-00000000000a "})
  void aMarkThatIsNoneMakesAStranger(String mark) throws ConsoleException {
    assertThat(
            read(
                "/id",
                "[{\"id\": 1, \"name\": \"a\", \"tags\": {\"kitward/node\": \"" + mark + "\"}}]"))
        .singleElement()
        .satisfies(host -> assertThat(host.node()).isEmpty());
  }

  @Test
  void recordsMayStandInAnObjectByTheirKey() throws ConsoleException {
    assertThat(read("0#", "{\"k1\": {\"name\": \"a\"}, \"k2\": {\"name\": \"b\"}}"))
        .extracting(SeenHost::id)
        .containsExactly("k1", "k2");
  }

  @Test
  void whatIsNoHostIsLeftOut() throws ConsoleException {
    assertThat(
            read("/id", "[{\"id\": 1}, {\"name\": \"a\"}, 7, null, [], {\"id\": 1, \"name\": {}}]"))
        .isEmpty();
    assertThat(read("/id", "null")).isEmpty();
  }

  @Test
  void aMarkedRecordWithoutANameIsAFaultOfTheDocument() {
    assertThatThrownBy(
            () ->
                read("/id", "[{\"id\": 1, \"tags\": {\"kitward/node\": \"%s\"}}]".formatted(NODE)))
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("has the mark " + NODE + " and nothing at /name");
  }

  @Test
  void anAnswerWithoutRecordsIsNeverAnEmptyList() {
    for (String answer : List.of("{\"error\": \"x\"}", "7", "\"\"", "{\"data\": 1}")) {
      assertThat(Pointer.items(Json.MAPPER.readTree(answer), "/data")).isEmpty();
    }
  }
}
