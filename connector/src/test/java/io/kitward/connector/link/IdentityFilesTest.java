package io.kitward.connector.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.config.Configuration.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key and certificate are replaced together, whenever the power goes. */
class IdentityFilesTest {

  @TempDir private Path folder = Path.of("");

  private final Authority authority = new Authority("CN=Test");
  private final Identity old = authority.issue("old.lab").identity();
  private final Identity fresh = authority.issue("fresh.lab").identity();

  private IdentityFiles files() throws IOException {
    copy(old.certificate(), "node.pem");
    copy(old.key(), "node.key");
    return new IdentityFiles(identity());
  }

  private Identity identity() {
    return new Identity(folder.resolve("node.pem"), folder.resolve("node.key"), old.ca());
  }

  private void copy(Path from, String name) throws IOException {
    Files.copy(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private void assertHolds(Identity expected) throws IOException {
    assertThat(folder.resolve("node.pem")).hasSameTextualContentAs(expected.certificate());
    assertThat(folder.resolve("node.key")).hasSameTextualContentAs(expected.key());
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(2);
    }
    assertThat(PemIdentity.context(identity())).isNotNull();
  }

  @Test
  void aNewPairTakesThePlaceOfTheOldOne() throws IOException {
    files().replace(Files.readString(fresh.key()), Files.readString(fresh.certificate()));
    assertHolds(fresh);
  }

  @Test
  void aCertificateForAnotherKeyChangesNothing() throws IOException {
    IdentityFiles files = files();
    assertThatThrownBy(
            () -> files.replace(Files.readString(fresh.key()), Files.readString(old.certificate())))
        .isInstanceOf(IOException.class);
    files.settle();
    assertHolds(old);
  }

  @Test
  void beforeTheNewCertificateIsThereTheOldPairCounts() throws IOException {
    IdentityFiles files = files();
    copy(fresh.key(), "node.key.renewed");
    files.settle();
    assertHolds(old);
  }

  @Test
  void onceTheNewCertificateIsThereTheNewPairCounts() throws IOException {
    IdentityFiles files = files();
    copy(fresh.key(), "node.key.renewed");
    copy(fresh.certificate(), "node.pem.renewed");
    files.settle();
    assertHolds(fresh);
  }

  @Test
  void betweenTheTwoMovesTheNewPairCounts() throws IOException {
    IdentityFiles files = files();
    copy(fresh.key(), "node.key");
    copy(fresh.certificate(), "node.pem.renewed");
    files.settle();
    assertHolds(fresh);
  }
}
