package io.kitward.bench.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The nodes of a measurement, drawn from a seed; one node needs two bytes a key. Immutable. */
public final class Fleet {
  private final List<TagKey> keys;
  private final String[][] values;
  private final short[][] numbers;
  private final int nodes;

  private Fleet(List<TagKey> keys, String[][] values, short[][] numbers, int nodes) {
    this.keys = keys;
    this.values = values;
    this.numbers = numbers;
    this.nodes = nodes;
  }

  /** A fleet with these keys. */
  public static Fleet of(List<TagKey> keys, int nodes, long seed) {
    short[][] numbers = new short[keys.size()][nodes];
    String[][] values = new String[keys.size()][];
    for (int key = 0; key < keys.size(); key++) {
      TagKey tagKey = keys.get(key);
      var random = new SplittableRandom(seed * 31 + key);
      TagKey.Draw draw = tagKey.draw();
      for (int node = 0; node < nodes; node++) {
        boolean present = random.nextDouble() < tagKey.presence();
        numbers[key][node] = (short) (present ? draw.next(random) : -1);
      }
      values[key] = new String[tagKey.vocabulary()];
      for (int number = 0; number < tagKey.vocabulary(); number++) {
        values[key][number] = tagKey.value(number);
      }
    }
    return new Fleet(keys, values, numbers, nodes);
  }

  public List<TagKey> keys() {
    return keys;
  }

  public int nodes() {
    return nodes;
  }

  /** A node's tags, one value each; the texts are shared between nodes. */
  public Map<String, String> tags(int node) {
    Map<String, String> tags = HashMap.newHashMap(keys.size());
    for (int key = 0; key < keys.size(); key++) {
      int number = numbers[key][node];
      if (number >= 0) {
        tags.put(keys.get(key).name(), values[key][number]);
      }
    }
    return tags;
  }
}
