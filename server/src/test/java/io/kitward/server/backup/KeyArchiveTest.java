package io.kitward.server.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyArchiveTest {

  @TempDir private Path folder;
  private Path data;
  private Path archive;

  @BeforeEach
  void data() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    archive = folder.resolve("keys.tar");
    Files.writeString(data.resolve("secrets.key"), "a secret");
    Files.createDirectories(data.resolve("ca"));
    Files.writeString(data.resolve("ca/ca.pem"), "an authority");
    Files.createDirectories(data.resolve("postgres/data"));
    Files.writeString(data.resolve("postgres/data/PG_VERSION"), "17");
  }

  @Test
  void whatWasGatheredComesBackWithoutTheDatabase() throws IOException {
    Path configuration = Files.writeString(folder.resolve("server.yaml"), "name: k\n");
    KeyArchive.gather(data, Optional.of(configuration)).write(archive);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rw-------");

    Path other = folder.resolve("other/place");
    KeyArchive read = KeyArchive.read(archive);
    assertThat(read.differing(other)).isEmpty();
    read.putInto(other);

    assertThat(other.resolve("secrets.key")).hasContent("a secret");
    assertThat(other.resolve("ca/ca.pem")).hasContent("an authority");
    assertThat(other.resolve("postgres")).doesNotExist();
    assertThat(other.resolve("server.yaml")).doesNotExist();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(other)))
        .isEqualTo("rwx------");
    assertThat(read.configuration()).isPresent();
    assertThat(read.differing(other)).isEmpty();
    Files.writeString(other.resolve("ca/ca.pem"), "another");
    assertThat(read.differing(other)).contains(other.resolve("ca/ca.pem"));
  }

  @Test
  void aServerThatNeverRanHasNothingToGather() {
    assertThatThrownBy(() -> KeyArchive.gather(folder.resolve("ca"), Optional.empty()))
        .isInstanceOf(BackupException.class);
    assertThatThrownBy(() -> KeyArchive.gather(data.resolve("ca"), Optional.empty()))
        .hasMessageContaining("did this server ever run?");
  }

  @Test
  void anArchiveThatIsNoneIsRefused() throws IOException {
    Files.writeString(archive, "no tar at all");
    assertThatThrownBy(() -> KeyArchive.read(archive)).isInstanceOf(BackupException.class);
    entries("data/ca/ca.pem");
    assertThatThrownBy(() -> KeyArchive.read(archive)).hasMessageContaining("no secrets.key");
  }

  @Test
  void anArchiveThatLeadsElsewhereIsRefused() throws IOException {
    for (String name :
        new String[] {
          "data/../x", "/etc/passwd", "data//etc/passwd", "data/a/../../x", "other/x"
        }) {
      entries("data/secrets.key", name);
      assertThatThrownBy(() -> KeyArchive.read(archive)).as(name).hasMessageContaining("it holds");
    }
    try (var tar = tar()) {
      var link = new TarArchiveEntry("data/secrets.key", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    assertThatThrownBy(() -> KeyArchive.read(archive)).isInstanceOf(BackupException.class);
  }

  @Test
  void anArchiveThatWasCutOffIsRefused() throws IOException {
    KeyArchive.gather(data, Optional.empty()).write(archive);
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, java.util.Arrays.copyOf(whole, 700));
    assertThatThrownBy(() -> KeyArchive.read(archive)).isInstanceOf(BackupException.class);
  }

  private TarArchiveOutputStream tar() throws IOException {
    OutputStream out = Files.newOutputStream(archive);
    return new TarArchiveOutputStream(out, "UTF-8");
  }

  private void entries(String... names) throws IOException {
    try (var tar = tar()) {
      for (String name : names) {
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
  }
}
