package io.kitward.server.pki;

import io.kitward.server.store.PrivateFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A Puppet CA, spoken to as a Puppet agent does: its certificates, a certificate of our own from
 * it, and what it revoked.
 *
 * <p>It is trusted by a file or a fingerprint that a person gave, never on first use. Calls block.
 * Thread-safe.
 */
public final class PuppetCa implements AutoCloseable {
  private static final int LARGEST_ANSWER =
      64 << 20; // a revocation list of a million entries is about 40 MB
  private static final Duration DATE_MARGIN = Duration.ofSeconds(2);
  private static final String API = "/puppet-ca/v1/";

  private final PuppetCaConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final List<X509Certificate> authorities;
  private final HttpClient client;

  /**
   * What the CA says it revoked: {@code pem} as it sent it, and the moment after which only changes
   * are of interest.
   */
  public record RevocationLists(String pem, List<X509CRL> lists, Instant asOf) {}

  private PuppetCa(
      PuppetCaConfig config,
      List<X509Certificate> authorities,
      InstantSource clock,
      SecureRandom random) {
    this.config = config;
    this.authorities = authorities;
    this.clock = clock;
    this.random = random;
    this.client =
        client(config, PuppetServerTrust.context(authorities, config.expectedName(), random));
  }

  /**
   * Gets to know the CA: from the kept copy, else from the server, in either case held against the
   * given file or fingerprint.
   *
   * @throws PkiException {@code puppet-ca-untrusted} with the fingerprint that was found; {@code
   *     puppet-ca-unreachable}, retryable
   */
  public static PuppetCa open(PuppetCaConfig config, InstantSource clock, SecureRandom random) {
    try {
      Files.createDirectories(config.directory(), PrivateFiles.DIRECTORY);
      Path kept = config.directory().resolve("ca.pem");
      String bundle = Files.exists(kept) ? Files.readString(kept) : fetchBundle(config, random);
      List<X509Certificate> authorities = Pem.certificates(bundle);
      requireTrusted(config, bundle, authorities);
      PrivateFiles.write(kept, bundle.getBytes(StandardCharsets.UTF_8));
      return new PuppetCa(config, authorities, clock, random);
    } catch (IOException e) {
      throw PkiException.permanent(
          "puppet-ca-unreadable",
          "Files of the Puppet CA in " + config.directory() + " cannot be read.",
          e);
    }
  }

  /** Its certificates: the root, and where there is one the intermediate that signs. */
  public List<X509Certificate> authorities() {
    return authorities;
  }

  /**
   * One step towards a certificate for {@code certname}, with a P-256 key; to be called again while
   * it is {@link Enrolment.Waiting}. A certificate that was kept is given back without asking.
   */
  public Enrolment enrol(String certname) {
    Certname.require(certname);
    try {
      Optional<Credential> kept = kept(certname);
      if (kept.isPresent()) {
        return new Enrolment.Enrolled(kept.get());
      }
      KeyPair key = key(certname);
      Optional<Enrolment> signed = collect(certname, key);
      if (signed.isPresent()) {
        return signed.get();
      }
      HttpResponse<String> answer =
          send(
              request("certificate_request/" + certname)
                  .header("Content-Type", "text/plain")
                  .PUT(HttpRequest.BodyPublishers.ofString(csr(certname, key))));
      if (answer.statusCode() == 200
          || answer.body().contains("already has a requested certificate")) {
        return collect(certname, key).orElseGet(() -> waiting(certname));
      }
      if (answer.statusCode() >= 500) {
        throw unreachable("answered " + answer.statusCode(), Optional.empty());
      }
      return new Enrolment.Refused(
          "The Puppet CA refuses a certificate for " + certname + ": " + answer.body().strip());
    } catch (IOException e) {
      throw PkiException.permanent(
          "puppet-ca-unreadable",
          "Key or certificate of " + certname + " cannot be kept in " + config.directory() + ".",
          e);
    }
  }

