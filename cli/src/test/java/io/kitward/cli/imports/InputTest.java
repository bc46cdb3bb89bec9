package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes become text, or are refused. */
class InputTest {

  @TempDir Path folder = Path.of("");

  private static Input standard(byte[] bytes) {
    return Input.read("-", new ByteArrayInputStream(bytes));
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, "\ufeffcertname\n");

    assertThat(Input.read(file.toString(), new ByteArrayInputStream(new byte[0])))
        .isEqualTo(new Input(file.toString(), "certname\n"));
    assertThat(standard("\ufeffä".getBytes(StandardCharsets.UTF_8)).text()).isEqualTo("ä");
  }

  @Test
  void whatIsNotUtf8IsRefusedWithItsPlace() {
    assertThat(Refused.words(() -> standard(new byte[] {'a', (byte) 0xe4, '\n'})))
        .containsExactly("encoding: standard input: byte 1 (0xE4) is not UTF-8.");
    assertThat(Refused.words(() -> standard("a,b".getBytes(StandardCharsets.UTF_16))))
        .containsExactly("encoding: standard input: byte 0 (0xFE) is not UTF-8.");
    assertThat(Refused.words(() -> standard(new byte[] {'a', (byte) 0xc3})))
        .containsExactly("encoding: standard input: byte 1 (0xC3) is not UTF-8.");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(Refused.words(() -> Input.read("/no/such", new ByteArrayInputStream(new byte[0]))))
        .first()
        .asString()
        .startsWith("file: /no/such can't be read: ");
  }
}
