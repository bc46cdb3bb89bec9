package io.kitward.server.backend.icinga;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Json;
import io.kitward.server.backend.Sighting;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckResultsTest {

  private static final Instant AT = Instant.ofEpochSecond(1_000_000);

  private static Sighting.Target target(int state, Instant now) {
    return CheckResults.target(
        Json.MAPPER.readTree(
            """
            {"check_interval":60,
             "last_check_result":{"execution_end":1000000.0,"state":%d,"output":"connect refused"}}
            """
                .formatted(state)),
        now);
  }

  private static Sighting.Target sample(double value, String error) {
    return new Sighting.Target(error, Optional.of(new Sighting.Sample(value, AT)));
  }

  @Test
  void aWarningIsAboutAValueThatArrived() {
    assertThat(target(0, AT)).isEqualTo(sample(1, ""));
    assertThat(target(1, AT)).isEqualTo(sample(1, ""));
    assertThat(target(2, AT)).isEqualTo(sample(0, "connect refused"));
    assertThat(target(3, AT)).isEqualTo(sample(0, "connect refused"));
  }

  @Test
  void aResultOlderThanTwoIntervalsIsNone() {
    assertThat(target(0, AT.plusSeconds(120))).isEqualTo(sample(1, ""));
    assertThat(target(0, AT.plusSeconds(121)))
        .isEqualTo(sample(0, "no check result since 1970-01-12T13:46:40Z"));
  }

  @Test
  void beforeTheFirstCheckThereIsNoSample() {
    assertThat(
            CheckResults.target(
                Json.MAPPER.readTree("{\"check_interval\":60,\"last_check_result\":null}"), AT))
        .isEqualTo(new Sighting.Target("", Optional.empty()));
  }
}
