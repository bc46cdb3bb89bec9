package io.kitward.server.config;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param ownNodeCertificate whether Kitward's own CA signs the node door's certificate though there
 *     is a Puppet CA
 * @param connectorPackage the Debian package that nodes install
 * @param maxActing how many nodes may act at a time
 * @param confirmShare percent of the nodes beyond which a plan must be confirmed by its figure
 * @param confirmNodes so many nodes never need that
 * @param leaving when nodes leave by themselves
 * @param joining how machines without Puppet join
 * @param flappingRemovals how often a source may take tags away from a node within ten minutes
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
    boolean ownNodeCertificate,
    Optional<Path> connectorPackage,
    int maxActing,
    int confirmShare,
    int confirmNodes,
    int flappingRemovals,
    Joining joining,
    Leaving leaving) {

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

  private static final List<String> LISTS =
      List.of(
          "puppet.vouchers",
          "puppet.environments",
          "puppet.others.*.vouchers",
          "puppet.others.*.environments");

  /** Three run intervals of a Puppet agent. */
  private static final Duration PROOF_LIFE = Duration.ofMinutes(90);

  /** Authorities that have their names from us. */
  private static final List<String> RESERVED = List.of(Puppet.MAIN, "file", "kitward");

  private static final Pattern CA_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** Every key that there is, with what it is for. */
  public static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("name", "host name of this server"),
          Map.entry("data-directory", "where everything is kept (default /var/lib/kitward)"),
          Map.entry("people.bind", "address of the people's door (default 0.0.0.0)"),
          Map.entry("people.port", "port of the people's door (default 8443)"),
          Map.entry("node.bind", "address of the node door (default 0.0.0.0)"),
          Map.entry("node.port", "port of the node door (default 4320)"),
          Map.entry("node.ca-file", "further CA (PEM) that vouches for nodes"),
          Map.entry(
              "node.certificate",
              "who signs the node door's certificate: puppet (the default, where there is one) or kitward"),
          Map.entry("store.jdbc-url", "a PostgreSQL 15 or newer instead of the embedded one"),
          Map.entry("store.user", "its user"),
          Map.entry("store.password-file", "a file that holds its password"),
          Map.entry("puppet.url", "the Puppet server, for instance https://puppet.example:8140"),
          Map.entry("puppet.ca-file", "the certificate of its CA (PEM)"),
          Map.entry("puppet.ca-fingerprint", "SHA-256 of its CA's certificate"),
          Map.entry(
              "puppet.vouchers",
              "certnames of the compilers whose proofs make tags the Puppet server's own"),
          Map.entry(
              "puppet.environments", "Puppet environments that may set tags (default production)"),
          Map.entry("puppet.proof-life", "how long a proof is good (default 90m)"),
          Map.entry(
              "puppet.certificate-tags.*",
              "the tag key that a trusted extension gives, such as pp_role: role"),
          Map.entry("puppet.others.*.url", "a further Puppet server; the name is ours for it"),
          Map.entry("puppet.others.*.ca-file", "as above, for a further one"),
          Map.entry("puppet.others.*.ca-fingerprint", "as above, for a further one"),
          Map.entry("puppet.others.*.vouchers", "as above, for a further one"),
          Map.entry("puppet.others.*.environments", "as above, for a further one"),
          Map.entry("puppet.others.*.proof-life", "as above, for a further one"),
          Map.entry("puppet.others.*.certificate-tags.*", "as above, for a further one"),
          Map.entry("connector.package", "the connector's Debian package"),
          Map.entry(
              "connector.packages",
              "a folder with connector packages, such as NAME_VERSION_ARCH.deb"),
          Map.entry(
              "join.certificate-life",
              "how long a certificate of Kitward's own CA is good for a node (default 90d)"),
          Map.entry(
              "join.per-minute",
              "how often one address may ask to join within a minute (default 60)"),
          Map.entry(
              "retire.after",
              "how long a node is silent before it leaves by itself, for instance 30d"),
          Map.entry(
              "retire.cleaned-after",
              "how long after its CA took its certificate back a node leaves by itself (default 10m)"),
          Map.entry("rollout.max-acting", "how many nodes may act at a time (default 50)"),
          Map.entry(
              "plan.confirm-share",
              "percent of the nodes that a plan may touch without a figure to confirm (default 10)"),
          Map.entry("plan.confirm-nodes", "so many nodes a plan may touch in any case (default 5)"),
          Map.entry(
              "rollout.flapping-removals",
              "how often a source may take tags away from a node within ten minutes before its removals wait (default 5)"));

  /**
   * Reads a configuration.
   *
   * @throws ConfigException for the first mistake, with its place
   */
  public static ServerConfig read(
      Optional<Path> file, Map<String, String> environment, List<String> flags) {
    Settings settings =
        Settings.read(file, environment, flags, KEYS.keySet().stream().sorted().toList(), LISTS);
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
        ownNodeCertificate(settings),
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
            settings.span("retire.cleaned-after", Duration.ofMinutes(10), Duration.ofSeconds(1))));
  }

  private static boolean ownNodeCertificate(Settings settings) {
    return settings
        .find("node.certificate")
        .map(
            setting ->
                switch (setting.value()) {
                  case "puppet" -> false;
                  case "kitward" -> true;
                  default -> throw ConfigException.of(setting, "is puppet or kitward");
                })
        .orElse(false);
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
