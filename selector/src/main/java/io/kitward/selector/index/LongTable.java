package io.kitward.selector.index;

import java.util.Arrays;

/**
 * A number for each index, 0 unless set, in chunks of which a change copies one. Instances are for
 * the writer only; what they publish is never changed.
 */
final class LongTable {
  private static final int CHUNK_BITS = 7;
  private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;
  private static final long[] ZEROS = new long[CHUNK_MASK + 1];

  private long[][] chunks = {};

  /** The chunks that nobody else has. */
  private boolean[] own = {};

  /** The numbers of one moment; for any thread. */
  static final class Snapshot {
    private final long[][] chunks;

    private Snapshot(long[][] chunks) {
      this.chunks = chunks;
    }

    long get(int index) {
      int chunk = index >>> CHUNK_BITS;
      return chunk < chunks.length ? chunks[chunk][index & CHUNK_MASK] : 0;
    }
  }

  long get(int index) {
    int chunk = index >>> CHUNK_BITS;
    return chunk < chunks.length ? chunks[chunk][index & CHUNK_MASK] : 0;
  }

  void set(int index, long number) {
    int chunk = index >>> CHUNK_BITS;
    if (chunk >= chunks.length) {
      int before = chunks.length;
      chunks = Arrays.copyOf(chunks, Math.max(chunk + 1, before + before / 2));
      own = Arrays.copyOf(own, chunks.length);
      Arrays.fill(chunks, before, chunks.length, ZEROS);
    }
    if (!own[chunk]) {
      chunks[chunk] = chunks[chunk].clone();
      own[chunk] = true;
    }
    chunks[chunk][index & CHUNK_MASK] = number;
  }

  /** One more than the highest index that may be other than 0. */
  int limit() {
    return chunks.length << CHUNK_BITS;
  }

  /** All as it is now; a chunk is copied before it changes again. */
  Snapshot publish() {
    Arrays.fill(own, false);
    return new Snapshot(chunks.clone());
  }
}
