package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** From where a node gets packages when its sites have mirrors. */
class SitesTest {
  private static final String TOOL = tool("https://packages.example.org/debian/tool");
  private static final String REQUIRE =
      Texts.policy("everywhere", "all", 0, "effect: require\nservices: [tool, other]\n")
          + document("Service", "other", "packages: [{name: other}]");

  private static String tool(String url) {
    return document(
        "Service",
        "tool",
        """
        repositories:
          - name: vendor
            type: apt
            url: %s
            suites: [stable]
            key: |
              -----BEGIN PGP PUBLIC KEY BLOCK-----
              mQ
              -----END PGP PUBLIC KEY BLOCK-----
        """
            .formatted(url));
  }

  private static String site(String name, String selector, String... mirrors) {
    StringBuilder spec = new StringBuilder("selector: '" + selector + "'\nmirrors:\n");
    for (int i = 0; i < mirrors.length; i += 2) {
      spec.append("  - {from: '%s', to: '%s'}\n".formatted(mirrors[i], mirrors[i + 1]));
    }
    return document("Site", name, spec.toString());
  }

  private static DesiredNode resolve(NodeView node, String... texts) {
    return Resolution.resolve(node, Texts.set(texts), Texts.SITE, Texts.NOW);
  }

  private static String url(String... sites) {
    String[] texts =
        Stream.concat(Stream.of(TOOL, REQUIRE), Stream.of(sites)).toArray(String[]::new);
    DesiredNode desired = resolve(Texts.node("n.lab", "site=berlin"), texts);
    assertThat(desired.conflicts()).isEmpty();
    return desired.instance("tool").orElseThrow().repositories().getFirst().url();
  }

  @Test
  void aMirrorReplacesTheBeginningOfAUrlAtABorderOfItsPath() {
    assertThat(url(site("a", "site = berlin", "https://packages.example.org/", "http://m/p/")))
        .isEqualTo("http://m/p/debian/tool");
    assertThat(url(site("a", "site = berlin", "https://packages.example.org/deb", "http://m")))
        .isEqualTo("https://packages.example.org/debian/tool");
    assertThat(
            url(
                site(
                    "a",
                    "site = berlin",
                    "https://packages.example.org/debian/tool",
                    "file:///srv/tool")))
        .isEqualTo("file:///srv/tool");
    assertThat(url(site("a", "site = paris", "https://packages.example.org", "http://m")))
        .isEqualTo("https://packages.example.org/debian/tool");
  }

  @Test
  void theLongestUrlCountsAlsoAcrossSites() {
    String whole = site("a", "all", "https://packages.example.org", "http://whole");
    String part = site("b", "all", "https://packages.example.org/debian", "http://part");
    assertThat(url(whole, part)).isEqualTo("http://part/tool");
    assertThat(
            url(
                site(
                    "c",
                    "all",
                    "https://packages.example.org",
                    "http://whole",
                    "https://packages.example.org/debian",
                    "http://part")))
        .isEqualTo("http://part/tool");
  }

  @Test
  void sitesThatDisagreeStopTheServiceThatAsksThemAndNoOther() {
    String one = site("a", "all", "https://packages.example.org", "http://one");
    String two = site("b", "site = berlin", "https://packages.example.org", "http://two");
    DesiredNode desired = resolve(Texts.node("n.lab", "site=berlin"), TOOL, REQUIRE, one, two);
    assertThat(desired.instances().stream().map(DesiredInstance::service)).containsExactly("other");
    assertThat(desired.conflicts())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.service()).isEqualTo("tool");
              assertThat(conflict.reason()).isEqualTo(Conflict.Reason.MIRRORS);
              assertThat(conflict.parties()).containsExactly("site a", "site b");
            });
    String same = site("b", "site = berlin", "https://packages.example.org", "http://one");
    assertThat(url(one, same)).isEqualTo("http://one/debian/tool");
  }

  @Test
  void aSiteThatCannotBeDecidedStopsOnlyWhatItWouldChange() {
    NodeView open =
        new NodeView(
            "n.lab",
            List.of(new SourcedTag(Tag.parse("a"), "node")),
            Map.of(),
            new TreeSet<>(List.of("site")));
    String mirror = site("a", "site = berlin", "https://packages.example.org", "http://m");
    assertThat(resolve(open, TOOL, REQUIRE, mirror).conflicts())
        .extracting(Conflict::service, Conflict::reason)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("tool", Conflict.Reason.UNDECIDED));
    String elsewhere = site("a", "site = berlin", "https://other.example.org", "http://m");
    assertThat(resolve(open, TOOL, REQUIRE, elsewhere).conflicts()).isEmpty();
  }

  @Test
  void whatCannotBeAMirrorIsRefused() {
    assertThat(problems(site("a", "all", "packages.example.org", "http://m")))
        .anyMatch(it -> it.contains("expected a URL"));
    assertThat(problems(site("a", "all", "https://x", "http://m y")))
        .anyMatch(it -> it.contains("expected a URL"));
    assertThat(problems(site("a", "all", "https://x", "http://m", "https://x/", "http://n")))
        .anyMatch(it -> it.contains("twice"));
    assertThat(problems(document("Site", "a", "selector: all\nmirrors: []")))
        .anyMatch(it -> it.contains("at least one mirror"));
    Document site =
        Texts.parsed(site("a", "all", "https://x/y/", "http://m")).getFirst().document();
    assertThat(Documents.parseJson("x", site.canonicalJson()).documents().getFirst().document())
        .isEqualTo(site);
  }
}
