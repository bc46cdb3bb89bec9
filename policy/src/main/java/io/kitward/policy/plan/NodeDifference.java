package io.kitward.policy.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What happens on one node, by service; never empty. */
public record NodeDifference(String certname, List<InstanceDifference> instances) {
  public NodeDifference {
    instances = List.copyOf(instances);
  }

  /**
   * SHA-256 of all that happens on the node, in lower-case hexadecimal: equal exactly when the
   * node's own difference is still the same.
   */
  public String digest() {
    StringBuilder text = new StringBuilder(certname);
    for (InstanceDifference instance : instances) {
      text.append('\n').append(instance.service()).append(' ').append(instance.effect());
      text.append(' ').append(instance.before()).append(' ').append(instance.after());
      text.append(' ').append(instance.offboarding());
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** Whether the node gets something that it did not have. */
  public boolean gains() {
    return has(InstanceDifference.Effect.ADDED);
  }

  /** Whether something that the node has is no longer wanted. */
  public boolean loses() {
    return has(InstanceDifference.Effect.REMOVED);
  }

  private boolean has(InstanceDifference.Effect effect) {
    return instances.stream().anyMatch(instance -> instance.effect() == effect);
  }
}
