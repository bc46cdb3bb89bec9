package io.kitward.selector.index;

import io.kitward.selector.Subject;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of nodes that look the same to all selectors in use: what is found out for one node
 * of a class need not be found out for the others.
 *
 * <p>Other selectors make other classes: build them anew from a new snapshot. For one thread.
 */
public final class NodeClasses {
  private final CodedPolicyMatcher matcher;
  private final Map<IntBuffer, NodeClass> classes = new HashMap<>();
  private @Nullable NodeClass[] classOfNode = {};

  /** No nodes yet, as the selectors of this snapshot see them. */
  public NodeClasses(CodedPolicySnapshot snapshot) {
    this.matcher = snapshot.matcher();
  }

  /** Puts a node into its class, and takes it out of the one that it was in. */
  public NodeClass put(int node, Subject subject) {
    Requirements.checkNumber(node);
    IntBuffer signature = IntBuffer.wrap(matcher.signature(subject));
    NodeClass found = classes.get(signature);
    if (found == null) {
      found = new NodeClass(signature, matcher.policies(subject));
      classes.put(signature, found);
    }
    if (node >= classOfNode.length) {
      classOfNode =
          Arrays.copyOf(classOfNode, (int) Math.min(Integer.MAX_VALUE - 8L, node + node / 4 + 64L));
    }
    if (classOfNode[node] != found) {
      remove(node);
      classOfNode[node] = found;
      found.nodes().add(node);
    }
    return found;
  }

  /** Takes a node away; a class without nodes is gone. */
  public void remove(int node) {
    NodeClass before = node >= 0 && node < classOfNode.length ? classOfNode[node] : null;
    if (before != null) {
      classOfNode[node] = null;
      before.nodes().remove(node);
      if (before.nodes().isEmpty()) {
        classes.remove(before.signature());
      }
    }
  }

  /** The classes that have nodes. */
  public Collection<NodeClass> classes() {
    return Collections.unmodifiableCollection(classes.values());
  }
}
