package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.RepositoryType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The files that a package repository becomes. Pure. */
public final class Repositories {

  private static final Set<String> SCHEMES = Set.of("http", "https", "ftp", "file");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~/-]{0,126}/?");
  private static final String KEY_BEGIN = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
  private static final String KEY_END = "-----END PGP PUBLIC KEY BLOCK-----";

  private Repositories() {}

  /** For apt: a deb822 source that trusts one key, and that key. */
  static List<FileDesired> apt(RepositoryDesired repository) {
    check(repository, RepositoryType.APT);
    if (repository.suites().isEmpty()) {
      throw refused(repository, "names no suite");
    }
    words(repository, repository.suites());
    words(repository, repository.components());
    String key = "/etc/apt/keyrings/kitward-" + repository.name() + ".asc";
    boolean flat = repository.suites().stream().anyMatch(suite -> suite.endsWith("/"));
    if (flat != repository.components().isEmpty()) {
      throw refused(
          repository,
          flat
              ? "has components beside a suite that ends in /"
              : "names no component; a flat one has a suite that ends in /");
    }
    String text =
        "# Written by Kitward.\nTypes: deb\nURIs: "
            + repository.url()
            + "\nSuites: "
            + String.join(" ", repository.suites())
            + "\n"
            + (flat ? "" : "Components: " + String.join(" ", repository.components()) + "\n")
            + "Signed-By: "
            + key
            + "\n";
    return List.of(
        file(key, key(repository)),
        file("/etc/apt/sources.list.d/kitward-" + repository.name() + ".sources", text));
  }

  /** For dnf: packages must be signed, and its lists too where the repository signs them. */
  public static List<FileDesired> dnf(RepositoryDesired repository) {
    return rpm(repository, "/etc/yum.repos.d/", "skip_if_unavailable=0\n");
  }

  /** For zypper. */
  public static List<FileDesired> zypper(RepositoryDesired repository) {
    return rpm(repository, "/etc/zypp/repos.d/", "autorefresh=1\ntype=rpm-md\n");
  }

  private static List<FileDesired> rpm(RepositoryDesired repository, String folder, String more) {
    check(repository, RepositoryType.RPM);
    String id = "kitward-" + repository.name();
    String key = "/etc/pki/rpm-gpg/" + id + ".asc";
    String text =
        "# Written by Kitward.\n["
            + id
            + "]\nname="
            + id
            + "\nbaseurl="
            + repository.url()
            + "\nenabled=1\ngpgcheck=1\nrepo_gpgcheck=0\ngpgkey=file://"
            + key
            + "\n"
            + more;
    return List.of(file(key, key(repository)), file(folder + id + ".repo", text));
  }

  private static FileDesired file(String path, String text) {
    return new FileDesired(path, text, "root", "root", "0644", List.of(), "");
  }

  private static void check(RepositoryDesired repository, RepositoryType type) {
    if (!NAME.matcher(repository.name()).matches()) {
      throw refused(repository, "has a name that is not lower-case letters, digits and -");
    }
    if (repository.type() != type) {
      throw refused(repository, "is not for this machine's package system");
    }
    try {
      var url = new URI(repository.url());
      if (url.getScheme() == null
          || !SCHEMES.contains(url.getScheme())
          || repository.url().chars().anyMatch(c -> c <= ' ' || c > '~')) {
        throw refused(repository, "has no URL that packages can be fetched from");
      }
    } catch (URISyntaxException e) {
      throw refused(repository, "has no URL that packages can be fetched from");
    }
    String key = repository.key().strip();
    if (!key.startsWith(KEY_BEGIN) || !key.endsWith(KEY_END)) {
      throw refused(repository, "has no ASCII-armoured OpenPGP key that signs it");
    }
  }

  private static void words(RepositoryDesired repository, List<String> words) {
    for (String word : words) {
      if (!WORD.matcher(word).matches()) {
        throw refused(repository, "has a suite or component that is none");
      }
    }
  }

  private static String key(RepositoryDesired repository) {
    return repository.key().strip() + "\n";
  }

  private static HostFailure refused(RepositoryDesired repository, String why) {
    return new HostFailure(Kind.REFUSED, "repository " + repository.name() + " " + why);
  }
}
