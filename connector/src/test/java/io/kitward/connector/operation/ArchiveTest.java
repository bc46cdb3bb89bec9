package io.kitward.connector.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.OperationReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  @Test
  void tarReadsWhatIsWritten(@TempDir Path folder) throws Exception {
    var files = new LinkedHashMap<String, String>();
    files.put("empty.txt", "");
    files.put("block.txt", "x".repeat(512));
    files.put("long.txt", "ä".repeat(100_000));
    Files.write(folder.resolve("a.tar.gz"), Archive.of(files, 1_700_000_000));
    Process tar =
        new ProcessBuilder("tar", "-xzf", "a.tar.gz")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String words = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(tar.exitValue()).as(words).isZero();
    for (var file : files.entrySet()) {
      assertThat(Files.readString(folder.resolve(file.getKey()))).isEqualTo(file.getValue());
    }
  }

  @Test
  void aResultThatIsTooLargeIsAFailureThatSaysSo() {
    byte[] huge = new byte[OperationReply.PIECE * OperationReply.PIECES + 1];
    var replies = new Result(OperationReply.State.DONE, "", "application/gzip", huge).replies("7");
    assertThat(replies).hasSize(1);
    assertThat(replies.getFirst().state()).isEqualTo(OperationReply.State.FAILED);
    assertThat(replies.getFirst().message()).contains("8,388,609 bytes");
  }

  @Test
  void aResultWithoutDataIsOneReplyAndAnEmptyOneIsOnePiece() {
    assertThat(Result.done("well").replies("7"))
        .containsExactly(OperationReply.of("7", OperationReply.State.DONE, "well"));
    var empty = new Result(OperationReply.State.DONE, "", "text/plain", new byte[0]).replies("7");
    assertThat(empty).hasSize(1);
    assertThat(empty.getFirst().pieces()).isEqualTo(1);
  }
}
