package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.server.config.ConfigException;
import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCheckTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path folder;
  private CertificateAuthority authority;

  @BeforeEach
  void authority() {
    authority =
        CertificateAuthority.open(
            folder.resolve("ca"), "Any CA", InstantSource.fixed(NOW), new SecureRandom());
  }

  private void credential(String file, String... names) throws Exception {
    Credential issued = authority.issueServer(List.of(names), Set.of(), Duration.ofDays(1));
    issued.write(folder, file);
  }

  private void check(Instant now, String... flags) {
    var all = new ArrayList<>(List.of("--name=k.example", "--store.jdbc-url=jdbc:postgresql:k"));
    all.addAll(List.of(flags));
    ConfigCheck.run(ServerConfig.read(Optional.empty(), Map.of(), all), now);
  }

  private String[] nodeDoor(String name) {
    return new String[] {
      "--node.certificate-file=" + folder.resolve(name + ".pem"),
      "--node.key-file=" + folder.resolve(name + ".key")
    };
  }

  private AbstractThrowableAssert<?, ?> refused(String... flags) {
    return assertThatThrownBy(() -> check(NOW, flags)).isInstanceOf(ConfigException.class);
  }

  @Test
  void aCertificateForTheServersNameWithItsKeyIsGood() throws Exception {
    credential("exact", "K.example");
    assertThatCode(() -> check(NOW, nodeDoor("exact"))).doesNotThrowAnyException();
    credential("wild", "other.example", "*.example");
    assertThatCode(() -> check(NOW, nodeDoor("wild"))).doesNotThrowAnyException();
  }

  @Test
  void aCertificateForAnotherNameIsRefusedWithBothNames() throws Exception {
    credential("other", "other.example", "*.k.example");
    refused(nodeDoor("other"))
        .hasMessageContaining("is for other.example, *.k.example")
        .hasMessageContaining("`name` is k.example");
  }

  @Test
  void aCertificateWithAnotherKeyIsRefused() throws Exception {
    credential("one", "k.example");
    credential("two", "k.example");
    refused(
            "--node.certificate-file=" + folder.resolve("one.pem"),
            "--node.key-file=" + folder.resolve("two.key"))
        .hasMessageContaining("two.key is not the key of the certificate");
  }

  @Test
  void aCertificateThatEndedIsRefused() throws Exception {
    credential("old", "k.example");
    assertThatThrownBy(() -> check(NOW.plus(Duration.ofDays(2)), nodeDoor("old")))
        .hasMessageContaining("ended on");
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    credential("open", "k.example");
    Files.setPosixFilePermissions(
        folder.resolve("open.key"), PosixFilePermissions.fromString("rw-r-----"));
    refused(nodeDoor("open")).hasMessageContaining("can be opened by others");
  }

  @Test
  void aFileThatIsMissingOrHoldsNoCertificateIsNamed() throws Exception {
    refused(nodeDoor("none")).hasMessageContaining("none.key");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    refused("--node.ca-file=" + empty)
        .hasMessageContaining("node.ca-file")
        .hasMessageContaining("holds no certificate");
    refused("--puppet.url=https://p", "--puppet.ca-file=" + folder.resolve("gone"))
        .hasMessageContaining("ca-file")
        .hasMessageContaining("gone");
    refused("--connector.packages=" + empty).hasMessageContaining("is no folder");
    refused("--connector.package=" + folder.resolve("gone.deb")).hasMessageContaining("gone.deb");
  }

  @Test
  void thePeoplesDoorIsLookedAtToo() throws Exception {
    credential("people", "other.example");
    Path ca =
        Files.writeString(
            folder.resolve("ca-of-people.pem"), Pem.print(List.of(authority.certificate())));
    refused(
            "--people.certificate-file=" + folder.resolve("people.pem"),
            "--people.key-file=" + folder.resolve("people.key"),
            "--people.ca-file=" + ca)
        .hasMessageContaining("is for other.example");
  }

  @Test
  void aDatabaseOfAnotherMakeIsRefused() {
    refused("--store.jdbc-url=jdbc:mysql://db/k").hasMessageContaining("jdbc:postgresql:");
    refused("--store.password-file=" + folder.resolve("gone")).hasMessageContaining("gone");
  }
}
