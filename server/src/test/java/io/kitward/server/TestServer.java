package io.kitward.server;

import io.kitward.server.config.ServerConfig;
import io.kitward.server.pki.Authority;
import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import io.kitward.server.store.TestDatabase;
import io.kitward.server.store.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A real server in this JVM: both doors on free ports of the loopback address, a database of its
 * own, a throw-away authority for nodes. Its data outlive {@link #restart}.
 */
final class TestServer implements AutoCloseable {

  static {
    // Only a test that fails waits that long; a busy machine must not make one fail.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(45));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
  }

  private static final char[] PASSWORD = "test".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final List<String> flags;
  private final ServerConfig config;
  private final CertificateAuthority authority;
  private Server server;

  private TestServer(Path directory, List<String> flags, CertificateAuthority authority)
      throws Exception {
    this.directory = directory;
    this.flags = flags;
    this.config = ServerConfig.read(Optional.empty(), Map.of(), flags);
    this.authority = authority;
    this.server = Server.start(config, TestPostgres.account(), Clock.systemUTC(), RANDOM);
  }

  /** Starts a server with a PostgreSQL of its own, as people have it who set nothing. */
  static TestServer embedded() throws Exception {
    Path directory = directory();
    TestPostgres.provide(directory.resolve("postgres"));
    return start(directory, List.of());
  }

  /** Starts a server on a database in the PostgreSQL that tests share. */
  static TestServer start() throws Exception {
    return start(50);
  }

  /** The same, and it lets so many nodes act at a time. */
  static TestServer start(int acting) throws Exception {
    TestDatabase database = TestDatabase.fresh();
    return start(
        directory(),
        List.of(
            "--store.jdbc-url=" + database.url(),
            "--store.user=" + database.user(),
            "--store.password-file=" + database.passwordFile(),
            "--rollout.max-acting=" + acting));
  }

  /** The same with settings of its own, such as {@code --join.per-minute=3}. */
  static TestServer with(String... settings) throws Exception {
    TestDatabase database = TestDatabase.fresh();
    List<String> all =
        new ArrayList<>(
            List.of(
                "--store.jdbc-url=" + database.url(),
                "--store.user=" + database.user(),
                "--store.password-file=" + database.passwordFile()));
    all.addAll(List.of(settings));
    return start(directory(), all);
  }

  private static Path directory() throws IOException {
    Path directory = TestPostgres.directory();
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(
        directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx--x--x"));
    return directory;
  }

  private static TestServer start(Path directory, List<String> settings) throws Exception {
    var authority =
        CertificateAuthority.open(
            directory.resolve("nodes"), "Test nodes", Clock.systemUTC(), RANDOM);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--name=localhost",
                "--data-directory=" + directory,
                "--people.bind=127.0.0.1",
                "--people.port=" + freePort(),
                "--node.bind=127.0.0.1",
                "--node.port=" + freePort(),
                "--node.ca-file=" + directory.resolve("nodes").resolve("ca.pem")));
    all.addAll(settings);
    return new TestServer(directory, all, authority);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Ends the server. */
  void stop() {
    server.close();
  }

  /** Starts it again over the same data. */
  void startAgain() throws Exception {
    server = Server.start(config, TestPostgres.account(), Clock.systemUTC(), RANDOM);
  }

  /** Ends the server and starts it again over the same data. */
  void restart() throws Exception {
    stop();
    startAgain();
  }

  /** The same server in a process of its own, in place of this one, once it answers. */
  Process elsewhere() throws IOException {
    stop();
    Process process = ServerProcess.start(flags);
    if (!process.inputReader().readLine().equals(ServerProcess.READY)) {
      throw new IOException("the server in a process of its own did not start");
    }
    return process;
  }

  /** The administrator, at the people's door. */
  Caller admin() throws IOException, GeneralSecurityException {
    return new Caller(
        tls(Optional.empty()),
        URI.create("https://localhost:" + config.peopleDoor().getPort()),
        Optional.of(Files.readString(server.adminToken()).strip()));
  }

  /** The administrator before the console, signed in. */
  ConsolePerson person() throws Exception {
    return ConsolePerson.signedIn(
        tls(Optional.empty()),
        URI.create("https://localhost:" + config.peopleDoor().getPort()),
        Files.readString(server.adminToken()).strip());
  }

  /** Somebody without a token, at the people's door. */
  Caller anybody() throws IOException, GeneralSecurityException {
    return new Caller(
        tls(Optional.empty()),
        URI.create("https://localhost:" + config.peopleDoor().getPort()),
        Optional.empty());
  }

  /** Somebody with a token, at the people's door. */
  Caller bearing(String token) throws IOException, GeneralSecurityException {
    return new Caller(
        tls(Optional.empty()),
        URI.create("https://localhost:" + config.peopleDoor().getPort()),
        Optional.of(token));
  }

  /** A node, at the node door. */
  Caller node(String certname) throws IOException, GeneralSecurityException {
    return node(credential(certname));
  }

  /** Somebody with that certificate, at the node door. */
  Caller node(Credential credential) throws IOException, GeneralSecurityException {
    return new Caller(tls(Optional.of(credential)), nodeDoor("https"), Optional.empty());
  }

  /** The CA behind the certificates of both doors. */
  Path ca() {
    return server.peopleCa();
  }

  URI nodeDoor(String scheme) {
    return URI.create(scheme + "://localhost:" + config.nodeDoor().getPort());
  }

  Credential credential(String certname) {
    return authority.issueClient(certname, Duration.ofDays(1));
  }

  /** A certificate of the nodes' authority that has ended. */
  Credential expired(String certname) {
    var past = Clock.fixed(Instant.now().minus(Duration.ofDays(30)), java.time.ZoneOffset.UTC);
    return CertificateAuthority.open(directory.resolve("nodes"), "Test nodes", past, RANDOM)
        .issueClient(certname, Duration.ofDays(1));
  }

  /** A certificate of another authority. */
  Credential foreign(String certname) {
    return CertificateAuthority.create("Test nodes", Clock.systemUTC(), RANDOM)
        .issueClient(certname, Duration.ofDays(1));
  }

  /** Puts certificates on the authority's list, as a Puppet CA would, and the server learns it. */
  void revoke(X509Certificate... revoked) throws Exception {
    Instant now = Instant.now();
    var builder =
        new X509v2CRLBuilder(
            X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
            Date.from(now.minusSeconds(60)));
    builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
    for (X509Certificate certificate : revoked) {
      builder.addCRLEntry(certificate.getSerialNumber(), Date.from(now.minusSeconds(60)), 1);
    }
    try {
      var key = Credential.read(directory.resolve("nodes"), "ca").key();
      var list =
          new JcaX509CRLConverter()
              .getCRL(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
      server
          .nodeTrust()
          .put(Authority.withRevocation("file", List.of(authority.certificate()), List.of(list)));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every Java signs with SHA256withECDSA", e);
    }
  }

  /** What a client of either door needs to trust it, and to show these credentials. */
  SSLContext tls(Optional<Credential> credential) throws IOException, GeneralSecurityException {
    var trust = trust();
    var keys = KeyManagerFactory.getInstance("PKIX");
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, PASSWORD);
    keys.init(credential.map(shown -> shown.keyStore(PASSWORD)).orElse(own), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Trusts both doors. */
  TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry(
        "kitward", Pem.certificates(Files.readString(server.peopleCa())).getFirst());
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return trust;
  }

  /** The postmaster's process. */
  long postmaster() throws IOException {
    return Long.parseLong(postmasterFile().getFirst());
  }

  private List<String> postmasterFile() throws IOException {
    return Files.readAllLines(
        config.dataDirectory().resolve("postgres").resolve("data").resolve("postmaster.pid"));
  }

  /** The database itself, past the server. */
  Handle database() throws IOException {
    if (config.jdbcUrl().isPresent()) {
      Path password = config.jdbcPasswordFile().orElseThrow();
      return open(config.jdbcUrl().get(), config.jdbcUser(), password);
    }
    String port = postmasterFile().get(3).strip();
    Path password = config.dataDirectory().resolve("postgres").resolve("password");
    return open("jdbc:postgresql://127.0.0.1:" + port + "/kitward", "kitward", password);
  }

  private static Handle open(String url, String user, Path password) throws IOException {
    return Jdbi.open(url, user, Files.readString(password).strip());
  }

  /** The value of a secret's version, opened with the key file past the server. */
  String secret(String name, int version) throws IOException, GeneralSecurityException {
    byte[] key =
        HexFormat.of().parseHex(Files.readString(directory.resolve("secrets.key")).strip());
    try (Handle handle = database()) {
      Map<String, Object> row =
          handle
              .select(
                  "select nonce, ciphertext from secret where name = ? and version = ?",
                  name,
                  version)
              .mapToMap()
              .one();
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(128, (byte[]) row.get("nonce")));
      cipher.updateAAD(("secret:" + name + "@" + version).getBytes(StandardCharsets.UTF_8));
      return new String(cipher.doFinal((byte[]) row.get("ciphertext")), StandardCharsets.UTF_8);
    }
  }

  /** Every row of every table, as text. */
  Map<String, List<String>> texts() throws IOException {
    var texts = new TreeMap<String, List<String>>();
    try (Handle handle = database()) {
      for (String table :
          handle
              .createQuery("select relname from pg_stat_user_tables")
              .mapTo(String.class)
              .list()) {
        texts.put(
            table,
            handle
                .createQuery("select t::text from \"" + table + "\" t")
                .mapTo(String.class)
                .list());
      }
    }
    return texts;
  }

  /**
   * A print of every table but the last contacts and the minute's samples, which differs when a row
   * was written, were it with what it held before.
   */
  Map<String, String> rows() throws IOException {
    var prints = new TreeMap<String, String>();
    try (Handle handle = database()) {
      for (String table :
          handle
              .createQuery(
                  "select relname from pg_stat_user_tables where relname not in ('node_contact', 'sample', 'sample_until', 'flyway_schema_history')")
              .mapTo(String.class)
              .list()) {
        prints.put(
            table,
            handle
                .createQuery(
                    "select count(*) || ' ' || coalesce(md5(string_agg(ctid::text || xmin::text, ',' order by ctid)), '') from \""
                        + table
                        + "\"")
                .mapTo(String.class)
                .one());
      }
    }
    return prints;
  }

  @Override
  public void close() throws IOException {
    server.close();
    TestPostgres.delete(directory);
  }
}
