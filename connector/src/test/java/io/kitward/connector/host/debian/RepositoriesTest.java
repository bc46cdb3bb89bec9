package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.connector.host.HostFailure;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.RepositoryType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepositoriesTest {

  private static final String KEY =
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nabc\n-----END PGP PUBLIC KEY BLOCK-----";
  private static final String URL = "https://mirror.lab/tool";

  @Test
  void anAptRepositoryTrustsItsOwnKeyAlone() {
    var files = Repositories.apt(repository("tool", RepositoryType.APT, URL, KEY, "stable"));
    assertThat(files.get(0).path()).isEqualTo("/etc/apt/keyrings/kitward-tool.asc");
    assertThat(files.get(1).path()).isEqualTo("/etc/apt/sources.list.d/kitward-tool.sources");
    assertThat(files.get(1).content())
        .isEqualTo(
            """
            # Written by Kitward.
            Types: deb
            URIs: https://mirror.lab/tool
            Suites: stable
            Components: main
            Signed-By: /etc/apt/keyrings/kitward-tool.asc
            """);
  }

  @Test
  void anRpmRepositoryChecksItsPackages() {
    var files = Repositories.dnf(repository("tool", RepositoryType.RPM, URL, KEY, ""));
    assertThat(files.get(1).path()).isEqualTo("/etc/yum.repos.d/kitward-tool.repo");
    assertThat(files.get(1).content())
        .contains(
            "baseurl=" + URL + "\n",
            "gpgcheck=1\n",
            "gpgkey=file:///etc/pki/rpm-gpg/kitward-tool.asc\n");
  }

  @Test
  void whatCannotBeARepositoryIsRefused() {
    refused(repository("tool", RepositoryType.RPM, URL, KEY, "stable"));
    refused(repository("../tool", RepositoryType.APT, URL, KEY, "stable"));
    refused(repository("tool", RepositoryType.APT, URL, "", "stable"));
    refused(repository("tool", RepositoryType.APT, "https://a/\nTrusted: yes", KEY, "stable"));
    refused(repository("tool", RepositoryType.APT, "exec:rm", KEY, "stable"));
    refused(repository("tool", RepositoryType.APT, URL, KEY, "stable\nTrusted: yes"));
    refused(repository("tool", RepositoryType.APT, URL, KEY, ""));
  }

  private static void refused(RepositoryDesired repository) {
    assertThatThrownBy(() -> Repositories.apt(repository))
        .as("%s", repository)
        .isInstanceOfSatisfying(
            HostFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(HostFailure.Kind.REFUSED));
  }

  private static RepositoryDesired repository(
      String name, RepositoryType type, String url, String key, String suite) {
    return new RepositoryDesired(
        name, type, url, suite.isEmpty() ? List.of() : List.of(suite), List.of("main"), key);
  }

  @Test
  void aMachinesFamilyIsFoundByItsOwnNameOrItsRelatives() {
    assertThat(PackageSystem.family(Map.of("ID", "debian"))).isEqualTo("Debian");
    assertThat(PackageSystem.family(Map.of("ID", "rocky", "ID_LIKE", "rhel centos fedora")))
        .isEqualTo("RedHat");
    assertThat(PackageSystem.family(Map.of("ID", "opensuse-leap", "ID_LIKE", "suse opensuse")))
        .isEqualTo("Suse");
  }
}
