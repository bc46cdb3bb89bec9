package io.kitward.connector.config;

import io.kitward.connector.host.debian.PackageSystem;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The connector's configuration, {@code /etc/kitward/connector.yaml}.
 *
 * @param server the server's node door, as {@code wss://host:port}
 * @param identity who this node is
 * @param limits what no server may do on this node
 * @param proxy an HTTP proxy on the way to the server, {@code http://[user:password@]host:port};
 *     empty for what the environment says
 * @param packages the package system to use; empty for the one that the machine is made for
 * @param upgrades who owns the connector's version
 */
public record Configuration(
    URI server,
    Identity identity,
    Limits limits,
    Optional<URI> proxy,
    Optional<PackageSystem> packages,
    Upgrades upgrades) {

  /**
   * Who owns the connector's version.
   *
   * @param ours whether Kitward upgrades it; else Puppet or somebody else does
   * @param returnAfterSeconds how long a new version may take to reach the server
   */
  public record Upgrades(boolean ours, int returnAfterSeconds) {}

  /** PEM files: the node's certificate, its private key and the CA that signs the server's. */
  public record Identity(Path certificate, Path key, Path ca) {}

  private static final Pattern SERVER =
      Pattern.compile("(?<host>[A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+])(:(?<port>[0-9]{1,5}))?");
  static final Set<String> KEYS =
      Set.of(
          "server",
          "proxy",
          "host.packages",
          "identity.certificate",
          "identity.key",
          "identity.ca",
          "upgrade.owner",
          "upgrade.return-after",
          "limits.services[]",
          "limits.paths[]",
          "limits.hooks[]",
          "limits.repositories[]",
          "limits.packages[]",
          "limits.accounts[]",
          "limits.consoles[]",
          "limits.starts-per-day",
          "limits.mode");

  /**
   * Reads the text of a configuration file.
   *
   * @throws Mistake when a key is missing, unknown or has a value that cannot be
   */
  public static Configuration read(String text) {
    YamlLines yaml = YamlLines.read(text);
    var allowed = new TreeSet<>(KEYS);
    yaml.entries()
        .forEach(
            (key, entry) -> {
              String shape = key.replaceAll("\\[[0-9]+]", "[]");
              boolean emptyContainer =
                  entry.text().isEmpty() && KEYS.stream().anyMatch(known -> inside(known, key));
              if (!allowed.contains(shape) && !emptyContainer) {
                throw new Mistake(
                    entry.line(),
                    key,
                    "is not known here; known are " + String.join(", ", allowed));
              }
            });
    return new Configuration(
        server(yaml), identity(yaml), limits(yaml), proxy(yaml), packages(yaml), upgrades(yaml));
  }

  private static boolean inside(String known, String key) {
    return known.startsWith(key + ".") || known.equals(key + "[]");
  }

  private static URI server(YamlLines yaml) {
    var entry = required(yaml, "server");
    var matcher = SERVER.matcher(entry.text());
    if (!matcher.matches()) {
      throw new Mistake(entry.line(), "server", "write HOST:PORT, for instance kitward.lab:4320");
    }
    int port = matcher.group("port") == null ? 4320 : Integer.parseInt(matcher.group("port"));
    if (port < 1 || port > 65535) {
      throw new Mistake(entry.line(), "server", "the port must lie between 1 and 65535");
    }
    return URI.create("wss://" + matcher.group("host") + ":" + port);
  }

  private static Optional<URI> proxy(YamlLines yaml) {
    var entry = yaml.entries().get("proxy");
    if (entry == null || entry.text().isEmpty()) {
      return Optional.empty();
    }
    Optional<URI> address = Route.address(entry.text());
    if (address.isEmpty()) {
      throw new Mistake(
          entry.line(), "proxy", "write http://HOST:PORT, for instance http://proxy.lab:3128");
    }
    return address;
  }

  private static Optional<PackageSystem> packages(YamlLines yaml) {
    var entry = yaml.entries().get("host.packages");
    if (entry == null || entry.text().isEmpty()) {
      return Optional.empty();
    }
    return switch (entry.text()) {
      case "apt" -> Optional.of(PackageSystem.APT);
      case "dnf" -> Optional.of(PackageSystem.DNF);
      case "zypper" -> Optional.of(PackageSystem.ZYPPER);
      default -> throw new Mistake(entry.line(), "host.packages", "must be apt, dnf or zypper");
    };
  }

  private static Upgrades upgrades(YamlLines yaml) {
    var owner = yaml.entries().get("upgrade.owner");
    if (owner != null && !owner.text().equals("kitward") && !owner.text().equals("puppet")) {
      throw new Mistake(owner.line(), "upgrade.owner", "must be kitward or puppet");
    }
    var after = yaml.entries().get("upgrade.return-after");
    int seconds = 180;
    if (after != null) {
      if (!after.text().matches("[0-9]{2,4}")) {
        throw new Mistake(
            after.line(), "upgrade.return-after", "must be seconds, between 10 and 9999");
      }
      seconds = Integer.parseInt(after.text());
    }
    return new Upgrades(owner == null || owner.text().equals("kitward"), seconds);
  }

  private static Identity identity(YamlLines yaml) {
    return new Identity(
        path(yaml, "identity.certificate"), path(yaml, "identity.key"), path(yaml, "identity.ca"));
  }

  private static Path path(YamlLines yaml, String key) {
    var entry = required(yaml, key);
    if (!entry.text().startsWith("/")) {
      throw new Mistake(entry.line(), key, "must be an absolute path");
    }
    return Path.of(entry.text());
  }

  private static Limits limits(YamlLines yaml) {
    var mode = yaml.entries().get("limits.mode");
    Limits.Mode chosen = Limits.Mode.ENFORCE;
    if (mode != null) {
      chosen =
          switch (mode.text()) {
            case "enforce" -> Limits.Mode.ENFORCE;
            case "observe" -> Limits.Mode.OBSERVE;
            default -> throw new Mistake(mode.line(), "limits.mode", "must be enforce or observe");
          };
    }
    absolute(yaml, "limits.paths");
    absolute(yaml, "limits.hooks");
    return new Limits(
        allowed(yaml, "limits.services"),
        allowed(yaml, "limits.paths"),
        allowed(yaml, "limits.hooks"),
        allowed(yaml, "limits.repositories"),
        allowed(yaml, "limits.packages"),
        allowed(yaml, "limits.accounts"),
        allowed(yaml, "limits.consoles"),
        starts(yaml),
        chosen);
  }

  private static void absolute(YamlLines yaml, String key) {
    for (var path : entries(yaml, key)) {
      if (!path.text().startsWith("/")) {
        throw new Mistake(path.line(), key, "must be absolute paths");
      }
    }
  }

  private static int starts(YamlLines yaml) {
    var entry = yaml.entries().get("limits.starts-per-day");
    if (entry == null) {
      return 0;
    }
    if (!entry.text().matches("[1-9][0-9]{0,3}")) {
      throw new Mistake(
          entry.line(), "limits.starts-per-day", "must be a whole number between 1 and 9999");
    }
    return Integer.parseInt(entry.text());
  }

  private static Allowed allowed(YamlLines yaml, String key) {
    return new Allowed(
        given(yaml, key), entries(yaml, key).stream().map(YamlLines.Entry::text).toList());
  }

  private static boolean given(YamlLines yaml, String key) {
    if (yaml.entries().containsKey(key)) {
      throw new Mistake(
          yaml.entries().get(key).line(), key, "must be a list; leave the key out for no limit");
    }
    return yaml.containers().containsKey(key);
  }

  private static List<YamlLines.Entry> entries(YamlLines yaml, String key) {
    var found = new ArrayList<YamlLines.Entry>();
    yaml.entries()
        .forEach(
            (name, entry) -> {
              if (name.startsWith(key + "[")) {
                found.add(entry);
              }
            });
    return found;
  }

  private static YamlLines.Entry required(YamlLines yaml, String key) {
    var entry = yaml.entries().get(key);
    if (entry != null && !entry.text().isEmpty()) {
      return entry;
    }
    if (entry != null) {
      throw new Mistake(entry.line(), key, "needs a value");
    }
    int dot = key.lastIndexOf('.');
    Integer line = dot < 0 ? null : yaml.containers().get(key.substring(0, dot));
    throw new Mistake(line == null ? 1 : line, key, "is missing");
  }
}
