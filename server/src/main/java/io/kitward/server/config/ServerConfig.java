package io.kitward.server.config;

import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How one server runs.
 *
 * @param name the host name that people, nodes and consoles reach it by
 * @param dataDirectory everything that it keeps, its embedded PostgreSQL included
 * @param peopleDoor where console, API and CLI come in
 * @param nodeDoor where nodes come in
 * @param jdbcUrl a PostgreSQL of one's own; empty for the embedded one
 * @param puppets the Puppet CAs that vouch for nodes; the main one, which comes first, signs the
 *     certificate of the node door
 * @param nodeCa further CA that vouches for nodes (PEM), without revocation; for simulated fleets
 * @param nodeCertificate what the node door shows
 * @param peopleCertificate what the people's door shows; empty: a certificate of Kitward's own CA
 * @param connectorPackage the Debian package that nodes install
 * @param maxActing how many nodes may act at a time
 * @param confirmShare percent of the nodes beyond which a plan must be confirmed by its figure
 * @param confirmNodes so many nodes never need that
 * @param leaving when nodes leave by themselves
 * @param joining how machines without Puppet join
 * @param flappingRemovals how often a source may take tags away from a node within ten minutes
 * @param backup where backups go
 * @param kept how long what was is kept
 * @param changesRequired on which nodes a plan needs a change's ticket; empty: on none
 * @param repositoriesAllowed the schemes of Git repositories that may be followed
 */
