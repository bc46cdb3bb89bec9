package io.kitward.lab.simulate;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.Json;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Files in memory. Thread-safe. */
final class SimulatedFiles implements FileTree {

  private final TreeMap<String, Seen> files = new TreeMap<>();

  @Override
  public synchronized Optional<Seen> look(String path) {
    return Optional.ofNullable(files.get(path));
  }

  @Override
  public synchronized void write(Candidate candidate) {
    files.put(
        candidate.path(),
        new Seen(
            candidate.content(),
            Json.sha256(candidate.content()),
            candidate.owner(),
            candidate.group(),
            candidate.mode()));
  }

  @Override
  public void folder(FolderDesired folder) {}

  @Override
  public synchronized void delete(String path) {
    files.remove(path);
  }

  @Override
  public List<String> absentParents(String path) {
    return List.of();
  }

  @Override
  public void deleteEmptyFolder(String path) {}

  @Override
  public synchronized Optional<ForeignFile> at(String path) {
    return Optional.ofNullable(below(path).get(path));
  }

  @Override
  public synchronized SortedMap<String, ForeignFile> below(String folder) {
    var found = new TreeMap<String, ForeignFile>();
    files.forEach(
        (path, seen) -> {
          if (path.equals(folder) || path.startsWith(folder + "/")) {
            found.put(
                path,
                new ForeignFile("file", seen.digest(), seen.owner(), seen.group(), seen.mode(), 0));
          }
        });
    return found;
  }

  @Override
  public void restore(String path, ForeignFile as, byte[] content) {
    write(new Candidate(path, content, as.owner(), as.group(), as.mode(), List.of()));
  }

  @Override
  public void watch(List<String> folders, Consumer<String> changed) {}
}
