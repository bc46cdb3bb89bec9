package io.kitward.server.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trust that holds now, for doors to ask and for authorities to change. Thread-safe.
 *
 * <p>A TLS stack that resumes sessions does not ask again: with tickets or a session cache on,
 * verify at every accept or switch them off.
 */
public final class CurrentClientTrust {
  private final InstantSource clock;
  private final List<Consumer<ClientTrust>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock changing = new ReentrantLock();
  private volatile ClientTrust trust = new ClientTrust(List.of());

  public CurrentClientTrust(InstantSource clock) {
    this.clock = clock;
  }

  public ClientTrust snapshot() {
    return trust;
  }

  public Verdict verify(X509Certificate[] chain) {
    return trust.verify(chain, clock.instant());
  }

  /**
   * Adds the authority, or puts it in the place of the one with its name; then tells the listeners.
   */
  public void put(Authority authority) {
    changing.lock();
    try {
      List<Authority> next = new ArrayList<>(trust.authorities());
      next.removeIf(known -> known.name().equals(authority.name()));
      next.add(authority);
      trust = new ClientTrust(next);
      listeners.forEach(listener -> listener.accept(trust));
    } finally {
      changing.unlock();
    }
  }

  /**
   * Told after each change, on the changing thread, so that open sessions can be judged anew; must
   * be quick and not throw.
   */
  public void listen(Consumer<ClientTrust> listener) {
    listeners.add(listener);
  }

  /**
   * For the TLS engine of the node door. It names no accepted issuers, so that a client with one
   * certificate always sends it and an authority added later is not missing from a list that the
   * engine copied.
   */
  public X509ExtendedTrustManager trustManager() {
    return new DoorTrustManager(this);
  }

  private static final class DoorTrustManager extends X509ExtendedTrustManager {
    private final CurrentClientTrust current;

    DoorTrustManager(CurrentClientTrust current) {
      this.current = current;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      if (current.verify(chain) instanceof Verdict.Refused refused) {
        throw new RefusedCertificateException(refused);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("This judges clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
