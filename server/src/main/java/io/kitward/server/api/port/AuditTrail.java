package io.kitward.server.api.port;

import java.util.List;

/** Who did or tried what, as read. */
public interface AuditTrail {

  /** Newest first, only ids below {@code before}; {@link Long#MAX_VALUE} to begin. */
  List<AuditView> before(long before, int limit);
}
