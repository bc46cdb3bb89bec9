package io.kitward.server.repository;

import io.kitward.policy.Problem;
import io.kitward.server.repository.Look.FollowedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Reads the documents' files of a folder as they are at a commit; nothing is put on the disk. */
final class FolderAtCommit {

  private final Repository repository;
  private final Bounds bounds;
  private final String folder;
  private final List<FollowedFile> files = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int entries;
  private long bytes;

  private FolderAtCommit(Repository repository, Bounds bounds, String folder) {
    this.repository = repository;
    this.bounds = bounds;
    this.folder = folder;
  }

  /** What is there; with problems, the files are not to be used. */
  static Look.Found read(
      Repository repository, Bounds bounds, String folder, RevCommit at, Commit commit)
      throws IOException {
    var reading = new FolderAtCommit(repository, bounds, folder);
    reading.read(at);
    return new Look.Found(commit, false, reading.files, reading.problems);
  }

  private void read(RevCommit at) throws IOException {
    try (var walk = new TreeWalk(repository)) {
      if (folder.isEmpty()) {
        walk.addTree(at.getTree());
      } else {
        try (TreeWalk found = TreeWalk.forPath(repository, folder, at.getTree())) {
          if (found == null || !FileMode.TREE.equals(found.getFileMode(0))) {
            problem(folder, "is no folder at this commit; correct path in the Repository");
            return;
          }
          walk.addTree(found.getObjectId(0));
        }
      }
      while (problems.isEmpty() && walk.next()) {
        entry(walk);
      }
    }
    if (problems.isEmpty() && files.isEmpty()) {
      problem(
          folder,
          "holds no .yaml, .yml or .json file at this commit; delete the Repository if that is"
              + " meant");
    }
  }

  private void entry(TreeWalk walk) throws IOException {
    String path = folder.isEmpty() ? walk.getPathString() : folder + "/" + walk.getPathString();
    if (++entries > bounds.entries()) {
      problem(
          folder,
          "holds more than " + bounds.entries() + " files and folders; name a smaller path");
    } else if (walk.getNameString().startsWith(".")) {
      return;
    } else if (walk.getDepth() >= bounds.depth()) {
      problem(path, "lies more than " + bounds.depth() + " folders deep");
    } else if (FileMode.SYMLINK.equals(walk.getFileMode(0))) {
      problem(path, "is a link, and links are not followed; put the file itself there");
    } else if (FileMode.GITLINK.equals(walk.getFileMode(0))) {
      problem(
          path, "is a submodule, and those are not followed; follow it by a Repository of its own");
    } else if (walk.isSubtree()) {
      walk.enterSubtree();
    } else if (path.matches("(?s).*\\.(yaml|yml|json)")) {
      file(walk, path);
    }
  }

  private void file(TreeWalk walk, String path) throws IOException {
    ObjectLoader loader = repository.open(walk.getObjectId(0));
    bytes += loader.getSize();
    if (bytes > bounds.textBytes()) {
      problem(path, "is beyond the " + bounds.textBytes() + " bytes of documents that are read");
      return;
    }
    if (files.size() == bounds.files()) {
      problem(path, "is beyond the " + bounds.files() + " files of documents that are read");
      return;
    }
    byte[] content = loader.getCachedBytes(Math.toIntExact(bounds.textBytes()));
    try {
      files.add(
          new FollowedFile(
              path,
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString()));
    } catch (CharacterCodingException e) {
      problem(path, "is not valid UTF-8");
    }
  }

  private void problem(String path, String message) {
    String shown = path.isEmpty() ? "the repository" : shortened(path);
    problems.add(new Problem(Problem.FILE, shown, 0, 0, "", shown + " " + message));
  }

  private static String shortened(String path) {
    String plain = path.replaceAll("[\\p{Cc}\\p{Cs}\\p{Cf}]", "\ufffd");
    return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
  }
}
