package io.kitward.selector.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Posting lists by code, in chunks of which a change copies one. For the writer only. */
final class Postings {
  static final int CHUNK_BITS = 6;
  static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

  private @Nullable PostingList[][] chunks = new PostingList[0][];
  private boolean[] shared = {};

  void add(int code, long entry) {
    @Nullable PostingList[] chunk = own(code >>> CHUNK_BITS);
    PostingList list = chunk[code & CHUNK_MASK];
    chunk[code & CHUNK_MASK] = list == null ? PostingList.of(entry) : list.with(entry);
  }

  void remove(int code, int target) {
    @Nullable PostingList[] chunk = own(code >>> CHUNK_BITS);
    PostingList list = chunk[code & CHUNK_MASK];
    if (list != null) {
      PostingList left = list.without(target);
      chunk[code & CHUNK_MASK] = left.size == 0 ? null : left;
    }
  }

  private @Nullable PostingList[] own(int number) {
    if (number >= chunks.length) {
      int before = chunks.length;
      chunks = Arrays.copyOf(chunks, Math.max(number + 1, before + before / 2));
      shared = Arrays.copyOf(shared, chunks.length);
      for (int i = before; i < chunks.length; i++) {
        chunks[i] = new PostingList[CHUNK_MASK + 1];
      }
    }
    if (shared[number]) {
      chunks[number] = chunks[number].clone();
      shared[number] = false;
    }
    return chunks[number];
  }

  /** The lists as they are now; they are copied before the next change. */
  @Nullable PostingList[][] chunks() {
    Arrays.fill(shared, true);
    return chunks.clone();
  }
}
