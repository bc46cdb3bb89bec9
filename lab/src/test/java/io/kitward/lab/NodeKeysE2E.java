package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The catalog's Zabbix agent on two real hosts with nothing said of its key: each has one of its
 * own, and another after a rotation. And a Prometheus whose token is rotated while it asks.
 */
@Order(65)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class NodeKeysE2E {

  private static final String AGENT = "zabbix-agent2";
  private static final String POLICY =
      """
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: node-keys}
      spec: {selector: node-keys, effect: require, services: [zabbix-agent2], parameters: {zabbix-agent2: {servers: [mon.lab]}}}
      """;

  private final Stage stage;
  private final KitwardServer server;
  private final List<LabHost> hosts;

  NodeKeysE2E(Stage stage) {
    this.stage = stage.console();
    this.server = stage.mission().server();
    Lab lab = stage.mission().lab();
    this.hosts = List.of(lab.host("c1", "join"), lab.host("c2", "join"));
  }

  private static String certname(LabHost host) {
    return host.name() + ".lab";
  }

  private static String key(LabHost host) {
    return host.run("cat", "/etc/zabbix/kitward.psk").stdout().strip();
  }

  /** Whether the agent shakes hands with whoever comes with this name and key. */
  private static boolean shakesHands(LabHost host, String identity, String key) {
    return host.run(
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:10050 -tls1_2 -cipher PSK -psk_identity %s -psk %s </dev/null >/dev/null 2>&1"
                    .formatted(identity, key))
            .exit()
        == 0;
  }

  @Test
  void eachAgentHasAKeyOfItsOwnWithoutAHandOnAnything(@TempDir Path folder) throws IOException {
    for (LabHost host : hosts) {
      String command =
          server.command("token", "join", "--for=1h").orThrow("making a token").stdout();
      host.run(Duration.ofMinutes(8), "bash", "-o", "pipefail", "-c", command)
          .orThrow("joining " + host.name());
    }
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    server.command("apply", "-f", policy.toString()).orThrow("applying the policy");
    try {
      hosts.forEach(host -> server.command("tag", certname(host), "node-keys").orThrow("tagging"));
      hosts.forEach(this::awaitAgent);
      LabHost one = hosts.getFirst();
      LabHost two = hosts.getLast();
      String first = key(one);
      assertThat(first).matches("[0-9a-f]{64}");
      String second = key(two);
      assertThat(second).matches("[0-9a-f]{64}").isNotEqualTo(first);
      assertThat(shakesHands(one, certname(one), first)).isTrue();
      assertThat(shakesHands(one, certname(one), second)).isFalse();
      assertThat(shakesHands(one, certname(two), second)).isFalse();

      assertThat(server.command("secret", "rotate", AGENT + "-psk").orThrow("rotating").stdout())
          .isEqualTo("secret:zabbix-agent2-psk@2\n");
      for (LabHost host : hosts) {
        String before = host == one ? first : second;
        stage.await(
            "the new key on " + host.name(),
            () -> !key(host).equals(before) && shakesHands(host, certname(host), key(host)),
            certname(host));
      }
      assertThat(shakesHands(one, certname(one), first)).isFalse();
      String explained =
          server.command("explain", certname(one) + "/" + AGENT).orThrow("explaining").stdout();
      assertThat(explained.toLowerCase(Locale.ROOT)).contains("secret:zabbix-agent2-psk@2");
    } finally {
      hosts.forEach(host -> server.command("tag", certname(host), "node-keys-"));
      hosts.forEach(
          host ->
              stage.await(
                  "the agent's end on " + host.name(),
                  () -> host.run("test", "-e", "/etc/zabbix/kitward.psk").exit() != 0,
                  certname(host)));
    }
  }

  private void awaitAgent(LabHost host) {
    stage.await(
        AGENT + " on " + host.name(), () -> stage.isWell(certname(host), AGENT), certname(host));
  }

  /** A count that Prometheus keeps of its questions for targets. */
  private static long count(LabHost mon, String metric) {
    String line =
        mon.run(
                "sh",
                "-c",
                "curl -s http://127.0.0.1:9090/metrics | grep '^prometheus_sd_refresh_%s{mechanism=\"http\"}'"
                    .formatted(metric))
            .orThrow("asking Prometheus for its own metrics")
            .stdout()
            .strip();
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  private static String token(LabHost mon) {
    return mon.run("sha256sum", "/etc/prometheus/kitward.token").stdout();
  }

  @Test
  void aPrometheusIsNeverRefusedWhileItsTokenIsRotated() {
    LabHost mon = stage.mission().mon().host();
    long failures = count(mon, "failures_total");
    String before = token(mon);
    server.command("secret", "rotate", "console-prometheus-lab").orThrow("rotating");
    stage.await("the new token on mon", () -> !token(mon).equals(before), Stage.MON);
    long asked = count(mon, "duration_seconds_count");
    stage.await(
        "three more questions", () -> count(mon, "duration_seconds_count") >= asked + 3, Stage.MON);
    assertThat(count(mon, "failures_total")).isEqualTo(failures);
  }
}
