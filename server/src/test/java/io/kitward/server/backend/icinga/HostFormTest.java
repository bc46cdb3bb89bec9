package io.kitward.server.backend.icinga;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostFormTest {

  private static final UUID ID = UUID.fromString("0f3d5c3e-58c5-4a0b-9d3c-4f7b2f6f0a11");

  private static SeenHost seen(String attributes) {
    return HostForm.seen(
        Json.MAPPER.readTree("{\"name\":\"a.lab\",\"attrs\":" + attributes + "}"), new TreeMap<>());
  }

  private static WantedHost wanted(Map<String, String> variables) {
    return new WantedHost(
        ID,
        "a.lab",
        "",
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(Map.of("env", "prod")),
        new TreeMap<>(variables),
        new TreeMap<>());
  }

  @Test
  void ofAHostOnlyWhatPeopleAndDocumentsSayIsSeen() {
    SeenHost host =
        seen(
            """
            {"address":"10.0.0.1","groups":["g"],"enable_active_checks":true,
             "templates":["a.lab","kitward-0123456789ab","kitward-0123456789ab-is","generic-host"],
             "vars":{"kitward_id":"%s","kitward_tags":{"env":"prod"},"gone":null,"disks":{"a":1},
                     "rack":"r7","key":"value","kitward_secrets":["key"]}}
            """
                .formatted(ID));
    assertThat(host.node()).contains(ID);
    assertThat(host.templates()).containsExactly("generic-host");
    assertThat(host.labels()).isEqualTo(Map.of("env", "prod"));
    assertThat(host.variables()).isEqualTo(Map.of("rack", "r7", "key", Variables.SECRET));
    assertThat(host.enabled()).isTrue();
  }

  @Test
  void aMarkThatAPersonWroteAndIsNoneIsAStrangers() {
    assertThat(seen("{\"vars\":{\"kitward_id\":\"mine\"}}").node()).isEmpty();
    assertThat(seen("{\"vars\":null}").node()).isEmpty();
  }

  @Test
  void onlyAHostWithoutChecksAndNotificationsIsNotWatched() {
    String attributes = "{\"enable_active_checks\":%s,\"enable_notifications\":%s}";
    assertThat(seen(attributes.formatted(false, true)).enabled()).isTrue();
    assertThat(seen(attributes.formatted(true, false)).enabled()).isTrue();
    assertThat(seen(attributes.formatted(false, false)).enabled()).isFalse();
  }

  @Test
  void aHostWithoutAnAddressIsReachedByItsName() {
    assertThat(HostForm.expected(wanted(Map.of())).address()).isEqualTo("a.lab");
  }

  @Test
  void anUpdateNamesOnlyWhatChanges() {
    SeenHost before =
        seen(
            """
            {"address":"a.lab","vars":{"kitward_id":"%s","kitward_tags":{"env":"prod"},
             "owner":"alice","rack":"r8","old":"x"}}
            """
                .formatted(ID));
    WantedHost wanted = wanted(Map.of("rack", "r7"));
    var variables = new TreeMap<>(Map.of("owner", "alice", "rack", "r7"));
    var after =
        new SeenHost(
            before.id(),
            before.node(),
            before.name(),
            before.address(),
            before.groups(),
            before.templates(),
            before.labels(),
            variables,
            before.services(),
            true);
    var attributes = new TreeMap<String, Object>();
    attributes.put("vars.rack", "r7");
    attributes.put("vars.old", null);
    assertThat(
            HostForm.attributes(
                new HostChange.Update(before, after, wanted, Set.of(Field.VARIABLES)), it -> it))
        .isEqualTo(attributes);
  }
}
