package io.kitward.cli.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text that was read whole.
 *
 * @param name what it is called in messages
 */
public record Input(String name, String text) {

  private static final int LARGEST = 256 << 20;

  /** Reads a file, or standard input for {@code -}; a byte order mark is taken off. */
  public static Input read(String name, InputStream standard) {
    String called = name.equals("-") ? "standard input" : name;
    try {
      byte[] bytes;
      if (name.equals("-")) {
        bytes = standard.readNBytes(LARGEST + 1);
      } else {
        Path file = Path.of(name);
        if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
          throw tooLarge(called);
        }
        try (InputStream in = Files.newInputStream(file)) {
          bytes = in.readNBytes(LARGEST + 1);
        }
      }
      if (bytes.length > LARGEST) {
        throw tooLarge(called);
      }
      return new Input(called, text(called, bytes));
    } catch (IOException e) {
      throw new ImportException(
          "file", called + " can't be read: " + e + ".", "Name a file, or - for standard input.");
    }
  }

  private static ImportException tooLarge(String name) {
    return new ImportException(
        "file",
        name + " is larger than 256 MiB.",
        "Import it in parts, each with a --name of its own.");
  }

  private static String text(String name, byte[] bytes) throws CharacterCodingException {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    CharBuffer to = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(from, to, true);
    if (result.isError()) {
      throw new ImportException(
          "encoding",
          String.format(
              "%s: byte %d (0x%02X) is not UTF-8.", name, from.position(), bytes[from.position()]),
          "Save it as UTF-8.");
    }
    String text = to.flip().toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
