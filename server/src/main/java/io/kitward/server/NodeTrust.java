package io.kitward.server;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.join.OwnRevocations;
import io.kitward.server.pki.Authority;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.CurrentClientTrust;
import io.kitward.server.pki.Enrolment;
import io.kitward.server.pki.NodeDoorCredential;
import io.kitward.server.pki.Pem;
import io.kitward.server.pki.PuppetCa;
import io.kitward.server.pki.PuppetCaConfig;
import io.kitward.server.pki.RevocationFollower;
import io.kitward.server.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final CurrentClientTrust trust;
  private final Credential credential;
  private final List<X509Certificate> authorities;
  private final OwnRevocations revocations;
  private final List<Runnable> parts;

  private NodeTrust(
      CurrentClientTrust trust,
      Credential credential,
      List<X509Certificate> authorities,
      OwnRevocations revocations,
      List<Runnable> parts) {
    this.trust = trust;
    this.credential = credential;
    this.authorities = authorities;
    this.revocations = revocations;
    this.parts = parts;
  }

  /**
   * Gets to know the authorities and gets a certificate for the node door: from the Puppet CA where
   * there is one, else from Kitward's own.
   */
  static NodeTrust open(
      ServerConfig config, Store store, CertificateAuthority own, Clock clock, SecureRandom random)
      throws InterruptedException {
    var trust = new CurrentClientTrust(clock);
    config
        .nodeCa()
        .ifPresent(file -> trust.put(Authority.withoutRevocation("file", certificates(file))));
    List<String> names = List.of(config.name());
    OwnRevocations revocations = OwnRevocations.follow(store, own, trust, FOLLOW, clock);
    if (config.puppet().isEmpty()) {
      return new NodeTrust(
          trust,
          own.issueServer(names, Set.of(), SERVER_CERTIFICATE),
          List.of(own.certificate()),
          revocations,
          List.of());
    }
    Path directory = config.dataDirectory().resolve("puppet");
    PuppetCa puppet = PuppetCa.open(puppet(config.puppet().get(), directory), clock, random);
    NodeDoorCredential credential =
        NodeDoorCredential.choose(
            enrol(puppet, config.name()), true, own, names, SERVER_CERTIFICATE);
    credential.notice().ifPresent(LOG::warn);
    var follower = new RevocationFollower(puppet, "puppet", trust, directory, clock);
    follower.start(FOLLOW);
    List<X509Certificate> authorities = new ArrayList<>(List.of(own.certificate()));
    authorities.addAll(puppet.authorities());
    return new NodeTrust(
        trust,
        credential.credential(),
        authorities,
        revocations,
        List.of(follower::close, puppet::close));
  }

  CurrentClientTrust trust() {
    return trust;
  }

  /** Key and certificate of the node door. */
  Credential credential() {
    return credential;
  }

  /** What a node has to trust so that it trusts the node door. */
  List<X509Certificate> authorities() {
    return authorities;
  }

  /** What Kitward's own CA took back from nodes. */
  OwnRevocations revocations() {
    return revocations;
  }

  private static PuppetCaConfig puppet(ServerConfig.Puppet config, Path directory) {
    return new PuppetCaConfig(
        URI.create(config.url()),
        Optional.empty(),
        config.caFile(),
        config.caFingerprint(),
        directory,
        TIMEOUT);
  }

  /** Waits until somebody signed, or said no. */
  private static Enrolment enrol(PuppetCa puppet, String name) throws InterruptedException {
    boolean told = false;
    while (true) {
      Enrolment enrolment = puppet.enrol(name);
      if (!(enrolment instanceof Enrolment.Waiting(String words))) {
        return enrolment;
      }
      if (!told) {
        LOG.info("{}", words);
        told = true;
      }
      Thread.sleep(ENROLMENT);
    }
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      return Pem.certificates(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("node.ca-file " + file + " can't be read", e);
    }
  }

  @Override
  public void close() {
    revocations.close();
    parts.forEach(Runnable::run);
  }
}
