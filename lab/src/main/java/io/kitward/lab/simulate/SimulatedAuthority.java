package io.kitward.lab.simulate;

import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A throw-away authority that vouches for simulated nodes; its key never leaves this process.
 * Thread-safe.
 */
public final class SimulatedAuthority {

  private static final Duration LIFE = Duration.ofDays(30);
  private static final char[] NO_PASSWORD = new char[0];

  private final CertificateAuthority authority;
  private final SecureRandom random;

  private SimulatedAuthority(CertificateAuthority authority, SecureRandom random) {
    this.authority = authority;
    this.random = random;
  }

  public static SimulatedAuthority create(InstantSource clock, SecureRandom random) {
    return new SimulatedAuthority(
        CertificateAuthority.create("Kitward simulated nodes", clock, random), random);
  }

  /** Its certificate, for a server's {@code node.ca-file}. */
  public String pem() {
    return Pem.print(List.of(authority.certificate()));
  }

  /**
   * A new key and certificate of a node, which trusts one server's authority only.
   *
   * @param serverCa the certificate (PEM) behind the server's node door
   */
  public SSLContext identity(String certname, Path serverCa) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(authority.issueClient(certname, LIFE).keyStore(NO_PASSWORD), NO_PASSWORD);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(serverCa), random);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no certificate could be made for " + certname, e);
    }
  }

  private static TrustManager[] trust(Path serverCa) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("kitward", Pem.certificates(Files.readString(serverCa)).getFirst());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust.getTrustManagers();
  }
}