  /** What is revoked, or empty when nothing changed since {@code asOf}. */
  public Optional<RevocationLists> revocationLists(Optional<Instant> asOf) {
    HttpRequest.Builder request = request("certificate_revocation_list/ca").GET();
    asOf.ifPresent(
        since ->
            request.header(
                "If-Modified-Since",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(since.atOffset(ZoneOffset.UTC))));
    HttpResponse<String> answer = send(request);
    return switch (answer.statusCode()) {
      case 304 -> Optional.empty();
      case 200 ->
          Optional.of(
              new RevocationLists(
                  answer.body(), Pem.revocationLists(answer.body()), serverTime(answer)));
      default ->
          throw unreachable(
              "answered " + answer.statusCode() + " to the question what it revoked",
              Optional.empty());
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  /**
   * The CA names no time of change, but the time of its answer. It is taken back a little: a list
   * that changes within the second of the answer would be held for unchanged for ever.
   */
  private Instant serverTime(HttpResponse<String> answer) {
    try {
      return answer
          .headers()
          .firstValue("Date")
          .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
          .orElse(Instant.EPOCH)
          .minus(DATE_MARGIN);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }

  private Optional<Credential> kept(String certname) throws IOException {
    if (Files.notExists(config.directory().resolve(certname + ".pem"))) {
      return Optional.empty();
    }
    Credential credential = Credential.read(config.directory(), certname);
    return isExpired(credential.certificate()) ? Optional.empty() : Optional.of(credential);
  }

  private boolean isExpired(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant().isBefore(clock.instant());
  }

  private KeyPair key(String certname) throws IOException {
    // Public halves cannot be had from a private key here, so both are kept: the key, and the
    // request that shows the other half.
    Path file = config.directory().resolve(certname + ".request.key");
    if (Files.notExists(file)) {
      KeyPair pair = Credential.newKey(random);
      String both = Pem.print(pair.getPrivate()) + Pem.printPublic(pair.getPublic());
      PrivateFiles.write(file, both.getBytes(StandardCharsets.UTF_8));
      return pair;
    }
    String both = new String(PrivateFiles.read(file), StandardCharsets.UTF_8);
    PrivateKey key = Pem.privateKey(both);
    return new KeyPair(Pem.publicKey(both), key);
  }

  private Optional<Enrolment> collect(String certname, KeyPair key) throws IOException {
    HttpResponse<String> answer = send(request("certificate/" + certname).GET());
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    if (answer.statusCode() != 200) {
      throw unreachable(
          "answered " + answer.statusCode() + " to the question for the certificate of " + certname,
          Optional.empty());
    }
    List<X509Certificate> found = Pem.certificates(answer.body());
    if (found.isEmpty() || !Credential.fits(found.getFirst().getPublicKey(), key.getPublic())) {
      return Optional.of(
          new Enrolment.Refused(
              "The Puppet CA has a certificate for "
                  + certname
                  + " that belongs to another key. If no other machine uses that name,"
                  + " run on the Puppet server: puppetserver ca clean --certname "
                  + certname));
    }
    if (isExpired(found.getFirst())) {
      return Optional.of(
          new Enrolment.Refused(
              "The certificate that the Puppet CA has for "
                  + certname
                  + " expired at "
                  + found.getFirst().getNotAfter().toInstant()
                  + ". For a new one run on the Puppet server: puppetserver ca clean --certname "
                  + certname));
    }
    Credential credential = new Credential(key.getPrivate(), withIntermediates(found.getFirst()));
    credential.write(config.directory(), certname);
    return Optional.of(new Enrolment.Enrolled(credential));
  }

  private List<X509Certificate> withIntermediates(X509Certificate leaf) {
    return Authority.withoutRevocation("puppet", authorities).pathTo(leaf).orElse(List.of(leaf));
  }

  private static Enrolment waiting(String certname) {
    return new Enrolment.Waiting(
        "The Puppet CA has the request of "
            + certname
            + ". Sign it on the Puppet server: puppetserver ca sign --certname "
            + certname);
  }

  private static String csr(String certname, KeyPair key) {
    try {
      var subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, certname).build();
      return Pem.print(
          new JcaPKCS10CertificationRequestBuilder(subject, key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("Every Java signs with P-256", e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return request(config, path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return send(config, client, request);
  }

  private PkiException unreachable(String what, Optional<Exception> cause) {
    return unreachable(config, what, cause);
  }

  private static String fetchBundle(PuppetCaConfig config, SecureRandom random) throws IOException {
    // With a file the connection is verified by it; with a fingerprint what comes over an
    // unverified one is.
    SSLContext context =
        config.caFile().isPresent()
            ? PuppetServerTrust.context(
                Pem.certificates(Files.readString(config.caFile().get())),
                config.expectedName(),
                random)
            : PuppetServerTrust.unverified(random);
    try (HttpClient client = client(config, context)) {
      HttpResponse<String> answer = send(config, client, request(config, "certificate/ca").GET());
      if (answer.statusCode() != 200) {
        throw unreachable(
            config,
            "answered " + answer.statusCode() + " to the question for its certificates",
            Optional.empty());
      }
      return answer.body();
    }
  }

  private static void requireTrusted(
      PuppetCaConfig config, String bundle, List<X509Certificate> authorities) throws IOException {
    Optional<X509Certificate> root = authorities.stream().filter(Authority::isRoot).findFirst();
    if (root.isEmpty()) {
      throw PkiException.permanent(
          "puppet-ca-untrusted",
          "The Puppet server at " + config.server() + " gave no root certificate.");
    }
    Authority pinned = Authority.withoutRevocation("puppet", List.of(root.get()));
    boolean known =
        config.caFile().isPresent()
            ? Pem.certificates(Files.readString(config.caFile().get())).contains(root.get())
            : config
                .caFingerprint()
                .map(fingerprint -> Fingerprint.pins(fingerprint, bundle, authorities))
                .orElse(false);
    boolean whole =
        authorities.stream()
            .allMatch(
                one -> Authority.withoutRevocation("puppet", authorities).pathTo(one).isPresent());
    if (!known || !whole || pinned.pathTo(root.get()).isEmpty()) {
      throw PkiException.permanent(
          "puppet-ca-untrusted",
          "The Puppet CA at "
              + config.server()
              + " is not known yet. The SHA-256 fingerprint of its root certificate is "
              + Fingerprint.of(root.get())
              + ". Compare it on the Puppet server (openssl x509 -noout -fingerprint -sha256 -in ca_crt.pem); if it is the same, set"
              + " it as puppet.ca-fingerprint, or give the file as puppet.ca-file.");
    }
  }

  private static HttpClient client(PuppetCaConfig config, SSLContext context) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(config.timeout())
        .sslContext(context)
        .build();
  }

  private static HttpRequest.Builder request(PuppetCaConfig config, String path) {
    return HttpRequest.newBuilder(URI.create(config.server() + API + path).normalize())
        .timeout(config.timeout())
        .header("Accept", "text/plain");
  }

  private static HttpResponse<String> send(
      PuppetCaConfig config, HttpClient client, HttpRequest.Builder request) {
    try {
      return client.send(
          request.build(),
          BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST_ANSWER));
    } catch (IOException e) {
      throw unreachable(
          config,
          "cannot be reached: " + (e.getMessage() == null ? e : e.getMessage()),
          Optional.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(config, "was not waited for", Optional.of(e));
    }
  }

  private static PkiException unreachable(
      PuppetCaConfig config, String what, Optional<Exception> cause) {
    String words = "The Puppet CA at " + config.server() + " " + what + ".";
    return cause
        .map(reason -> PkiException.passing("puppet-ca-unreachable", words, reason))
        .orElseGet(() -> PkiException.passing("puppet-ca-unreachable", words));
  }
}
