package io.kitward.server.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How often one address may ask to join: so many times at once, and as many again a minute. An IPv6
 * address stands for its /64. Thread-safe; keeps a bounded number of addresses.
 */
public final class JoinRate {

  static final String PREFIX = "/join";

  private static final int ADDRESSES = 20_000;
  private static final Duration REFILL = Duration.ofMinutes(1);

  private final int perMinute;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /** What an address has left, as of a moment. */
  private record Bucket(double left, Instant at) {}

  public JoinRate(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /**
   * Lets a request pass that is about something else, or is not one too many.
   *
   * @throws ApiException {@code too-many-requests}
   */
  void admit(String path, String address) {
    if ((path.equals(PREFIX) || path.startsWith(PREFIX + "/")) && !take(network(address))) {
      throw new ApiException(
          ErrorCode.TOO_MANY_REQUESTS,
          "This address asked to join more than " + perMinute + " times within a minute.");
    }
  }

  private boolean take(String address) {
    Instant now = clock.instant();
    lock.lock();
    try {
      Bucket bucket = buckets.getOrDefault(address, new Bucket(perMinute, now));
      double gained =
          (double) Duration.between(bucket.at(), now).toMillis() * perMinute / REFILL.toMillis();
      double left = Math.min(perMinute, bucket.left() + Math.max(0, gained));
      boolean passes = left >= 1;
      buckets.put(address, new Bucket(passes ? left - 1 : left, now));
      if (buckets.size() > ADDRESSES) {
        buckets.pollFirstEntry();
      }
      return passes;
    } finally {
      lock.unlock();
    }
  }

  /** An IPv6 network hands out addresses by the billion: its first half counts. */
  private static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    String[] groups = address.replace("[", "").split("[:%]", -1);
    return String.join(":", java.util.Arrays.asList(groups).subList(0, Math.min(4, groups.length)));
  }
}
