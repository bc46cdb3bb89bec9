package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of a repository that is followed. */
class RepositoryDocumentTest {
  private static final String URL = "url: https://git.example.org/ops/kitward.git\n";
  private static final String KEY = "hostKey: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJf3J9XyTq0Yw\n";

  private static String repository(String spec) {
    return document("Repository", "ops", spec);
  }

  @Test
  void aShortDocumentSaysWhatIsUsual() {
    var read = Documents.parse("", repository(URL + "branch: main\napproval: manual"));
    assertThat(read.problems()).isEmpty();
    var repository = (RepositoryDocument) read.documents().getFirst().document();
    assertThat(repository.reference()).isEqualTo("refs/heads/main");
    assertThat(repository.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(repository.prune()).isFalse();
    assertThat(repository.takeOver()).isFalse();
    assertThat(repository.suspended()).isFalse();
  }

  @Test
  void theWholeOfItComesBackFromItsCanonicalForm() {
    var read =
        Documents.parse(
            "",
            repository(
                "url: ssh://git.example.org:2222/ops/kitward.git\n"
                    + KEY
                    + """
                    tag: live
                    path: kitward/production
                    interval: 5m
                    user: git
                    secret: secret:deploy@2
                    approval: automatic
                    prune: true
                    takeOver: true
                    suspended: true
                    """));
    assertThat(read.problems()).isEmpty();
    Document document = read.documents().getFirst().document();
    var again = Documents.parseJson("", document.canonicalJson());
    assertThat(again.documents().getFirst().document()).isEqualTo(document);
    assertThat(((RepositoryDocument) document).reference()).isEqualTo("refs/tags/live");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "url: https://user:word@git.example.org/x.git",
        "url: http://user@git.example.org/x.git",
        "url: git://git.example.org/x.git",
        "url: ext::sh -c id",
        "url: --upload-pack=id",
        "url: file://host/x.git",
        "url: 'https://git.example.org/x git'",
        "url: https://git.example.org/a\nbranch: -x",
        "url: https://git.example.org/a\nbranch: a..b",
        "url: https://git.example.org/a\nbranch: main\ntag: live",
        "url: https://git.example.org/a\nbranch: main\npath: ../etc",
        "url: https://git.example.org/a\nbranch: main\npath: a/../../b",
        "url: https://git.example.org/a\nbranch: main\npath: /etc",
        "url: https://git.example.org/a\nbranch: main\npath: a/./b",
        "url: https://git.example.org/a\nbranch: main\ninterval: 5s",
        "url: https://git.example.org/a\nbranch: main\ninterval: 2d",
        "url: https://git.example.org/a\nbranch: main\nuser: git",
        "url: https://git.example.org/a\nbranch: main\nsecret: secret:deploy@1",
        "url: http://git.example.org/a\nbranch: main\nuser: git\nsecret: secret:deploy@1",
        "url: ssh://git.example.org/a\nbranch: main\nuser: git\nsecret: secret:deploy@1",
        "url: https://git.example.org/a",
      })
  void whatCanNotBeMeantIsRefused(String spec) {
    String usual = spec.contains("\n") || spec.endsWith("/a") ? "" : "\nbranch: main";
    assertThat(problems(repository(spec + usual + "\napproval: manual"))).isNotEmpty();
  }

  @Test
  void aNameOfTenThousandCharactersIsRefusedInOneShortLine() {
    var problems =
        Documents.parse(
                "", repository(URL + "branch: " + "x".repeat(10_000) + "\napproval: manual"))
            .problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().message()).hasSizeLessThan(200);
  }

  @Test
  void itMakesItsWriterRoot() {
    var read = Documents.parse("", repository(URL + "branch: main\napproval: manual"));
    assertThat(Privileges.of(read.documents().getFirst().document()))
        .containsExactly("documents from elsewhere");
  }
}
