package io.kitward.server.channel;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** New names for agents that have none of their own: UUIDs of version 7, RFC 9562 section 5.7. */
public final class InstanceUids {

  private static final SecureRandom RANDOM = new SecureRandom();

  private InstanceUids() {}

  /** A name that nobody has. */
  public static UUID next(Instant now) {
    long high = (now.toEpochMilli() << 16) | 0x7000L | RANDOM.nextInt(1 << 12);
    long low = (RANDOM.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
