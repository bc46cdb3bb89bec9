package io.kitward.server.api;

import io.kitward.protocol.InstanceDesired;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Instances;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Reasons;
import io.kitward.server.desired.WantedInstance;
import io.kitward.server.fleet.EventTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The rows of an instance that its connector settled and that a console is offered. */
final class OfferedInstance {
  static final UUID ID = new UUID(0, 9100);

  private OfferedInstance() {}

  /** Runs in the caller's transaction. */
  static void add(Handle handle, UUID node, String service, String backend, Instant now) {
    InstanceDesired desired = Instances.desired(service, "1.5.0");
    Map<String, String> fields = Map.of("port", "9100");
    var reasons =
        new Reasons(
            List.of("Policy/all"),
            List.of(new Reasons.Parameter("port", "9100", "default", List.of())),
            Map.of("prometheus", fields),
            0,
            List.of());
    Instance instance =
        Instance.fresh(ID, node, new WantedInstance(desired, reasons), service, now)
            .releasing(desired, now)
            .in(Phase.OK, now);
    InstanceTable.save(handle, List.of(instance));
    InstanceTable.observe(
        handle, node, Instances.settled(instance, now).observed().orElseThrow(), now);
    InstanceTable.register(handle, ID, backend, fields, now);
    EventTable.add(
        handle,
        List.of(new EventTable.Seen(now, node, service, "installed", "installed 1.5.0", 0)));
  }
}
