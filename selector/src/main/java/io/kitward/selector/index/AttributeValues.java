package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The values that nodes have of one attribute, and the nodes that have any. Not thread-safe. */
final class AttributeValues {
  private final Attribute attribute;
  private final Map<String, Integer> codes = new HashMap<>();
  private final RoaringBitmap having = new RoaringBitmap();

  AttributeValues(Attribute attribute) {
    this.attribute = attribute;
  }

  Attribute attribute() {
    return attribute;
  }

  @Nullable Integer code(String value) {
    return codes.get(value);
  }

  void add(String value, int code) {
    codes.put(value, code);
  }

  void forget(String value) {
    codes.remove(value);
  }

  boolean isEmpty() {
    return codes.isEmpty();
  }

  void each(BiConsumer<String, Integer> visitor) {
    codes.forEach(visitor);
  }

  /** The share of the first so many values that the condition accepts. */
  double sampled(Condition condition, int most) {
    long accepted = codes.keySet().stream().limit(most).filter(condition::accepts).count();
    return (double) accepted / Math.clamp(codes.size(), 1, most);
  }

  /** The nodes that have the attribute; for the index to keep. */
  RoaringBitmap having() {
    return having;
  }
}
