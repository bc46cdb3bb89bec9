package io.kitward.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.control.Order;
import io.kitward.connector.control.Order.Verb;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderLineTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void aSuspensionHasAServiceAnEndAndAReason() {
    assertThat(suspend("node-exporter", "--for", "2h", "--reason", "a new disk"))
        .isEqualTo(
            new Order(Verb.SUSPEND, "node-exporter", NOW.plusSeconds(7200), "anna", "a new disk"));
    assertThat(suspend("--all", "--until", "2026-01-02T00:00:00Z").until())
        .isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    assertThat(suspend("x").until()).isEqualTo(NOW.plusSeconds(3600));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "--all a",
        "a --for",
        "a --for soon",
        "a --for -1h",
        "a --until now",
        "--force a"
      })
  void whatIsNotUnderstoodIsRefused(String line) {
    assertThatThrownBy(() -> suspend(line.isEmpty() ? new String[0] : line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("null");
  }

  private static Order suspend(String... arguments) {
    return OrderLine.read(Verb.SUSPEND, List.of(arguments), "anna", NOW);
  }
}
