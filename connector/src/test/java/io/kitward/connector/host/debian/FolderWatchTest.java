package io.kitward.connector.host.debian;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir Path root;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  @Test
  void aFileIsSaidWhenItChangesAndWhenItGoes() throws IOException {
    Path folder = Files.createDirectories(root.resolve("etc/agent"));
    Path file = Files.writeString(folder.resolve("a.conf"), "1");
    watch(folder);
    Files.writeString(file, "2");
    awaitSaid(file);
    Files.delete(file);
    awaitSaid(file);
  }

  @Test
  void aFolderThatIsNotThereYetIsWatchedFromItsBeginning() throws IOException {
    Path folder = root.resolve("etc/agent/conf.d");
    watch(folder);
    Files.createDirectories(folder);
    awaitSaid(root.resolve("etc"));
    awaitWatched(folder.resolve("a.conf"));
  }

  @Test
  void aFolderThatIsDeletedAndMadeAgainIsWatchedAgain() throws IOException {
    Path folder = Files.createDirectories(root.resolve("etc/agent"));
    watch(folder);
    Files.delete(folder);
    awaitSaid(folder);
    Files.createDirectory(folder);
    awaitSaid(folder);
    awaitWatched(folder.resolve("a.conf"));
  }

  @Test
  void aFolderInPlaceOfOneThatWasMovedAwayIsWatched() throws IOException {
    Path folder = Files.createDirectories(root.resolve("etc/agent"));
    watch(folder);
    Files.move(root.resolve("etc"), root.resolve("etc.old"));
    awaitSaid(root.resolve("etc"));
    Files.createDirectories(folder);
    awaitWatched(folder.resolve("a.conf"));
  }

  private void watch(Path folder) {
    FolderWatch.start(said::add).folders(List.of(folder.toString()));
  }

  private void awaitSaid(Path path) {
    await(path + " is said").atMost(LIMIT).until(() -> said.remove(path.toString()));
  }

  /** Changes a file until that is noticed: a folder is watched again soon, not at once. */
  private void awaitWatched(Path file) {
    await(file + " is watched")
        .atMost(LIMIT)
        .until(
            () -> {
              Files.writeString(file, "again");
              return said.contains(file.toString());
            });
  }
}
