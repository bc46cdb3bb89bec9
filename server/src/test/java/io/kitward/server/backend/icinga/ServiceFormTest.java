package io.kitward.server.backend.icinga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.protocol.Json;
import io.kitward.server.desired.WantedHost;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ServiceFormTest {

  private static final UUID ID = UUID.fromString("0f3d5c3e-58c5-4a0b-9d3c-4f7b2f6f0a11");

  private static WantedHost.Service service(Map<String, String> fields) {
    return new WantedHost.Service(ID, new TreeMap<>(fields));
  }

  @Test
  void aDocumentThatSaysNothingMeansAPortCheckEachMinute() {
    assertThat(ServiceForm.expected(service(Map.of())))
        .isEqualTo(Map.of("instance", ID.toString(), "check", "tcp", "interval", "60"));
  }

  @Test
  void whatIsSetIsSeenAsWhatIsExpected() {
    var service =
        service(
            Map.of(
                "check", "nrpe",
                "interval", "30.0",
                "endpoint", "db1.lab",
                "templates", "generic-service, critical",
                "vars.nrpe_command", "check_load",
                "vars.password", "secret:nrpe@3"));
    Map<String, Object> set = ServiceForm.attributes(service, Map.of(), _ -> "hidden");
    assertThat(set).containsEntry("vars.password", "hidden");

    var vars = new TreeMap<String, Object>(Map.of("os", "of a template"));
    set.forEach(
        (name, value) -> {
          if (name.startsWith("vars.")) {
            vars.put(name.substring(5), value);
          }
        });
    var asIcingaHasIt = new TreeMap<>(set);
    asIcingaHasIt.put("vars", vars);
    JsonNode json = Json.MAPPER.readTree(Json.bytes(asIcingaHasIt));

    assertThat(ServiceForm.seen(json)).isEqualTo(ServiceForm.expected(service));
    assertThat(ServiceForm.seen(json).toString()).doesNotContain("hidden").doesNotContain("os=");
  }

  @Test
  void aVariableThatTheDocumentNamesNoMoreBecomesNull() {
    assertThat(
            ServiceForm.attributes(
                service(Map.of("vars.tcp_port", "9100")),
                Map.of("vars.tcp_port", "1", "vars.old", "x", "check", "tcp"),
                reference -> reference))
        .containsEntry("vars.old", null)
        .containsEntry("vars.tcp_port", "9100");
  }

  @Test
  void anEndpointIsKitwardsOnlyWhereADocumentGivesOne() {
    var given = service(Map.of("endpoint", "db1.lab"));
    assertThat(ServiceForm.attributes(given, Map.of(), _ -> ""))
        .containsEntry("command_endpoint", "db1.lab");
    assertThat(ServiceForm.attributes(service(Map.of()), ServiceForm.expected(given), _ -> ""))
        .containsEntry("command_endpoint", "")
        .containsEntry("vars.kitward_endpoint", "");
    assertThat(ServiceForm.attributes(service(Map.of()), Map.of(), _ -> ""))
        .doesNotContainKey("command_endpoint");
    assertThat(ServiceForm.withoutEndpoint(ServiceForm.expected(given)))
        .isEqualTo(Map.of("command_endpoint", ""));
    assertThat(ServiceForm.withoutEndpoint(Map.of("check", "tcp"))).isEmpty();

    JsonNode templates =
        Json.MAPPER.readTree(
            "{\"check_interval\":60,\"command_endpoint\":\"sat.lab\",\"vars\":{}}");
    assertThat(ServiceForm.seen(templates)).doesNotContainKey("endpoint");
  }

  @Test
  void aFieldThatIcingaDoesNotHaveIsSaidToWhoWroteIt() {
    assertThatThrownBy(() -> ServiceForm.expected(service(Map.of("chek", "tcp"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no field 'chek'");
    assertThatThrownBy(() -> ServiceForm.expected(service(Map.of("interval", "1m"))))
        .hasMessageContaining("interval of icinga2 is '1m'");
    assertThatThrownBy(() -> ServiceForm.expected(service(Map.of("vars.kitward_id", "x"))))
        .hasMessageContaining("'kitward_id' is no name");
    assertThatThrownBy(() -> ServiceForm.expected(service(Map.of("vars.a.b", "x"))))
        .hasMessageContaining("'a.b' is no name");
  }
}
