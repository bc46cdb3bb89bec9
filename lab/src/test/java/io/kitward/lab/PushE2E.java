package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The connector comes to three machines over SSH, to two of them through the first. */
@Order(61)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class PushE2E {

  @TempDir private static Path folder = Path.of("");

  private final Stage stage;
  private final List<LabHost> hosts;

  PushE2E(Stage stage) {
    this.stage = stage;
    Lab lab = stage.mission().lab();
    this.hosts = List.of(lab.host("j2", "join"), lab.host("j3", "join"), lab.host("j4", "join"));
  }

  @BeforeAll
  void letIn() throws IOException {
    Commands.run(
            new ProcessBuilder(
                "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString()),
            Duration.ofMinutes(1))
        .orThrow("making a key");
    String mine = Files.readString(Path.of(key() + ".pub"));
    for (LabHost host : hosts) {
      host.write("/home/ops/.ssh/authorized_keys", mine, "0644");
      host.run(
              "sh",
              "-euc",
              "id ops >/dev/null 2>&1 || useradd -s /bin/bash -d /home/ops ops; chown -R ops /home/ops; chmod 700 /home/ops/.ssh;"
                  + " echo 'ops ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ops; ssh-keygen -A >/dev/null;"
                  // It was started at boot, without keys, and may be in the middle of another try.
                  + " for try in $(seq 50); do systemctl restart ssh && exit; sleep 0.2; done; exit 1")
          .orThrow("letting ops in on " + host.name());
    }
  }

  private static Path key() {
    return folder.resolve("id_ed25519");
  }

  private Output push(String... arguments) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "node",
                "push",
                "--user=ops",
                "--identity=" + key(),
                "--known-hosts=" + folder.resolve("known_hosts")));
    all.addAll(List.of(arguments));
    return stage.mission().server().command(all.toArray(String[]::new));
  }

  @Test
  void threeMachinesBecomeNodesTwoOfThemThroughAJumpHostAndTwiceIsHarmless() {
    String first = hosts.getFirst().address();
    Output unknown = push(first);
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.stdout()).contains("its host key SHA256:").contains("--accept-new");

    assertThat(push("--accept-new", first).orThrow("pushing").stdout()).contains("joined");
    Output through = push("--accept-new", "--jump=ops@" + first, "j3.lab", "j4.lab", "nosuch.lab");
    assertThat(through.exit()).as(through.stdout()).isEqualTo(1);
    assertThat(through.stdout())
        .containsPattern("j3\\.lab +joined")
        .containsPattern("j4\\.lab +joined");
    for (LabHost host : hosts) {
      assertThat(stage.isConnected(host.certname())).as(host.name()).isTrue();
    }

    Output again = push("--jump=ops@" + first, "j3.lab", "j4.lab").orThrow("pushing again");
    assertThat(again.stdout())
        .containsPattern("j3\\.lab +already")
        .containsPattern("j4\\.lab +already");
    assertThat(stage.api().get("/v1/join/tokens").toString()).contains("revoked");
  }
}
