package io.kitward.selector;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of tags in which a key may hold several values; iterates sorted by key, then
 * value.
 */
public final class Tags implements Iterable<Tag> {
  private static final Tags NONE = new Tags(new String[0]);

  /** The keys and values of all tags in turn, sorted: the index reads them in one sweep. */
  private final String[] sweep;

  /** By tag a hash of its key and value, and whether the tag before has the same key. */
  private final int[] hashes;

  private final boolean[] further;

  /** The same by key; made when it is first asked for. */
  private volatile @Nullable NavigableMap<String, NavigableSet<String>> valuesByKey;

  private Tags(String[] sweep) {
    this.sweep = sweep;
    this.hashes = new int[size()];
    this.further = new boolean[size()];
    for (int tag = 0; tag < size(); tag++) {
      hashes[tag] = hash(key(tag), value(tag));
      further[tag] = tag > 0 && key(tag).equals(key(tag - 1));
    }
  }

  /** The hash of a tag, the same for equal texts. */
  public static int hash(String key, String value) {
    int hash = (key.hashCode() * 31 + value.hashCode()) * 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }

  public static Tags none() {
    return NONE;
  }

  public static Tags of(Collection<Tag> tags) {
    Tag[] sorted = tags.toArray(new Tag[0]);
    Arrays.sort(sorted);
    String[] sweep = new String[2 * sorted.length];
    int length = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || !sorted[i].equals(sorted[i - 1])) {
        sweep[length++] = sorted[i].key();
        sweep[length++] = sorted[i].value();
      }
    }
    return new Tags(length == sweep.length ? sweep : Arrays.copyOf(sweep, length));
  }

  /** Tags from their text, as {@link Tag#parse} reads it. */
  public static Tags parse(String... tags) {
    return of(Stream.of(tags).map(Tag::parse).toList());
  }

  /** The values of a key, sorted; empty when the key is not there. */
  public NavigableSet<String> values(String key) {
    NavigableSet<String> values = byKey().get(key);
    return values == null ? Collections.emptyNavigableSet() : values;
  }

  public boolean has(String key) {
    return byKey().containsKey(key);
  }

  public NavigableSet<String> keys() {
    return Collections.unmodifiableNavigableSet(new TreeSet<>(byKey().keySet()));
  }

  /** How many tags there are. */
  public int size() {
    return sweep.length / 2;
  }

  /** The key of one of the tags, which are sorted by key, then value. */
  public String key(int index) {
    return sweep[2 * index];
  }

  /** The value of one of the tags, which are sorted by key, then value. */
  public String value(int index) {
    return sweep[2 * index + 1];
  }

  /** The {@link #hash(String, String)} of one of the tags. */
  public int hash(int index) {
    return hashes[index];
  }

  /** Whether one of the tags is a further value of the key of the one before. */
  public boolean isFurtherValue(int index) {
    return further[index];
  }

  public boolean isEmpty() {
    return sweep.length == 0;
  }

  public Stream<Tag> stream() {
    return IntStream.range(0, size()).mapToObj(index -> new Tag(key(index), value(index)));
  }

  public List<Tag> toList() {
    return stream().toList();
  }

  @Override
  public Iterator<Tag> iterator() {
    return stream().iterator();
  }

  private NavigableMap<String, NavigableSet<String>> byKey() {
    NavigableMap<String, NavigableSet<String>> known = valuesByKey;
    if (known == null) {
      known = new TreeMap<>();
      for (int i = 0; i < size(); i++) {
        known.computeIfAbsent(key(i), _ -> new TreeSet<>()).add(value(i));
      }
      known.replaceAll((_, values) -> Collections.unmodifiableNavigableSet(values));
      valuesByKey = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tags tags && Arrays.equals(sweep, tags.sweep);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sweep);
  }

  @Override
  public String toString() {
    return toList().toString();
  }
}
