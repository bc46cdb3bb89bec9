package io.kitward.selector.index;

import io.kitward.selector.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that selectors name, found by key and value in one probe.
 *
 * <p>One writer adds and nothing is ever taken away. Readers may look at any time: they see an
 * entry whole or not at all, since entries are immutable and the table is replaced when it grows.
 * An entry that a reader misses has a code beyond its snapshot, so it doesn't miss it.
 */
final class ValueTable {
  private final ConcurrentMap<String, AttributeCodes> attributes = new ConcurrentHashMap<>();
  private volatile @Nullable ValueCode[] entries = new ValueCode[64];
  private int size;

  @Nullable AttributeCodes attribute(String key) {
    return attributes.get(key);
  }

  /** What is asked of any attribute; for the writer. */
  AttributeCodes[] attributes() {
    return attributes.values().toArray(AttributeCodes[]::new);
  }

  void add(String key, AttributeCodes attribute) {
    attributes.put(key, attribute);
  }

  @Nullable ValueCode find(String key, String value) {
    return find(entries, Tags.hash(key, value), key, value);
  }

  static @Nullable ValueCode find(
      @Nullable ValueCode[] entries, int hash, String key, String value) {
    int mask = entries.length - 1;
    for (int at = hash & mask; ; at = (at + 1) & mask) {
      ValueCode entry = entries[at];
      if (entry == null || entry.is(hash, key, value)) {
        return entry;
      }
    }
  }

  /** The table as it is; entries may still join it, but none is moved. */
  @Nullable ValueCode[] entries() {
    return entries;
  }

  void add(ValueCode entry) {
    if (2 * (size + 1) > entries.length) {
      @Nullable ValueCode[] larger = new ValueCode[2 * entries.length];
      for (ValueCode each : entries) {
        if (each != null) {
          place(larger, each);
        }
      }
      entries = larger;
    }
    place(entries, entry);
    size++;
  }

  private static void place(@Nullable ValueCode[] entries, ValueCode entry) {
    int mask = entries.length - 1;
    int at = entry.hash & mask;
    while (entries[at] != null) {
      at = (at + 1) & mask;
    }
    entries[at] = entry;
  }
}
