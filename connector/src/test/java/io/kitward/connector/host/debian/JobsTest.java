package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobsTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void aJobThatEndedBeforeAnybodyWaitedIsKnown() throws IOException {
    var jobs = new Jobs();
    jobs.ended("/job/1", "done");
    assertThat(jobs.await("/job/1", LIMIT)).isEqualTo("done");
  }

  @Test
  void whoeverWaitsHearsOfTheEnd() throws IOException {
    var jobs = new Jobs();
    Thread.ofVirtual().start(() -> jobs.ended("/job/2", "failed"));
    assertThat(jobs.await("/job/2", LIMIT)).isEqualTo("failed");
  }

  @Test
  void aJobThatDoesNotEndIsGivenUp() throws IOException {
    assertThat(new Jobs().await("/job/3", Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void whenTheBusGoesAwayNobodyWaitsOn() {
    var jobs = new Jobs();
    var waiter = Thread.currentThread();
    Thread.ofVirtual()
        .start(
            () -> {
              while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
              jobs.lost();
            });
    assertThatThrownBy(() -> jobs.await("/job/4", LIMIT)).isInstanceOf(IOException.class);
  }

  @Test
  void aUnitsObjectHasItsNameEscaped() {
    assertThat(UnitPaths.of("9a-b@1.service"))
        .isEqualTo("/org/freedesktop/systemd1/unit/_39a_2db_401_2eservice");
    assertThat(UnitPaths.of("ü")).isEqualTo("/org/freedesktop/systemd1/unit/_c3_bc");
  }
}
