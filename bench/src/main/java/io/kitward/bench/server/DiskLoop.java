package io.kitward.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk itself takes: appends of one page, each followed by fdatasync. */
public final class DiskLoop {

  private static final int PAGE = 8_192;

  private DiskLoop() {}

  /** Times of so many appends, in nanoseconds. */
  public static long[] run(Path directory, int times) {
    Path file = directory.resolve("fdatasync");
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long[] nanos = new long[times];
      for (int i = 0; i < times; i++) {
        long begin = System.nanoTime();
        int _ = channel.write(ByteBuffer.allocate(PAGE));
        channel.force(false);
        nanos[i] = System.nanoTime() - begin;
      }
      return nanos;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      try {
        boolean _ = Files.deleteIfExists(file);
      } catch (IOException _) {
        // the directory goes with all that is in it
      }
    }
  }
}
