package io.kitward.server.repository;

import java.time.Duration;

/**
 * How much a repository may bring.
 *
 * @param packBytes on the wire, for one commit or for a history
 * @param objects in one such pack
 * @param objectBytes of one file, unpacked
 * @param entries files and folders that are walked
 * @param depth of folders in folders
 * @param files with documents
 * @param textBytes of all documents together
 * @param time for all of it
 */
public record Bounds(
    long packBytes,
    long objects,
    long objectBytes,
    int entries,
    int depth,
    int files,
    long textBytes,
    Duration time) {

  /** Far more than people write, and little enough for a small server. */
  public static final Bounds USUAL =
      new Bounds(
          256L << 20, 1_000_000, 16L << 20, 20_000, 32, 5_000, 8L << 20, Duration.ofMinutes(2));
}
