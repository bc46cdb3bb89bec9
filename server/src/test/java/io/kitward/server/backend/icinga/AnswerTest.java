package io.kitward.server.backend.icinga;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

  private static Answer refusal(int status, String error) {
    return new Answer(
        status,
        Json.MAPPER.valueToTree(
            java.util.Map.of(
                "results",
                List.of(
                    java.util.Map.of(
                        "code", 500, "errors", List.of(error), "status", "no", "name", "a")))));
  }

  @Test
  void aRefusalWithinAnAnswerOf200IsSeen() {
    Answer answer = refusal(200, "Attribute cannot be modified.");
    assertThat(answer.well()).isFalse();
    assertThat(answer.words()).isEqualTo("Attribute cannot be modified.");
  }

  @Test
  void placesInIcingasOwnFilesAreNotSaid() {
    assertThat(
            refusal(500, "Error: unknown template: 'x'\nLocation: in /var/lib/icinga2/api/y: 2:2")
                .words())
        .isEqualTo("Error: unknown template: 'x'");
  }

  @Test
  void theErrorOfAnotherObjectIsNotThisOnes() {
    String error = "Error: Validation failed for object 'b!x' of type 'Service'; no such host";
    assertThat(refusal(500, error).disturbed("a")).isTrue();
    assertThat(refusal(500, error).disturbed("b!x")).isFalse();
    assertThat(refusal(500, "Error: Object 'a' of type 'Host' re-defined: in").disturbed("a"))
        .isTrue();
    assertThat(refusal(500, "Object 'a' already exists.").disturbed("a")).isFalse();
  }

  @Test
  void aPatternOfIcingaGrantsWhatItMatches() {
    assertThat(Connection.missing(List.of("*"))).isEmpty();
    var granted = new ArrayList<>(List.of("OBJECTS/*/*", "templates/query/Host", "actions/*"));
    assertThat(Connection.missing(granted)).containsExactly("config/query", "config/modify");
    granted.add("config/*");
    assertThat(Connection.missing(granted)).isEmpty();
  }
}
