package io.kitward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("server.yaml"), text);
  }

  private static ServerConfig read(Path file) {
    return ServerConfig.read(Optional.of(file), Map.of(), List.of());
  }

  @Test
  void theDefaultsAreThoseOfTheDesign() throws Exception {
    ServerConfig config = read(file("name: kitward.example\n"));
    assertThat(config.peopleDoor().getPort()).isEqualTo(8443);
    assertThat(config.nodeDoor().getPort()).isEqualTo(4320);
    assertThat(config.dataDirectory()).isEqualTo(Path.of("/var/lib/kitward"));
    assertThat(config.maxActing()).isEqualTo(50);
    assertThat(config.puppet()).isEmpty();
    assertThat(config.jdbcUrl()).isEmpty();
  }

  @Test
  void everyKeyCanBeSetInTheFile() throws Exception {
    ServerConfig config =
        read(
            file(
                """
                name: k.example
                data-directory: /srv/kitward
                people: {bind: 127.0.0.1, port: 1}
                node: {bind: 127.0.0.1, port: 2, ca-file: /ca.pem}
                store: {jdbc-url: "jdbc:postgresql://db/k", user: u, password-file: /p}
                puppet: {url: "https://puppet:8140", ca-file: /puppet.pem, ca-fingerprint: ab}
                connector: {package: /c.deb}
                rollout: {max-acting: 7}
                """));
    assertThat(config.dataDirectory()).isEqualTo(Path.of("/srv/kitward"));
    assertThat(config.peopleDoor().getPort()).isEqualTo(1);
    assertThat(config.nodeDoor().getHostString()).isEqualTo("127.0.0.1");
    assertThat(config.nodeCa()).contains(Path.of("/ca.pem"));
    assertThat(config.jdbcUrl()).contains("jdbc:postgresql://db/k");
    assertThat(config.jdbcUser()).isEqualTo("u");
    assertThat(config.jdbcPasswordFile()).contains(Path.of("/p"));
    assertThat(config.puppet())
        .contains(
            new ServerConfig.Puppet(
                "https://puppet:8140", Optional.of(Path.of("/puppet.pem")), Optional.of("ab")));
    assertThat(config.connectorPackage()).contains(Path.of("/c.deb"));
    assertThat(config.maxActing()).isEqualTo(7);
  }

  @Test
  void flagsOverrideTheEnvironmentWhichOverridesTheFile() throws Exception {
    Path file = file("name: k\npeople:\n  port: 1\nnode:\n  port: 1\nrollout:\n  max-acting: 1\n");
    ServerConfig config =
        ServerConfig.read(
            Optional.of(file),
            Map.of("KITWARD_NODE_PORT", "2", "KITWARD_ROLLOUT_MAX_ACTING", "2", "PATH", "/bin"),
            List.of("--rollout.max-acting=3"));
    assertThat(config.peopleDoor().getPort()).isEqualTo(1);
    assertThat(config.nodeDoor().getPort()).isEqualTo(2);
    assertThat(config.maxActing()).isEqualTo(3);
  }

  @Test
  void aMistakeNamesItsFileLineAndKey() throws Exception {
    Path file = file("name: k\npeople:\n  port: eight\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:3:9: people.port: a whole number from 0 to 65535");
  }

  @Test
  void anUnknownKeyIsAMistake() throws Exception {
    Path file = file("name: k\npeople:\n  prot: 1\n");
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("server.yaml:3:9: people.prot: there is no such key");
  }

  @Test
  void aKeyThatStandsTwiceIsAMistake() throws Exception {
    Path file = file("name: k\nname: l\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:2");
  }

  @Test
  void brokenYamlNamesItsPlace() throws Exception {
    Path file = file("name: [k\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("server.yaml:1");
  }

  @Test
  void aNameIsNeeded() throws Exception {
    Path file = file("people: {port: 1}\n");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("name: is missing");
  }
}
