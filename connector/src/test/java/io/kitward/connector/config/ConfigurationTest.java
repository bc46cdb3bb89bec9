package io.kitward.connector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.protocol.InstanceDesired;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

  private static final String WHOLE =
      """
      server: kitward.lab:4320
      identity:
        certificate: /etc/puppet/cert.pem
        key: /etc/puppet/key.pem
        ca: /etc/puppet/ca.pem
      """;

  @Test
  void aWholeFileIsRead() {
    var read = Configuration.read(WHOLE);
    assertThat(read.server()).hasToString("wss://kitward.lab:4320");
    assertThat(read.identity().key()).isEqualTo(Path.of("/etc/puppet/key.pem"));
    assertThat(read.limits()).isEqualTo(Limits.NONE);
  }

  @Test
  void limitsAreRead() {
    var limits =
        Configuration.read(
                WHOLE + "limits:\n  services: [node-*]\n  paths: [/etc/default]\n  mode: enforce\n")
            .limits();
    assertThat(limits.refusal(instance("node-exporter", "/etc/default/x"))).isEmpty();
    assertThat(limits.refusal(instance("rsyslog", "/etc/default/x")))
        .hasValueSatisfying(text -> assertThat(text).contains("limits.services"));
    assertThat(limits.refusal(instance("node-x", "/etc/default-not/x")))
        .hasValueSatisfying(text -> assertThat(text).contains("limits.paths"));
  }

  @Test
  void observingIsReadAndTheOtherLimitsStillHold() {
    var limits = Configuration.read(WHOLE + "limits: {mode: observe}\n").limits();
    assertThat(limits.mode()).isEqualTo(Limits.Mode.OBSERVE);
    assertThat(limits.refusal(instance("a", "/etc/kitward/connector.yaml"))).isPresent();
  }

  @Test
  void theConnectorsOwnFilesAreAlwaysOutOfBounds() {
    assertThat(Limits.NONE.refusal(instance("a", "/etc/kitward/connector.yaml"))).isPresent();
    assertThat(
            Limits.NONE.refusal(
                instance("a", "/etc/systemd/system/kitward-connector.service.d/x.conf")))
        .isPresent();
  }

  @Test
  void anUnknownKeyIsNamedWithItsLine() {
    mistake(WHOLE + "sever: x\n", "connector.yaml:6: sever: is not known here");
  }

  @Test
  void aMissingKeyIsNamed() {
    mistake(
        "server: a:1\nidentity:\n  key: /k\n",
        "connector.yaml:2: identity.certificate: is missing");
    mistake("", "connector.yaml:1: server: is missing");
  }

  @Test
  void wrongValuesAreNamedWithTheirLine() {
    mistake(
        WHOLE.replace("kitward.lab:4320", "http://x"), "connector.yaml:1: server: write HOST:PORT");
    mistake(
        WHOLE.replace("/etc/puppet/key.pem", "key.pem"), "connector.yaml:4: identity.key: must be");
    mistake(WHOLE + "proxy: socks://x:1\n", "connector.yaml:6: proxy: write http://HOST:PORT");
    mistake(WHOLE + "limits: {mode: maybe}\n", "connector.yaml:6: limits.mode: must be enforce");
    mistake(WHOLE + "limits: {services: all}\n", "limits.services: ");
  }

  @Test
  void whatIsNoYamlIsNamedWithItsLine() {
    mistake("server: a:1\nidentity: [\n", "this is not YAML");
    mistake("server: a:1\nserver: b:1\n", "connector.yaml:2:");
  }

  private static void mistake(String text, String message) {
    assertThatThrownBy(() -> Configuration.read(text))
        .isInstanceOfSatisfying(
            Mistake.class, e -> assertThat(e.at("connector.yaml")).contains(message));
  }

  private static InstanceDesired instance(String service, String path) {
    return new InstanceDesired(
        service,
        "h",
        InstanceDesired.Ensure.PRESENT,
        InstanceDesired.Contract.KEEP,
        List.of(),
        List.of(),
        List.of(new InstanceDesired.FileDesired(path, "", "root", "root", "0644", List.of(), "")),
        List.of(),
        List.of());
  }
}
