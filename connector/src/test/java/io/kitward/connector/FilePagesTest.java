package io.kitward.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.FilePages.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FilePagesTest {

  private static final String SMAPS =
      """
      7f0000000000-7f0000002000 r-xp 00000000 fd:00 7 /usr/lib/x/libjvm.so
      Pss:                   8 kB
      Anonymous:             0 kB
      7f0000002000-7f0000003000 r--p 00002000 fd:00 7 /usr/lib/x/libjvm.so
      Anonymous:             4 kB
      7f0000003000-7f0000004000 rw-p 00003000 fd:00 7 /usr/lib/x/libjvm.so
      Anonymous:             0 kB
      7f0000004000-7f0000006000 r--s 00000000 fd:00 9 /usr/lib/x/modules
      Anonymous:             0 kB
      7f0000009000-7f000000a000 r--p 00000000 fd:00 9 /usr/lib/x/libzip.so
      Anonymous:             0 kB
      Swap:                  4 kB
      7f000000a000-7f000000c000 r--s 00000000 fd:00 9 /var/lib/sss/mc/passwd
      Anonymous:             0 kB
      7f0000006000-7f0000007000 r--p 00000000 00:00 0
      Anonymous:             0 kB
      7f0000007000-7f0000008000 r-xp 00000000 00:00 0 [vdso]
      Anonymous:             0 kB
      """;

  @Test
  void onlyWhatItsFileHoldsIsGivenBack() {
    assertThat(FilePages.unchanged(SMAPS.lines(), "/usr/lib/x"))
        .containsExactly(new Range(0x7f0000000000L, 0x2000), new Range(0x7f0000004000L, 0x2000));
  }

  /** A program of its own, with the connector's option: a test's own JVM may not be touched. */
  @Test
  void aProgramThatGivesPagesBackIsSmallerAndGoesOn() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.access.foreign=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(program.waitFor()).as(said).isZero();
    String[] kilobytes = said.split(" ");
    assertThat(Long.parseLong(kilobytes[1])).isLessThan(Long.parseLong(kilobytes[0]) * 3 / 4);
  }

  /** Says how many kB of files it has mapped, before and after. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) throws IOException {
      FilePages pages = FilePages.ofThisProgram();
      long before = ofFiles();
      pages.giveBack();
      long after = ofFiles();
      System.out.println(before + " " + after);
    }

    private static long ofFiles() throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
        if (line.startsWith("Pss_File:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      throw new IOException("no Pss_File");
    }
  }
}
