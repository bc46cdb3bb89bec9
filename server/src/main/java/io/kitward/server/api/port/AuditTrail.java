package io.kitward.server.api.port;

import io.kitward.server.audit.AuditFilter;
import java.util.List;
import java.util.Optional;

/** Who did or tried what, as read. */
public interface AuditTrail {

  /** Newest first, only ids below {@code before}; {@link Long#MAX_VALUE} to begin. */
  List<AuditView> before(AuditFilter filter, long before, int limit);

  /** One line. */
  Optional<AuditView> find(long id);
}
