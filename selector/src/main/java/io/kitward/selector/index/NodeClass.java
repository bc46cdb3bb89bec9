package io.kitward.selector.index;

import java.nio.IntBuffer;
import java.util.stream.IntStream;
import org.roaringbitmap.RoaringBitmap;

/** Nodes that look the same to all selectors in use; what holds for one holds for each. */
public final class NodeClass {
  private final IntBuffer signature;
  private final int[] policies;
  private final RoaringBitmap nodes = new RoaringBitmap();

  NodeClass(IntBuffer signature, int[] policies) {
    this.signature = signature;
    this.policies = policies;
  }

  /** The selectors that pick these nodes, sorted. */
  public IntStream policies() {
    return IntStream.of(policies);
  }

  /** The nodes; not the caller's to change. */
  public RoaringBitmap nodes() {
    return nodes;
  }

  IntBuffer signature() {
    return signature;
  }
}
