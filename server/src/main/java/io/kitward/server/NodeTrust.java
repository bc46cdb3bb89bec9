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
import io.kitward.server.vouch.PuppetAuthorities;
import io.kitward.server.vouch.PuppetAuthority;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
  private final PuppetAuthorities puppets;
  private final OwnRevocations revocations;
  private final List<Runnable> parts;
  private final Map<String, RevocationFollower> followers;

  private NodeTrust(
      CurrentClientTrust trust,
      Credential credential,
      List<X509Certificate> authorities,
      PuppetAuthorities puppets,
      OwnRevocations revocations,
      List<Runnable> parts,
      Map<String, RevocationFollower> followers) {
    this.trust = trust;
    this.credential = credential;
    this.authorities = authorities;
    this.puppets = puppets;
    this.revocations = revocations;
    this.parts = parts;
    this.followers = followers;
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
        .ifPresent(
            file ->
                trust.put(
                    Authority.withoutRevocation("file", Pem.certificatesIn("node.ca-file", file))));
    List<String> names = List.of(config.name());
    OwnRevocations revocations = OwnRevocations.follow(store, own, trust, FOLLOW, clock);
    List<Runnable> parts = new ArrayList<>();
    List<X509Certificate> authorities = new ArrayList<>(List.of(own.certificate()));
    List<PuppetAuthority> puppets = new ArrayList<>();
    Optional<PuppetCa> signs = Optional.empty();
    Map<String, RevocationFollower> followers = new TreeMap<>();
    for (ServerConfig.Puppet puppet : config.puppets()) {
      Path directory = directory(config, puppet);
      PuppetCa ca = PuppetCa.open(ca(puppet, directory), clock, random);
      var follower = new RevocationFollower(ca, puppet.name(), trust, directory, clock);
      follower.start(FOLLOW);
      parts.add(follower::close);
      followers.put(puppet.name(), follower);
      parts.add(ca::close);
      authorities.addAll(ca.authorities());
      puppets.add(authority(puppet, ca.authorities()));
      if (puppet.name().equals(ServerConfig.Puppet.MAIN)) {
        signs = Optional.of(ca);
      }
    }
    Credential credential = credential(config, own, names, signs, clock.instant());
    credential.chain().stream()
        .skip(1)
        .filter(above -> !authorities.contains(above))
        .forEach(authorities::add);
    return new NodeTrust(
        trust,
        credential,
        authorities,
        new PuppetAuthorities(puppets),
        revocations,
        parts,
        followers);
  }

  private static Credential credential(
      ServerConfig config,
      CertificateAuthority own,
      List<String> names,
      Optional<PuppetCa> signs,
      Instant now)
      throws InterruptedException {
    return switch (config.nodeCertificate()) {
      case ServerConfig.DoorCertificate.OfFiles(var files) ->
          Credential.ofServer(files.certificate(), files.key(), config.name(), now);
      case ServerConfig.DoorCertificate.OfKitward() ->
          own.issueServer(names, Set.of(), SERVER_CERTIFICATE);
      case ServerConfig.DoorCertificate.OfPuppet() when signs.isEmpty() ->
          own.issueServer(names, Set.of(), SERVER_CERTIFICATE);
      case ServerConfig.DoorCertificate.OfPuppet() -> {
        NodeDoorCredential credential =
            NodeDoorCredential.choose(
                enrol(signs.get(), config.name()), true, own, names, SERVER_CERTIFICATE);
        credential.notice().ifPresent(LOG::warn);
        yield credential.credential();
      }
    };
  }

  private static Path directory(ServerConfig config, ServerConfig.Puppet puppet) {
    return puppet.name().equals(ServerConfig.Puppet.MAIN)
        ? config.dataDirectory().resolve("puppet")
        : config.dataDirectory().resolve("puppet-others").resolve(puppet.name());
  }

  private static PuppetAuthority authority(
      ServerConfig.Puppet puppet, List<X509Certificate> certificates) {
    return new PuppetAuthority(
        puppet.name(),
        certificates.stream()
            .map(certificate -> certificate.getSubjectX500Principal().getName())
            .collect(Collectors.toSet()),
        Set.copyOf(puppet.vouchers()),
        Set.copyOf(puppet.environments()),
        puppet.proofLife(),
        puppet.certificateTags());
  }

  /** The Puppet CAs, as far as the word of their compilers and their certificates goes. */
  PuppetAuthorities puppets() {
    return puppets;
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

  /** Those who ask Puppet CAs what they took back, by our names for the CAs. */
  Map<String, RevocationFollower> followers() {
    return followers;
  }

  /** What Kitward's own CA took back from nodes. */
  OwnRevocations revocations() {
    return revocations;
  }

  private static PuppetCaConfig ca(ServerConfig.Puppet config, Path directory) {
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
        ServiceNotice.send(words);
        told = true;
      }
      Thread.sleep(ENROLMENT);
    }
  }

  @Override
  public void close() {
    revocations.close();
    parts.forEach(Runnable::run);
  }
}
