package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.HostFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxFilesTest {

  private final LinuxFiles files = new LinuxFiles();

  @TempDir Path folder;

  @Test
  void aFileIsWrittenWithItsModeAndNothingElseStays() throws IOException {
    Path file = folder.resolve("sub/agent.conf");
    assertThat(files.absentParents(file.toString()))
        .containsExactly(folder.resolve("sub").toString());
    files.write(candidate(file, "one", List.of()));
    var seen = files.look(file.toString()).orElseThrow();
    assertThat(seen.content()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
    assertThat(seen.mode()).isEqualTo("0640");
    try (var names = Files.list(folder.resolve("sub"))) {
      assertThat(names).hasSize(1);
    }
  }

  @Test
  void aRefusedCandidateLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("agent.conf");
    files.write(candidate(file, "old", List.of()));
    assertThatThrownBy(
            () -> files.write(candidate(file, "new", List.of("grep", "-q", "x", "{file}"))))
        .isInstanceOf(HostFailure.class)
        .hasMessageContaining("the old one stays");
    assertThat(Files.readString(file)).isEqualTo("old");
    files.write(candidate(file, "new x", List.of("grep", "-q", "x", "{file}")));
    assertThat(Files.readString(file)).isEqualTo("new x");
  }

  @Test
  void whatAKilledPredecessorLeftHalfWrittenGoesWithTheNextWrite() throws IOException {
    Path left = Files.writeString(folder.resolve(".agent.conf.kitward-1-7"), "half a secr");
    Path another = Files.writeString(folder.resolve(".other.conf.kitward-1-8"), "another file's");
    Path theirs = Files.writeString(folder.resolve(".agent.conf.kitward-notes"), "a person's");
    files.write(candidate(folder.resolve("agent.conf"), "whole", List.of()));
    assertThat(left).doesNotExist();
    assertThat(another).exists();
    assertThat(theirs).exists();
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "theirs");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertThatThrownBy(() -> files.write(candidate(link, "ours", List.of())))
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> files.look(folder.resolve("x/../target").toString()))
        .hasMessageContaining("plain absolute path");
    assertThat(Files.readString(target)).isEqualTo("theirs");
  }

  @Test
  void whatLiesBelowAFolderComesBackAsItWas() throws IOException {
    Path file =
        Files.writeString(Files.createDirectory(folder.resolve("data")).resolve("a.prom"), "1");
    var found = files.below(folder.resolve("data").toString());
    Files.delete(file);
    Files.delete(folder.resolve("data"));
    found.forEach((path, as) -> files.restore(path, as, "1".getBytes(StandardCharsets.UTF_8)));
    var again = files.below(folder.resolve("data").toString());
    assertThat(again.get(file.toString())).isEqualTo(found.get(file.toString()));
  }

  @Test
  void aLinkIsSeenForWhatItIsAndNothingIsEmpty() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "theirs");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertThat(files.at(link.toString()).orElseThrow().kind()).isEqualTo("link");
    assertThat(files.at(target.toString()).orElseThrow().kind()).isEqualTo("file");
    assertThat(files.at(folder.toString()).orElseThrow().kind()).isEqualTo("directory");
    assertThat(files.at(folder.resolve("none/x").toString())).isEmpty();
  }

  private Candidate candidate(Path file, String content, List<String> validate) throws IOException {
    var owner = Files.readAttributes(folder, PosixFileAttributes.class);
    return new Candidate(
        file.toString(),
        content.getBytes(StandardCharsets.UTF_8),
        owner.owner().getName(),
        owner.group().getName(),
        "0640",
        validate);
  }
}
