package io.kitward.connector.host;

import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/** The machine's files. Paths are absolute; links of anybody but root are never followed. */
public interface FileTree {

  /** A file as it is now. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Seen(byte[] content, String digest, String owner, String group, String mode) {}

  /**
   * A file to be written.
   *
   * @param validate a command that must end with 0 first; {@code {file}} is the candidate
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Candidate(
      String path,
      byte[] content,
      String owner,
      String group,
      String mode,
      List<String> validate) {}

  /** A file with its content; empty when there is nothing. */
  Optional<Seen> look(String path);

  /** Replaces a file whole and durably, or leaves it as it was. */
  void write(Candidate candidate);

  /** Makes a folder with those above it, or gives one that is there its owner and mode. */
  void folder(FolderDesired folder);

  /** Where a path leads when root's own links are followed; the path itself when there are none. */
  default String leads(String path) {
    return path;
  }

  /** Removes a file; nothing happens when there is none. */
  void delete(String path);

  /** Folders above this path that are not there, outermost first. */
  List<String> absentParents(String path);

  /** Removes a folder when it is empty. */
  void deleteEmptyFolder(String path);

  /** What lies at this path, a link itself and not where it leads; empty when there is nothing. */
  Optional<ForeignFile> at(String path);

  /** What lies below a folder, itself included; nothing when it is not there. */
  SortedMap<String, ForeignFile> below(String folder);

  /** Puts a foreign file, folder or link back as it was. */
  void restore(String path, ForeignFile as, byte[] content);

  /**
   * From now on says the path of whatever changes directly within these folders. A later call
   * replaces the folders.
   *
   * @throws HostFailure when the machine does not let anybody watch now; try again later
   */
  void watch(List<String> folders, Consumer<String> changed);
}
