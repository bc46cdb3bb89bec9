package io.kitward.selector.index;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something immutable for some of the codes, in chunks of which a change copies one. Instances are
 * for the writer only; what they publish is never changed.
 */
final class CodeLists<T> {
  private static final int CHUNK_BITS = 6;
  private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

  private @Nullable Object[][] chunks = {};
  private boolean[] published = {};

  /** What the codes had at one moment; for any thread. */
  static final class Snapshot<T> {
    private final @Nullable Object[][] chunks;

    private Snapshot(@Nullable Object[][] chunks) {
      this.chunks = chunks;
    }

    @SuppressWarnings("unchecked") // only a T is ever put
    @Nullable T get(int code) {
      int chunk = code >>> CHUNK_BITS;
      return chunk < chunks.length ? (T) chunks[chunk][code & CHUNK_MASK] : null;
    }
  }

  /** Puts in place of what the code has, or of null, what the change makes of it. */
  @SuppressWarnings("unchecked") // only a T is ever put
  void change(int code, UnaryOperator<@Nullable T> change) {
    @Nullable Object[] chunk = own(code >>> CHUNK_BITS);
    int at = code & CHUNK_MASK;
    chunk[at] = change.apply((T) chunk[at]);
  }

  private @Nullable Object[] own(int number) {
    if (number >= chunks.length) {
      int before = chunks.length;
      chunks = Arrays.copyOf(chunks, Math.max(number + 1, before + before / 2));
      published = Arrays.copyOf(published, chunks.length);
      for (int i = before; i < chunks.length; i++) {
        chunks[i] = new Object[CHUNK_MASK + 1];
      }
    }
    if (published[number]) {
      chunks[number] = chunks[number].clone();
      published[number] = false;
    }
    return chunks[number];
  }

  /** All as it is now; a chunk is copied before it changes again. */
  Snapshot<T> publish() {
    Arrays.fill(published, true);
    return new Snapshot<>(chunks.clone());
  }
}
