package io.kitward.connector.operation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SequencedMap;
import java.util.zip.GZIPOutputStream;

/** Texts as a tar.gz archive, in the form ustar that every tar reads. */
final class Archive {

  private static final int BLOCK = 512;

  private Archive() {}

  /**
   * The archive's bytes.
   *
   * @param files name to text, in their order
   */
  static byte[] of(SequencedMap<String, String> files, long seconds) {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        byte[] body = file.getValue().getBytes(StandardCharsets.UTF_8);
        out.write(header(file.getKey(), body.length, seconds));
        out.write(body);
        out.write(new byte[(BLOCK - body.length % BLOCK) % BLOCK]);
      }
      out.write(new byte[2 * BLOCK]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] header(String name, int length, long seconds) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000600\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(length));
    put(header, 136, "%011o\0".formatted(seconds));
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = '0';
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
