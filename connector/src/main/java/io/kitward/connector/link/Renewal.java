package io.kitward.connector.link;

import io.kitward.connector.config.Configuration.Identity;
import io.kitward.connector.config.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews this node's certificate at two thirds of its life, with a new key, where the server's own
 * CA issued it. A certificate of another CA (Puppet's) is left to that.
 */
public final class Renewal {

  private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
  private static final Duration LOOK_AT_LEAST = Duration.ofHours(6);
  private static final Duration LEAST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);
  private static final Duration UNTIL_ACCEPTED = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final URI server;
  private final Route route;
  private final IdentityFiles files;
  private final Identity identity;
  private final Runnable renewed;
  private final BooleanSupplier accepted;
  private final InstantSource clock;
  private final RandomGenerator random;
  private String foreign = "";

  /**
   * @param server the node door, as {@code wss://host:port}
   * @param route the way to the server
   * @param renewed told after a new certificate is in place, so that the connection takes it
   * @param accepted whether the server has taken this machine for the certificate's node: the copy
   *     of a machine, which it refuses, gets no certificate of its own out of the original's
   */
  public Renewal(
      URI server,
      Identity identity,
      Route route,
      Runnable renewed,
      BooleanSupplier accepted,
      InstantSource clock,
      RandomGenerator random) {
    this.server =
        URI.create("https://" + server.getAuthority()).resolve("/v1/nodes/self/certificate");
    this.identity = identity;
    this.route = route;
    this.files = new IdentityFiles(identity);
    this.renewed = renewed;
    this.accepted = accepted;
    this.clock = clock;
    this.random = random;
  }

  /** When a certificate is to be renewed: after two thirds of its life. */
  static Instant due(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    return from.plus(Duration.between(from, until).multipliedBy(2).dividedBy(3));
  }

  /** Renews whenever it is due, until it is interrupted. */
  public void run() {
    try {
      while (true) {
        Thread.sleep(step());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Renews if that is due; returns how long to wait until the next look. */
  Duration step() throws InterruptedException {
    try {
      X509Certificate certificate = files.certificate();
      Instant due = due(certificate);
      Instant now = clock.instant();
      String serial = certificate.getSerialNumber().toString(16);
      if (now.isBefore(due) || serial.equals(foreign)) {
        Duration wait = now.isBefore(due) ? Duration.between(now, due) : LOOK_AT_LEAST;
        return bounded(wait, LOOK_AT_LEAST);
      }
      if (!accepted.getAsBoolean()) {
        return bounded(UNTIL_ACCEPTED, LONGEST_RETRY);
      }
      if (!renew(certificate, serial)) {
        return retry(certificate);
      }
      renewed.run();
      return LEAST_WAIT;
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("the certificate can't be renewed now, it is tried again: {}", e.getMessage());
      return retryAfterTrouble();
    }
  }

  /** A quarter of what is left is tried again at once for short lives, and in an hour for long. */
  private Duration retry(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    return bounded(Duration.between(from, until).dividedBy(60), LONGEST_RETRY);
  }

  private Duration retryAfterTrouble() {
    try {
      return retry(files.certificate());
    } catch (IOException e) {
      return Duration.ofMinutes(1);
    }
  }

  /** With a tenth of chance, so that a fleet that joined together does not renew together. */
  private Duration bounded(Duration wait, Duration most) {
    Duration least = wait.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : wait;
    Duration within = least.compareTo(most) < 0 ? least : most;
    return within.plusMillis(random.nextLong(within.toMillis() / 10 + 1));
  }

  private boolean renew(X509Certificate certificate, String serial)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    String request = CertificateRequest.of(certificate.getSubjectX500Principal(), keys);
    HttpResponse<String> answer = ask(request);
    if (answer.statusCode() == 409 && answer.body().contains("\"certificate-foreign\"")) {
      foreign = serial;
      LOG.warn(
          "{} is good until {} and of another authority, which has to renew it",
          identity.certificate(),
          certificate.getNotAfter().toInstant());
      return false;
    }
    if (answer.statusCode() != 200) {
      LOG.warn(
          "the server did not renew the certificate (status {}), it is tried again: {}",
          answer.statusCode(),
          answer.body());
      return false;
    }
    files.replace(
        CertificateRequest.pem("PRIVATE KEY", keys.getPrivate().getEncoded()), answer.body());
    LOG.info(
        "the certificate was renewed, it is good until {}",
        files.certificate().getNotAfter().toInstant());
    return true;
  }

  private HttpResponse<String> ask(String request) throws IOException, InterruptedException {
    try (HttpClient client =
        route.client().sslContext(PemIdentity.context(identity)).connectTimeout(LIMIT).build()) {
      return client.send(
          HttpRequest.newBuilder(server)
              .timeout(LIMIT)
              .header("content-type", "application/x-pem-file")
              .POST(BodyPublishers.ofString(request, StandardCharsets.US_ASCII))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
