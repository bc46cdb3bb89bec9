package io.kitward.server.api.stored;

import io.kitward.server.store.Store;
import io.kitward.server.vouch.VoucherKey;
import io.kitward.server.vouch.VoucherTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The keys that count now, looked at every two seconds at most, since every Puppet run with
 * something new asks for them. Thread-safe.
 */
public final class VoucherKeys {

  private static final Duration FRESH = Duration.ofSeconds(2);

  private record Looked(Map<String, VoucherKey> keys, Instant at) {}

  private final Store store;
  private final BiPredicate<String, String> revoked;
  private final InstantSource clock;
  private volatile Looked looked = new Looked(Map.of(), Instant.MIN);

  /**
   * Makes it.
   *
   * @param revoked whether the CA took back the certificate of this issuer and serial: what a key
   *     signed that was enrolled with it counts no more
   */
  public VoucherKeys(Store store, BiPredicate<String, String> revoked, InstantSource clock) {
    this.store = store;
    this.revoked = revoked;
    this.clock = clock;
  }

  /** The key of that id, if what it signs counts. */
  public Optional<VoucherKey> find(String kid) {
    Instant now = clock.instant();
    Looked known = looked;
    if (!known.at().isAfter(now.minus(FRESH))) {
      Map<String, VoucherKey> keys = new HashMap<>();
      store.read(VoucherTable::all).forEach(key -> keys.put(key.kid(), key));
      known = new Looked(keys, now);
      looked = known;
    }
    return Optional.ofNullable(known.keys().get(kid)).filter(this::counts);
  }

  /** Whether the certificate behind a key is still good. */
  boolean counts(VoucherKey key) {
    return !revoked.test(key.issuer(), key.serial());
  }

  /** Looks anew with the next question. */
  void changed() {
    looked = new Looked(Map.of(), Instant.MIN);
  }
}