public record ServerConfig(
    String name,
    Path dataDirectory,
    InetSocketAddress peopleDoor,
    InetSocketAddress nodeDoor,
    Optional<String> jdbcUrl,
    String jdbcUser,
    Optional<Path> jdbcPasswordFile,
    List<Puppet> puppets,
    Optional<Path> nodeCa,
    DoorCertificate nodeCertificate,
    Optional<PeopleCertificate> peopleCertificate,
    Optional<Path> connectorPackage,
    int maxActing,
    int confirmShare,
    int confirmNodes,
    int flappingRemovals,
    Joining joining,
    Leaving leaving,
    Backup backup,
    Kept kept,
    Optional<Selector> changesRequired,
    Set<String> repositoriesAllowed) {

  /** Which certificate the node door shows. */
  public sealed interface DoorCertificate {

    /** One that the main Puppet CA signs; of Kitward's own CA where there is none. */
    record OfPuppet() implements DoorCertificate {}

    /** One of Kitward's own CA. */
    record OfKitward() implements DoorCertificate {}

    /** One that somebody else cares for. */
    record OfFiles(CertificateFiles files) implements DoorCertificate {}
  }

  /**
   * A certificate that somebody else cares for.
   *
   * @param certificate PEM, leaf first
   * @param key its private key, PEM
   */
  public record CertificateFiles(Path certificate, Path key) {}

  /**
   * The same for the people's door.
   *
   * @param ca by which clients know it, PEM
   */
  public record PeopleCertificate(CertificateFiles files, Path ca) {}

  /**
   * Where backups go.
   *
   * @param directory for what is in the database
   * @param keysDirectory for the keys
   * @param keep how many of them stay
   */
  public record Backup(Path directory, Path keysDirectory, int keep) {}

  /**
   * How long what was is kept.
   *
   * @param history what was on which node, with its tags, and figures for charts
   * @param events what happened
   * @param audit who did what
   */
  public record Kept(Duration history, Duration events, Duration audit) {}

  /**
   * When nodes leave by themselves.
   *
   * @param after how long one is silent; empty: none leaves for that
   * @param cleanedAfter how long after its CA took its certificate back
   */
  public record Leaving(Optional<Duration> after, Duration cleanedAfter) {}

  /**
   * How machines without Puppet join.
   *
   * @param packages a folder with connector packages
   * @param certificateLife of the certificates that nodes get
   * @param perMinute how often one address may ask
   */
  public record Joining(Optional<Path> packages, Duration certificateLife, int perMinute) {}

  /**
   * A Puppet server's CA, and how far what Puppet says there counts.
   *
   * @param name {@link #MAIN}, or the name that the configuration gives it
   * @param url for instance {@code https://puppet.example:8140}
   * @param caFile its certificate, if it is at hand
   * @param caFingerprint the SHA-256 of its root, if that is what one has
   * @param vouchers certnames of the compilers whose proofs count
   * @param environments those that may set tags
   * @param proofLife how long a proof is good after its catalog was compiled
   * @param certificateTags name or OID of a trusted extension to the key of the tag that it gives
   */
  public record Puppet(
      String name,
      String url,
      Optional<Path> caFile,
      Optional<String> caFingerprint,
      List<String> vouchers,
      List<String> environments,
      Duration proofLife,
      Map<String, String> certificateTags) {

    /** The one that needs no name. */
    public static final String MAIN = "puppet";
  }

  /** Three run intervals of a Puppet agent. */
  private static final Duration PROOF_LIFE = Duration.ofMinutes(90);

  /** Authorities that have their names from us. */
  private static final List<String> RESERVED = List.of(Puppet.MAIN, "file", "kitward");

  private static final Pattern CA_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /**
   * Reads a configuration.
   *
   * @throws ConfigException for the first mistake, with its place
   */
  public static ServerConfig read(
      Optional<Path> file, Map<String, String> environment, List<String> flags) {
    Settings settings =
        Settings.read(
            file,
            environment,
            flags,
            ConfigKeys.ALL.keySet().stream().sorted().toList(),
            ConfigKeys.LISTS);
    String name =
        settings
            .find("name")
            .map(Setting::value)
            .orElseThrow(
                () ->
                    new ConfigException(
                        file.map(path -> path + ": ").orElse("")
                            + "name: is missing; give the host name that nodes and people reach this server by"));
    return new ServerConfig(
        name,
        settings.path("data-directory").orElse(Path.of("/var/lib/kitward")).toAbsolutePath(),
        door(settings, "people", 8443),
        door(settings, "node", 4320),
        settings.find("store.jdbc-url").map(Setting::value),
        settings.text("store.user", "kitward"),
        settings.path("store.password-file"),
        puppets(settings),
        settings.path("node.ca-file"),
        nodeCertificate(settings),
        peopleCertificate(settings),
        settings.path("connector.package"),
        settings.number("rollout.max-acting", 50, 1, 100_000),
        settings.number("plan.confirm-share", 10, 0, 100),
        settings.number("plan.confirm-nodes", 5, 0, 1_000_000),
        settings.number("rollout.flapping-removals", 5, 1, 1_000_000),
        new Joining(
            settings.path("connector.packages"),
            settings.span("join.certificate-life", Duration.ofDays(90), Duration.ofSeconds(10)),
            settings.number("join.per-minute", 60, 1, 1_000_000)),
        new Leaving(
            settings
                .find("retire.after")
                .map(_ -> settings.span("retire.after", Duration.ZERO, Duration.ofSeconds(10))),
            settings.span("retire.cleaned-after", Duration.ofMinutes(10), Duration.ofSeconds(1))),
        backup(settings),
        new Kept(
            settings.span("history.retention", Duration.ofDays(400), Duration.ofDays(1)),
            settings.span("events.retention", Duration.ofDays(90), Duration.ofDays(1)),
            settings.span("audit.retention", Duration.ofDays(400), Duration.ofDays(1))),
        changesRequired(settings),
        repositoriesAllowed(settings));
  }

  private static Set<String> repositoriesAllowed(Settings settings) {
    Optional<Setting> setting = settings.find("repositories.allowed");
    if (setting.isEmpty()) {
      return Set.of("https", "ssh");
    }
    List<String> schemes = settings.list("repositories.allowed");
    if (!List.of("https", "ssh", "http", "file").containsAll(schemes)) {
      throw ConfigException.of(
          setting.get(), "names something else than https, ssh, http and file");
    }
    return Set.copyOf(schemes);
  }

  private static Optional<Selector> changesRequired(Settings settings) {
    return settings
        .find("changes.required")
        .map(
            setting -> {
              try {
                return Selector.parse(setting.value());
              } catch (SelectorSyntaxException e) {
                throw ConfigException.of(
                    setting,
                    "is no selector: " + e.getMessage() + " at character " + (e.offset() + 1));
              }
            });
  }

  private static Backup backup(Settings settings) {
    Path directory =
        settings.path("backup.directory").orElse(Path.of("/var/backups/kitward")).toAbsolutePath();
    return new Backup(
        directory,
        settings.path("backup.keys-directory").orElse(directory).toAbsolutePath(),
        settings.number("backup.keep", 14, 1, 10_000));
  }

  private static DoorCertificate nodeCertificate(Settings settings) {
    Optional<CertificateFiles> files = certificateFiles(settings, "node");
    Optional<Setting> signer = settings.find("node.certificate");
    if (files.isPresent()) {
      signer.ifPresent(
          setting -> {
            throw ConfigException.of(
                setting, "says another thing than node.certificate-file; leave one of them out");
          });
      return new DoorCertificate.OfFiles(files.get());
    }
    return signer
        .<DoorCertificate>map(
            setting ->
                switch (setting.value()) {
                  case "puppet" -> new DoorCertificate.OfPuppet();
                  case "kitward" -> new DoorCertificate.OfKitward();
                  default -> throw ConfigException.of(setting, "is puppet or kitward");
                })
        .orElseGet(DoorCertificate.OfPuppet::new);
  }

  private static Optional<PeopleCertificate> peopleCertificate(Settings settings) {
    Optional<Path> ca = settings.path("people.ca-file");
    Optional<CertificateFiles> files = certificateFiles(settings, "people");
    if (files.isPresent() != ca.isPresent()) {
      throw new ConfigException(
          "people.certificate-file and people.ca-file: give both or none; consoles and joining"
              + " nodes are told the CA");
    }
    return files.map(pair -> new PeopleCertificate(pair, ca.orElseThrow()));
  }

  /** Certificate and key of a door: both or none. */
  private static Optional<CertificateFiles> certificateFiles(Settings settings, String door) {
    Optional<Path> certificate = settings.path(door + ".certificate-file");
    Optional<Path> key = settings.path(door + ".key-file");
    if (certificate.isPresent() != key.isPresent()) {
      throw new ConfigException(
          door + ".certificate-file and " + door + ".key-file: give both or none");
    }
    return certificate.map(path -> new CertificateFiles(path, key.orElseThrow()));
  }

  private static List<Puppet> puppets(Settings settings) {
    var puppets = new ArrayList<Puppet>();
    puppet(settings, Puppet.MAIN, "puppet").ifPresent(puppets::add);
    settings.below("puppet.others").keySet().stream()
        .map(key -> key.substring(0, key.indexOf('.')))
        .distinct()
        .forEach(
            name -> {
              String at = "puppet.others." + name;
              if (!CA_NAME.matcher(name).matches() || RESERVED.contains(name)) {
                throw new ConfigException(
                    at
                        + ": a name of lower-case letters, digits and - is expected, and none of "
                        + RESERVED);
              }
              puppets.add(
                  puppet(settings, name, at)
                      .orElseThrow(() -> new ConfigException(at + ".url: is missing")));
            });
    return List.copyOf(puppets);
  }

  private static Optional<Puppet> puppet(Settings settings, String name, String at) {
    List<String> environments = settings.list(at + ".environments");
    return settings
        .find(at + ".url")
        .map(
            url ->
                new Puppet(
                    name,
                    https(url),
                    settings.path(at + ".ca-file"),
                    settings.find(at + ".ca-fingerprint").map(Setting::value),
                    settings.list(at + ".vouchers"),
                    environments.isEmpty() ? List.of("production") : environments,
                    settings.span(at + ".proof-life", PROOF_LIFE, Duration.ofSeconds(10)),
                    certificateTags(settings, at + ".certificate-tags")));
  }

  private static Map<String, String> certificateTags(Settings settings, String at) {
    Map<String, String> mapping = settings.below(at);
    mapping.forEach(
        (extension, key) -> {
          if (extension.equals("pp_preshared_key")) {
            throw new ConfigException(at + "." + extension + ": a secret is no tag");
          }
          try {
            Tag _ = new Tag(key, "");
          } catch (TagSyntaxException e) {
            throw new ConfigException(
                at + "." + extension + ": “" + key + "” is no tag key: " + e.getMessage());
          }
        });
    return mapping;
  }

  private static InetSocketAddress door(Settings settings, String door, int port) {
    String host = settings.text(door + ".bind", "0.0.0.0");
    InetSocketAddress address =
        new InetSocketAddress(host, settings.number(door + ".port", port, 0, 65_535));
    if (address.isUnresolved()) {
      throw ConfigException.of(
          settings.find(door + ".bind").orElseThrow(), host + " is no address of this machine");
    }
    return address;
  }

  private static String https(Setting setting) {
    if (!setting.value().startsWith("https://")) {
      throw ConfigException.of(setting, "must begin with https://");
    }
    return setting.value();
  }
}
