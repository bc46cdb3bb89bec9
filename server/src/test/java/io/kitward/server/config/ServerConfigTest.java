package io.kitward.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    assertThat(config.puppets()).isEmpty();
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
    assertThat(config.puppets())
        .containsExactly(
            new ServerConfig.Puppet(
                "puppet",
                "https://puppet:8140",
                Optional.of(Path.of("/puppet.pem")),
                Optional.of("ab"),
                List.of(),
                List.of("production"),
                Duration.ofMinutes(90),
                Map.of()));
    assertThat(config.connectorPackage()).contains(Path.of("/c.deb"));
    assertThat(config.maxActing()).isEqualTo(7);
  }

  @Test
  void severalPuppetCasHaveTheirOwnCompilersEnvironmentsAndExtensions() throws Exception {
    ServerConfig config =
        read(
            file(
                """
                name: k.example
                puppet:
                  url: https://puppet:8140
                  vouchers: [puppet.lab, compiler2.lab]
                  environments: [production, staging]
                  proof-life: 2h
                  certificate-tags: {pp_role: role, 1.3.6.1.4.1.34380.1.2.1: private}
                  others:
                    muc: {url: "https://muc:8140", ca-fingerprint: ab, vouchers: puppet.muc, certificate-tags: {pp_zone: zone}}
                node: {certificate: kitward}
                """));
    assertThat(config.nodeCertificate()).isEqualTo(new ServerConfig.DoorCertificate.OfKitward());
    assertThat(config.puppets())
        .containsExactly(
            new ServerConfig.Puppet(
                "puppet",
                "https://puppet:8140",
                Optional.empty(),
                Optional.empty(),
                List.of("puppet.lab", "compiler2.lab"),
                List.of("production", "staging"),
                Duration.ofHours(2),
                Map.of("pp_role", "role", "1.3.6.1.4.1.34380.1.2.1", "private")),
            new ServerConfig.Puppet(
                "muc",
                "https://muc:8140",
                Optional.empty(),
                Optional.of("ab"),
                List.of("puppet.muc"),
                List.of("production"),
                Duration.ofMinutes(90),
                Map.of("pp_zone", "zone")));
  }

  @Test
  void mistakesInWhatPuppetMaySayAreNamed() throws Exception {
    Path secret =
        file("name: k\npuppet: {url: 'https://p', certificate-tags: {pp_preshared_key: k}}\n");
    assertThatThrownBy(() -> read(secret)).hasMessageContaining("a secret is no tag");
    Path key = file("name: k\npuppet: {url: 'https://p', certificate-tags: {pp_role: no key}}\n");
    assertThatThrownBy(() -> read(key)).hasMessageContaining("“no key” is no tag key");
    Path url = file("name: k\npuppet: {others: {muc: {vouchers: [a]}}}\n");
    assertThatThrownBy(() -> read(url)).hasMessageContaining("puppet.others.muc.url: is missing");
    Path name = file("name: k\npuppet: {others: {file: {url: 'https://p'}}}\n");
    assertThatThrownBy(() -> read(name)).hasMessageContaining("puppet.others.file: a name of");
    Path list = file("name: [k]\n");
    assertThatThrownBy(() -> read(list))
        .hasMessageContaining("server.yaml:1:7: name: a list is not");
    Path inner = file("name: k\npuppet: {url: 'https://p', vouchers: [[a]]}\n");
    assertThatThrownBy(() -> read(inner)).hasMessageContaining("a list of plain values");
    Path certificate = file("name: k\nnode: {certificate: mine}\n");
    assertThatThrownBy(() -> read(certificate)).hasMessageContaining("is puppet or kitward");
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
        .hasMessageEndingWith(
            "server.yaml:3:9: people.prot: there is no such key; there are people.bind, people.ca-file,"
                + " people.certificate-file, people.key-file, people.port");
    Path other = file("name: k\nhost: x\n");
    assertThatThrownBy(() -> read(other))
        .hasMessageContaining(
            "host: there is no such key; there are audit.…, backup.…, changes.…, connector.…, data-");
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
  void theDoorsMayHaveCertificatesThatSomebodyElseCaresFor() throws Exception {
    ServerConfig config =
        read(
            file(
                """
                name: k
                node: {certificate-file: /n.pem, key-file: /n.key}
                people: {certificate-file: /p.pem, key-file: /p.key, ca-file: /ca.pem}
                backup: {directory: /b, keep: 3}
                """));
    assertThat(config.nodeCertificate())
        .isEqualTo(
            new ServerConfig.DoorCertificate.OfFiles(
                new ServerConfig.CertificateFiles(Path.of("/n.pem"), Path.of("/n.key"))));
    assertThat(config.peopleCertificate())
        .contains(
            new ServerConfig.PeopleCertificate(
                new ServerConfig.CertificateFiles(Path.of("/p.pem"), Path.of("/p.key")),
                Path.of("/ca.pem")));
    assertThat(config.backup()).isEqualTo(new ServerConfig.Backup(Path.of("/b"), Path.of("/b"), 3));
  }

  @Test
  void aCertificateWithoutItsKeyOrWithTwoOwnersIsAMistake() throws Exception {
    Path half = file("name: k\nnode: {certificate-file: /n.pem}\n");
    assertThatThrownBy(() -> read(half))
        .hasMessage("node.certificate-file and node.key-file: give both or none");
    Path two =
        file("name: k\nnode: {certificate-file: /n.pem, key-file: /n.key, certificate: kitward}\n");
    assertThatThrownBy(() -> read(two)).hasMessageContaining("leave one of them out");
    Path unknown = file("name: k\npeople: {certificate-file: /n.pem, key-file: /n.key}\n");
    assertThatThrownBy(() -> read(unknown))
        .hasMessageContaining("people.certificate-file and people.ca-file: give both or none");
  }

  @Test
  void aNameIsNeeded() throws Exception {
    Path file = file("people: {port: 1}\n");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("name: is missing");
  }
}
