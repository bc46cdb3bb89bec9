package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A console that can't be reached. */
@Order(40)
class ConsoleAwayE2E extends OnBareHosts {

  private final LabHost mon;

  ConsoleAwayE2E(Stage stage) {
    super(stage);
    this.mon = stage.mission().mon().host();
  }

  @Test
  void aNodeGetsItsAgentAllTheSameAndItsRegistrationHealsWhenTheConsoleIsBack() {
    // mon's own connector would start it again.
    mon.run("systemctl", "stop", "kitward-connector", "prometheus").orThrow("stopping");

    stage.database();

    stage.await("Registered=Unknown", () -> registered("status").equals("Unknown"), Stage.DB1);
    assertThat(registered("reason")).isEqualTo("ConsoleUnreachable");
    assertThat(registered("message")).contains("mon.lab:9090");
    assertThat(stage.isHealthy(Stage.DB1, Stage.EXPORTER)).isTrue();
    assertThat(stage.isWell(Stage.DB1, Stage.EXPORTER)).isFalse();
    stage.await("one exception", () -> !exception("console").isMissingNode(), Stage.DB1);
    assertThat(exception("console").path("message").asString(""))
        .contains("prometheus-lab does not answer")
        .contains("mon.lab:9090");
    assertThat(exceptions()).hasSize(1);

    mon.run("systemctl", "start", "prometheus", "kitward-connector").orThrow("starting");
    stage.await(
        "the proof after the console came back",
        () ->
            registered("status").equals("True")
                && stage.isWell(Stage.DB1, Stage.EXPORTER)
                && stage.isConnected(Stage.MON)
                && exception("console").isMissingNode(),
        Stage.DB1);
  }

  private String registered(String field) {
    JsonNode condition = stage.condition(Stage.DB1, Stage.EXPORTER, "Registered");
    return condition.path(field).asString("");
  }
}
