package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.host.HostFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void aProgramThatSomebodyNamedGetsNothingOfThisProcessesEnvironment() {
    var ended = Command.alone(LIMIT, List.of("/usr/bin/env"), Map.of("KITWARD_SERVICE", "agent"));
    assertThat(ended.output().lines())
        .containsExactlyInAnyOrder(
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "KITWARD_SERVICE=agent");
  }

  @Test
  void aCommandOfACheckHasItsUsersRightsAndNoMore() {
    var ended =
        Command.alone(
            LIMIT,
            List.of(
                "setpriv",
                "--reuid=nobody",
                "--regid=65534",
                "--init-groups",
                "--no-new-privs",
                "--",
                "/usr/bin/id"),
            Map.of());
    assertThat(ended.output()).contains("(nobody)").doesNotContain("root");
  }

  @Test
  void aFailingHookSaysItsLastLine() {
    var programs = new LinuxPrograms();
    assertThatThrownBy(
            () -> programs.run(List.of("/bin/sh", "-c", "echo no way; exit 3"), Map.of(), LIMIT))
        .hasMessage("/bin/sh ended with 3: no way");
    assertThatThrownBy(() -> programs.run(List.of("/no/such"), Map.of(), LIMIT))
        .isInstanceOfSatisfying(
            HostFailure.class, e -> assertThat(e.kind()).isEqualTo(HostFailure.Kind.NOT_FOUND));
  }

  @Test
  void aHookThatDoesNotEndIsEndedWithItsChildren() {
    var programs = new LinuxPrograms();
    assertThatThrownBy(
            () ->
                programs.run(
                    List.of("/bin/sh", "-c", "sleep 7654 & wait"), Map.of(), Duration.ofSeconds(1)))
        .hasMessageContaining("did not end within 1 s");
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(
            one ->
                one.isAlive()
                    && one.info().arguments().stream()
                        .anyMatch(words -> List.of(words).contains("7654")));
  }
}
