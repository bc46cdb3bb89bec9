package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BrakeTest {

  @Test
  void inASmallFleetFiveMayGoWithinAnHour() {
    assertThat(Brake.DESIGN.allows(4, 5)).isTrue();
    assertThat(Brake.DESIGN.allows(5, 5)).isFalse();
    assertThat(Brake.DESIGN.allows(4, 0)).isTrue();
    assertThat(Brake.DESIGN.allows(5, 299)).isFalse();
  }

  @Test
  void inALargeFleetTwoPercentMayGoWithinAnHour() {
    assertThat(Brake.DESIGN.allows(5, 300)).isTrue();
    assertThat(Brake.DESIGN.allows(6, 300)).isFalse();
    assertThat(Brake.DESIGN.allows(1_999, 100_000)).isTrue();
    assertThat(Brake.DESIGN.allows(2_000, 100_000)).isFalse();
  }
}
