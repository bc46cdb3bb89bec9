package io.kitward.server.join;

import io.kitward.server.pki.Authority;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.CertificateAuthority.Revoked;
import io.kitward.server.pki.CurrentClientTrust;
import io.kitward.server.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the trust in nodes with certificates of Kitward's own CA as the store has it: what was
 * taken back there is on this CA's revocation list, here at once and on other servers within
 * seconds. Thread-safe.
 */
public final class OwnRevocations implements AutoCloseable {

  /** Our name for this authority in the trust and in verdicts. */
  public static final String NAME = "kitward";

  private static final Logger LOG = LoggerFactory.getLogger(OwnRevocations.class);

  private final Store store;
  private final CertificateAuthority authority;
  private final CurrentClientTrust trust;
  private final InstantSource clock;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("own-revocations").factory());
  private List<Revoked> known = List.of(); // only looked at under this object's lock

  private OwnRevocations(
      Store store, CertificateAuthority authority, CurrentClientTrust trust, InstantSource clock) {
    this.store = store;
    this.authority = authority;
    this.trust = trust;
    this.clock = clock;
  }

  /** Puts the authority into the trust as the store has it, and follows the store from then on. */
  public static OwnRevocations follow(
      Store store,
      CertificateAuthority authority,
      CurrentClientTrust trust,
      Duration interval,
      InstantSource clock) {
    var revocations = new OwnRevocations(store, authority, trust, clock);
    revocations.put(revocations.stored());
    var _ =
        revocations.schedule.scheduleWithFixedDelay(
            revocations::refreshQuietly,
            interval.toMillis(),
            interval.toMillis(),
            TimeUnit.MILLISECONDS);
    return revocations;
  }

  /** Looks at the store now; when this returns, what was taken back there is refused here. */
  public void refresh() {
    List<Revoked> now = stored();
    synchronized (this) {
      if (now.equals(known)) {
        return;
      }
      put(now);
    }
  }

  private List<Revoked> stored() {
    return store.read(handle -> CertificateTable.revoked(handle, clock.instant()));
  }

  private synchronized void put(List<Revoked> revoked) {
    trust.put(
        Authority.withRevocation(
            NAME, List.of(authority.certificate()), List.of(authority.revocationList(revoked))));
    known = revoked;
  }

  private void refreshQuietly() {
    try {
      refresh();
    } catch (RuntimeException e) {
      LOG.debug("which certificates were taken back can't be read now: {}", e.toString());
    }
  }

  @Override
  public void close() {
    schedule.close();
  }
}
