package io.kitward.selector.index;

import org.jspecify.annotations.Nullable;
import org.roaringbitmap.BatchIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The nodes of one value; not to be changed. A set whose compressed form would be walked has the
 * same nodes a bit each, too, where single ones are looked up.
 */
final class Members {
  private static final int BATCH = 256;

  private final RoaringBitmap nodes;
  private final long @Nullable [] words;

  Members(RoaringBitmap nodes, long @Nullable [] words) {
    this.nodes = nodes;
    this.words = words;
  }

  RoaringBitmap nodes() {
    return nodes;
  }

  /** Whether single nodes can be looked up quickly. */
  boolean hasWords() {
    return words != null;
  }

  /** What of some nodes is here, or with {@code complement} what isn't: a set of its own. */
  RoaringBitmap of(RoaringBitmap some, boolean complement) {
    if (words == null) {
      return complement ? RoaringBitmap.andNot(some, nodes) : RoaringBitmap.and(some, nodes);
    }
    int[] kept = new int[some.getCardinality()];
    int count = 0;
    int[] batch = new int[BATCH];
    BatchIterator iterator = some.getBatchIterator();
    int wanted = complement ? 0 : 1;
    while (iterator.hasNext()) {
      int size = iterator.nextBatch(batch);
      for (int i = 0; i < size; i++) {
        int node = batch[i];
        int word = node >>> 6;
        int there = word < words.length ? (int) (words[word] >>> node) & 1 : 0;
        kept[count] = node;
        count += there == wanted ? 1 : 0;
      }
    }
    var found = new RoaringBitmap();
    found.addN(kept, 0, count);
    return found;
  }
}
