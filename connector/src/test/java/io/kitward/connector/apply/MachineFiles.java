package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Files and folders in memory: a file needs its folder, a folder goes only when it is empty. */
final class MachineFiles implements FileTree {

  /** What lies at a path; the text of a folder is empty. */
  record Entry(boolean folder, String text, String owner, String mode, long modified) {}

  private final Fuse fuse;
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private Predicate<String> refused = text -> false;

  MachineFiles(Fuse fuse) {
    this.fuse = fuse;
    entries.put("/", new Entry(true, "", "root", "0755", 0));
  }

  /** A validator that refuses such texts. */
  void refuse(Predicate<String> texts) {
    refused = texts;
  }

  SortedMap<String, Entry> entries() {
    return entries;
  }

  String text(String path) {
    return Objects.requireNonNull(entries.get(path), path).text();
  }

  boolean there(String path) {
    return entries.containsKey(path);
  }

  void folder(String path, String owner, String mode) {
    entries.put(path, new Entry(true, "", owner, mode, 1));
  }

  /** Makes folders above a path as {@code mkdir -p} does. */
  void folders(String path) {
    for (Path folder = Path.of(path).getParent(); folder != null; folder = folder.getParent()) {
      entries.putIfAbsent(folder.toString(), new Entry(true, "", "root", "0755", 2));
    }
  }

  void file(String path, String text, String owner, String mode) {
    folders(path);
    entries.put(path, new Entry(false, text, owner, mode, 1_000));
  }

  /** As {@code chown -R} in a package's script. */
  void give(String folder, String owner) {
    entries.replaceAll(
        (path, one) ->
            path.equals(folder) || path.startsWith(folder + "/")
                ? new Entry(one.folder(), one.text(), owner, one.mode(), one.modified())
                : one);
  }

  void removeTree(String path) {
    entries.keySet().removeIf(one -> one.equals(path) || one.startsWith(path + "/"));
  }

  void removeIfEmpty(String path) {
    if (entries.containsKey(path)
        && entries.keySet().stream().noneMatch(o -> o.startsWith(path + "/"))) {
      entries.remove(path);
    }
  }

  @Override
  public Optional<Seen> look(String path) {
    Entry entry = entries.get(path);
    if (entry != null && entry.folder()) {
      throw new HostFailure(HostFailure.Kind.REFUSED, path + " is not a plain file");
    }
    return Optional.ofNullable(entry)
        .map(
            one -> {
              byte[] bytes = one.text().getBytes(StandardCharsets.UTF_8);
              return new Seen(bytes, Json.sha256(bytes), one.owner(), one.owner(), one.mode());
            });
  }

  @Override
  public void write(Candidate candidate) {
    String text = new String(candidate.content(), StandardCharsets.UTF_8);
    if (!candidate.validate().isEmpty() && refused.test(text)) {
      throw new HostFailure(HostFailure.Kind.FAILED, "the validator refuses " + candidate.path());
    }
    fuse.burn(
        () -> {
          folders(candidate.path());
          entries.put(
              candidate.path(), new Entry(false, text, candidate.owner(), candidate.mode(), 5_000));
        });
  }

  @Override
  public void folder(FolderDesired folder) {
    fuse.burn(
        () -> {
          folders(folder.path());
          folder(folder.path(), folder.owner(), folder.mode());
        });
  }

  @Override
  public void delete(String path) {
    fuse.burn(() -> entries.remove(path));
  }

  @Override
  public List<String> absentParents(String path) {
    var absent = new ArrayList<String>();
    for (Path folder = Path.of(path).getParent(); folder != null; folder = folder.getParent()) {
      if (!there(folder.toString())) {
        absent.addFirst(folder.toString());
      }
    }
    return absent;
  }

  @Override
  public void deleteEmptyFolder(String path) {
    fuse.burn(() -> removeIfEmpty(path));
  }

  @Override
  public Optional<ForeignFile> at(String path) {
    return Optional.ofNullable(entries.get(path)).map(MachineFiles::foreign);
  }

  @Override
  public SortedMap<String, ForeignFile> below(String folder) {
    var found = new TreeMap<String, ForeignFile>();
    Entry top = entries.get(folder);
    if (top == null || !top.folder()) {
      return found;
    }
    entries.forEach(
        (path, entry) -> {
          if (path.equals(folder) || path.startsWith(folder + "/")) {
            found.put(path, foreign(entry));
          }
        });
    return found;
  }

  private static ForeignFile foreign(Entry entry) {
    return new ForeignFile(
        entry.folder() ? "directory" : "file",
        entry.folder() ? "" : Json.sha256(entry.text().getBytes(StandardCharsets.UTF_8)),
        entry.owner(),
        entry.owner(),
        entry.mode(),
        entry.modified());
  }

  @Override
  public void restore(String path, ForeignFile as, byte[] content) {
    fuse.burn(
        () -> {
          folders(path);
          entries.put(
              path,
              new Entry(
                  as.kind().equals("directory"),
                  new String(content, StandardCharsets.UTF_8),
                  as.owner(),
                  as.mode(),
                  as.modifiedMillis()));
        });
  }

  @Override
  public void watch(List<String> folders, Consumer<String> changed) {}
}
