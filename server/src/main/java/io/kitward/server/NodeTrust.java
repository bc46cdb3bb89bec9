package io.kitward.server;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.Authority;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.CurrentClientTrust;
import io.kitward.server.pki.Enrolment;
import io.kitward.server.pki.Pem;
import io.kitward.server.pki.PkiException;
import io.kitward.server.pki.PuppetCa;
import io.kitward.server.pki.PuppetCaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom the node door lets in, and with which certificate it shows itself; follows what the Puppet
 * CA revokes.
 */
final class NodeTrust implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeTrust.class);
  private static final Duration FOLLOW = Duration.ofSeconds(3);
  private static final Duration SERVER_CERTIFICATE = Duration.ofDays(825);
  private static final Duration ENROLMENT = Duration.ofSeconds(2);

  private final CurrentClientTrust trust;
  private final Credential credential;
  private final Optional<PuppetCa> puppet;
  private volatile boolean closed;

  private NodeTrust(CurrentClientTrust trust, Credential credential, Optional<PuppetCa> puppet) {
    this.trust = trust;
    this.credential = credential;
    this.puppet = puppet;
  }

  /**
   * Gets to know the authorities and gets a certificate for the node door: from the Puppet CA where
   * there is one, else from Kitward's own.
   */
  static NodeTrust open(
      ServerConfig config, CertificateAuthority own, Clock clock, SecureRandom random)
      throws InterruptedException {
    var trust = new CurrentClientTrust(clock);
    config
        .nodeCa()
        .ifPresent(file -> trust.put(Authority.withoutRevocation("file", certificates(file))));
    if (config.puppet().isEmpty()) {
      return new NodeTrust(trust, issue(own, config.name()), Optional.empty());
    }
    PuppetCa puppet =
        PuppetCa.open(puppet(config.puppet().get(), config.dataDirectory()), clock, random);
    Credential credential = enrol(puppet, own, config.name());
    var opened = new NodeTrust(trust, credential, Optional.of(puppet));
    Optional<Instant> asOf = opened.revocations(Optional.empty());
    Thread.ofVirtual().name("revocations").start(() -> opened.follow(asOf));
    return opened;
  }

  CurrentClientTrust trust() {
    return trust;
  }

  /** Key and certificate of the node door. */
  Credential credential() {
    return credential;
  }

  private static PuppetCaConfig puppet(ServerConfig.Puppet config, Path dataDirectory) {
    URI url = URI.create(config.url());
    Optional<String> name = Optional.empty();
    if (!config.address().isEmpty()) {
      name = Optional.of(url.getHost());
      url =
          URI.create(
              "https://" + config.address() + ":" + (url.getPort() < 0 ? 8140 : url.getPort()));
    }
    return new PuppetCaConfig(
        url,
        name,
        config.caFile(),
        config.caFingerprint(),
        dataDirectory.resolve("puppet"),
        Duration.ofSeconds(20));
  }

  private static Credential enrol(PuppetCa puppet, CertificateAuthority own, String name)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      switch (puppet.enrol(name)) {
        case Enrolment.Enrolled(Credential credential) -> {
          return credential;
        }
        case Enrolment.Refused(String words) -> {
          LOG.warn("{} The node door uses a certificate of Kitward's own CA instead.", words);
          return issue(own, name);
        }
        case Enrolment.Waiting(String words) -> {
          if (!told) {
            LOG.info("{}", words);
            told = true;
          }
          Thread.sleep(ENROLMENT);
        }
      }
    }
  }

  private static Credential issue(CertificateAuthority own, String name) {
    return own.issueServer(List.of(name), Set.<InetAddress>of(), SERVER_CERTIFICATE);
  }

  private static List<java.security.cert.X509Certificate> certificates(Path file) {
    try {
      return Pem.certificates(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("node.ca-file " + file + " can't be read", e);
    }
  }

  /** Asks what is revoked; the moment after which only changes are of interest. */
  private Optional<Instant> revocations(Optional<Instant> asOf) {
    PuppetCa authority = puppet.orElseThrow();
    Optional<PuppetCa.RevocationLists> lists = authority.revocationLists(asOf);
    lists.ifPresent(
        changed ->
            trust.put(
                Authority.withRevocation("puppet", authority.authorities(), changed.lists())));
    return lists.map(PuppetCa.RevocationLists::asOf).or(() -> asOf);
  }

  private void follow(Optional<Instant> first) {
    Optional<Instant> asOf = first;
    boolean failing = false;
    while (!closed) {
      try {
        Thread.sleep(FOLLOW);
        asOf = revocations(asOf);
        if (failing) {
          LOG.info("the Puppet CA says again what it revoked");
        }
        failing = false;
      } catch (PkiException e) {
        if (!failing) {
          LOG.warn(
              "the Puppet CA does not say what it revoked; the last list stays in force: {}",
              e.getMessage());
        }
        failing = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    puppet.ifPresent(PuppetCa::close);
  }
}
