package io.kitward.server.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many times the disk below a directory was told to flush, or how much was written to it where
 * the kernel counts no flushes.
 */
record DiskFlushes(String device) {
  private static final int FLUSHES =
      18; // fields of /proc/diskstats, counted from 0; Linux 5.5 and newer

  /** The block device that the directory's file system is on. */
  static DiskFlushes below(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    Path device = Path.of(store.name()).toRealPath();
    String name = String.valueOf(device.getFileName());
    Path partition = Path.of("/sys/class/block", name);
    if (Files.exists(partition.resolve("partition"))) {
      // Flushes are counted for the whole disk.
      name = String.valueOf(partition.toRealPath().resolveSibling(".").normalize().getFileName());
    }
    return new DiskFlushes(name);
  }

  long count() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
      List<String> fields = List.of(line.strip().split("\\s+"));
      if (fields.get(2).equals(device) && fields.size() > FLUSHES) {
        return Long.parseLong(fields.get(FLUSHES));
      }
    }
    throw new IOException(
        "/proc/diskstats counts no flushes of " + device + "; the tests want /var/tmp on a disk");
  }
}
