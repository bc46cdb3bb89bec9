package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A local user puts a link in the place of a folder while root works below it. */
class SwappedFolderTest {

  private static final int TRIES = 3_000;

  private final LinuxFiles files = new LinuxFiles();
  private final AtomicBoolean over = new AtomicBoolean();

  @TempDir Path temporary;
  private Path theirs;
  private Path victim;

  @BeforeEach
  void aFolderOfALocalUserAndOneOfRoot() throws IOException {
    theirs = Files.createDirectory(temporary.resolve("theirs"));
    victim = Files.createDirectory(temporary.resolve("victim"));
    Files.createDirectory(theirs.resolve("data"));
    Files.writeString(victim.resolve("secret"), "root's alone");
    Files.writeString(theirs.resolve("data").resolve("secret"), "theirs");
    own(theirs);
  }

  /** Gives it to nobody, so that it is not root's, whoever runs this. */
  private static void own(Path path) throws IOException {
    var view =
        Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    view.setOwner(
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
  }

  private Thread swapping() throws IOException {
    Path data = theirs.resolve("data");
    Path aside = theirs.resolve("aside");
    Path link = Files.createSymbolicLink(theirs.resolve("link"), victim);
    own(link);
    return Thread.ofPlatform()
        .start(
            () -> {
              while (!over.get()) {
                try {
                  Files.move(data, aside);
                  Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
                  Files.move(data, link, StandardCopyOption.ATOMIC_MOVE);
                  Files.move(aside, data);
                } catch (IOException e) {
                  repair(data, aside); // root made the folder anew while it was away
                }
              }
            });
  }

  private static void repair(Path data, Path aside) {
    try {
      if (Files.isDirectory(data, LinkOption.NOFOLLOW_LINKS)) {
        try (var names = Files.newDirectoryStream(data)) {
          for (Path name : names) {
            Files.delete(name);
          }
        }
        Files.delete(data);
      }
      Files.move(aside, data);
    } catch (IOException e) {
      return; // root is at it again: the next round tries once more
    }
  }

  @Test
  void nothingIsWrittenReadOrDeletedWhereTheLinkLeads() throws Exception {
    String file = theirs.resolve("data").resolve("secret").toString();
    String fresh = theirs.resolve("data").resolve("fresh").toString();
    Thread swapping = swapping();
    int written = 0;
    for (int i = 0; i < TRIES; i++) {
      try {
        files.write(candidate(fresh));
        written++;
        files.look(file).ifPresent(seen -> assertThat(text(seen.content())).isEqualTo("theirs"));
        files
            .at(file)
            .filter(seen -> seen.kind().equals("file"))
            .ifPresent(
                seen ->
                    assertThat(seen.digest())
                        .isEqualTo(io.kitward.protocol.Payload.sha256("theirs")));
        files.delete(fresh);
      } catch (HostFailure e) {
        // it was seen, or the folder was away
      }
    }
    over.set(true);
    swapping.join();
    assertThat(written).as("written in between").isPositive();
    try (var names = Files.list(victim)) {
      assertThat(names.map(path -> String.valueOf(path.getFileName()))).containsExactly("secret");
    }
    assertThat(Files.readString(victim.resolve("secret"))).isEqualTo("root's alone");
  }

  @Test
  void anotherUsersLinkOnTheWayIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(theirs.resolve("way"), victim);
    own(link);
    String below = link.resolve("x").toString();
    assertThatThrownBy(() -> files.write(candidate(below))).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> files.look(below)).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> files.delete(below)).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> files.folder(new FolderDesired(below, "root", "root", "0755")))
        .hasMessageContaining("symbolic link");
    assertThat(files.absentParents(theirs.resolve("data/x").toString())).isEmpty();
  }

  @Test
  void aLinkOfRootInAnothersFolderIsRefusedToo() throws IOException {
    Files.createSymbolicLink(theirs.resolve("way"), victim);
    assertThatThrownBy(() -> files.look(theirs.resolve("way/secret").toString()))
        .hasMessageContaining("symbolic link");
  }

  @Test
  void whereOthersCanMoveFoldersNeitherSpecialModesNorLinksAreMade() throws IOException {
    String folder = theirs.resolve("data/spool").toString();
    assertThatThrownBy(() -> files.folder(new FolderDesired(folder, "root", "root", "2770")))
        .hasMessageContaining("cannot have mode 2770");
    files.folder(new FolderDesired(folder, "nobody", "root", "0750"));
    var seen = files.at(folder).orElseThrow();
    assertThat(seen.owner() + " " + seen.mode()).isEqualTo("nobody 0750");
    var link = new ForeignFile("link", "/etc/shadow", "root", "root", "0777", 0);
    assertThatThrownBy(
            () -> files.restore(theirs.resolve("data/link").toString(), link, new byte[0]))
        .hasMessageContaining("others than root");
  }

  private static Candidate candidate(String path) throws IOException {
    var root = Files.readAttributes(Path.of("/"), PosixFileAttributes.class);
    return new Candidate(
        path,
        "ours".getBytes(StandardCharsets.UTF_8),
        root.owner().getName(),
        root.group().getName(),
        "0600",
        List.of());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
