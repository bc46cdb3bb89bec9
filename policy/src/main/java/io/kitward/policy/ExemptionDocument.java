package io.kitward.policy;

import io.kitward.selector.Selector;
import java.time.Instant;
import java.util.List;

/**
 * Nodes that need not have some services until an instant, and why. Until then it works like a
 * policy that forbids; from that instant on it is as if it were not there.
 */
public record ExemptionDocument(
    Metadata metadata, Selector selector, List<String> services, String reason, Instant until)
    implements Document {
  public ExemptionDocument {
    services = List.copyOf(services);
  }

  @Override
  public Kind kind() {
    return Kind.EXEMPTION;
  }

  public boolean inForce(Instant now) {
    return now.isBefore(until);
  }
}
