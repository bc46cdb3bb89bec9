package io.kitward.server.config;

import java.util.List;
import java.util.Map;

/** The keys of the server's configuration. */
public final class ConfigKeys {

  private ConfigKeys() {}

  /** Every key that there is, with what it is for. */
  public static final Map<String, String> ALL =
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
          Map.entry(
              "node.certificate-file",
              "certificate (PEM, with its chain) that the node door shows instead"),
          Map.entry("node.key-file", "its private key (PEM)"),
          Map.entry(
              "people.certificate-file",
              "certificate (PEM, with its chain) that the people's door shows instead of one of Kitward's CA"),
          Map.entry("people.key-file", "its private key (PEM)"),
          Map.entry("people.ca-file", "the CA (PEM) that clients know that certificate by"),
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
          Map.entry(
              "history.retention",
              "how long it is kept what was on which node, with its tags, and figures for charts (default 400d)"),
          Map.entry("events.retention", "how long events are kept (default 90d)"),
          Map.entry("audit.retention", "how long the audit trail is kept (default 400d)"),
          Map.entry(
              "changes.required",
              "a selector: a plan that touches such a node is carried out only with a change's ticket"),
          Map.entry(
              "repositories.allowed",
              "how Git repositories may be followed: https and ssh unless set; also http, which is not encrypted, and file, for folders of the server's own machine"),
          Map.entry("backup.directory", "where backups are kept (default /var/backups/kitward)"),
          Map.entry(
              "backup.keys-directory",
              "where the keys of a backup are kept, beside the database unless set"),
          Map.entry("backup.keep", "how many backups are kept (default 14)"),
          Map.entry("rollout.max-acting", "how many nodes may act at a time (default 50)"),
          Map.entry(
              "plan.confirm-share",
              "percent of the nodes that a plan may touch without a figure to confirm (default 10)"),
          Map.entry("plan.confirm-nodes", "so many nodes a plan may touch in any case (default 5)"),
          Map.entry(
              "rollout.flapping-removals",
              "how often a source may take tags away from a node within ten minutes before its removals wait (default 5)"));

  /** Those that hold several values. */
  static final List<String> LISTS =
      List.of(
          "repositories.allowed",
          "puppet.vouchers",
          "puppet.environments",
          "puppet.others.*.vouchers",
          "puppet.others.*.environments");
}
