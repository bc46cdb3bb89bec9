package io.kitward.server.rollout;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * How many instances each service had at the beginning of the last hour: what the brake's share is
 * of. Counting a large fleet takes long, so a figure is used for some seconds. Thread-safe.
 */
final class BrakeBases {

  private static final Duration AGE = Duration.ofSeconds(5);

  private record Base(long instances, long at) {}

  private final Map<String, Base> known = new ConcurrentHashMap<>();

  /**
   * The figure for a service.
   *
   * @param removed instances whose removal was released within the last hour
   */
  long of(Handle handle, String service, long removed) {
    long now = System.nanoTime();
    Base base = known.get(service);
    if (base == null || now - base.at() > AGE.toNanos()) {
      base = new Base(present(handle, service) + removed, now);
      known.put(service, base);
    }
    return base.instances();
  }

  /** Instances of a service that are on nodes now and shall stay. */
  private static long present(Handle handle, String service) {
    return handle
        .createQuery(
            "select count(*) from instance where service = :service and released ->> 'ensure' <> 'ABSENT'")
        .bind("service", service)
        .mapTo(Long.class)
        .one();
  }
}
