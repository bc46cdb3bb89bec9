package io.kitward.server.api.stored;

import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Privileges;
import io.kitward.server.access.Access;
import io.kitward.server.access.Action;
import io.kitward.server.access.Decision;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.Actor;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Whether somebody may write documents that would make them root on nodes. */
final class PrivilegedWrites {

  private PrivilegedWrites() {}

  /**
   * Why not, in words for them, with the refusal in the audit trail; empty when they may. What
   * stands already as it is written is no matter.
   */
  static Optional<String> refusal(
      Handle handle,
      DocumentSet before,
      Collection<? extends Document> written,
      Actor actor,
      Instant now) {
    for (Document document : written) {
      List<String> privileged = before.holds(document) ? List.of() : Privileges.of(document);
      String named = document.kind().word() + "/" + document.name();
      var target = new Target.NamedTarget("document/" + named);
      if (!privileged.isEmpty()
          && Access.decide(actor.principal(), Action.WRITE_PRIVILEGED_DOCUMENTS, target)
              instanceof Decision.Denied denied) {
        AuditTable.add(
            handle,
            new AuditEntry(
                now,
                actor.principal().display(),
                "people",
                "write-privileged-documents",
                target.display(),
                "denied",
                Map.of("reason", denied.reason(), "request", actor.requestId())));
        return Optional.of(
            named
                + " has "
                + String.join(", ", privileged)
                + ", and "
                + denied.reason()
                + "; nothing was changed.");
      }
    }
    return Optional.empty();
  }
}
