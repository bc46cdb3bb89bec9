package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.policy.Metadata;
import io.kitward.policy.RepositoryDocument;
import io.kitward.server.repository.Bounds;
import io.kitward.server.repository.GitRemote;
import io.kitward.server.repository.Look;
import io.kitward.server.repository.UnreachableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at real Git repositories, by each way that there is to ask them. */
class GitRemoteIT {

  private static final String DOCUMENT =
      "apiVersion: kitward/v1\nkind: Group\nmetadata: {name: a}\nspec: {selector: all}\n";

  @TempDir Path folder = Path.of("");
  private final AtomicReference<GitFolder> git = new AtomicReference<>();

  private GitFolder git() {
    return Objects.requireNonNull(git.get(), "made before each test");
  }

  @BeforeEach
  void begin() throws Exception {
    git.set(new GitFolder());
  }

  @AfterEach
  void end() throws IOException {
    git().close();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("look")))
          .as("nothing of a look stays")
          .isEmpty();
    }
  }

  private static RepositoryDocument at(String url, String user, String hostKey) {
    return new RepositoryDocument(
        new Metadata("ops", ""),
        url,
        "main",
        "",
        "",
        Duration.ofMinutes(1),
        user,
        null,
        hostKey,
        RepositoryDocument.Approval.MANUAL,
        false,
        false,
        false);
  }

  private GitRemote remote(Bounds bounds) throws IOException {
    return new GitRemote(folder, bounds, Set.of("file", "http", "https", "ssh"), Clock.systemUTC());
  }

  private Look look(Bounds bounds) throws Exception {
    return remote(bounds).look(at(git().url(), "", ""), Optional.empty(), "", "");
  }

  private static Look.Found found(Look look) {
    assertThat(look).isInstanceOf(Look.Found.class);
    return (Look.Found) look;
  }

  private static Bounds within(long bytes, long objects, long objectBytes, int entries) {
    return new Bounds(
        bytes, objects, objectBytes, entries, 32, 100, 1 << 20, Duration.ofMinutes(1));
  }

  @Test
  void whatIsServedOverHttpIsReadByWhoeverSignsIn() throws Exception {
    String commit = git().put("docs/a.yaml", DOCUMENT).push("a\u202etb");
    try (var http = new GitOverHttp(git().folder(), "kitward", "s3cret")) {
      var repository = at(http.url("bare.git"), "kitward", "");
      GitRemote remote = remote(Bounds.USUAL);
      Look.Found found = found(remote.look(repository, Optional.of("s3cret"), "", ""));
      assertThat(found.commit().id()).isEqualTo(commit);
      assertThat(found.commit().subject()).as("nothing turns the line around").isEqualTo("a tb");
      assertThat(found.files()).containsExactly(new Look.FollowedFile("docs/a.yaml", DOCUMENT));
      assertThat(remote.look(repository, Optional.of("s3cret"), commit, commit))
          .isEqualTo(new Look.Same());
      assertThatThrownBy(() -> remote.look(repository, Optional.of("wrong"), "", ""))
          .isInstanceOf(UnreachableException.class)
          .message()
          .doesNotContain("wrong");
      http.redirect.set("http://127.0.0.1:9/elsewhere");
      assertThatThrownBy(() -> remote.look(repository, Optional.of("s3cret"), "", ""))
          .isInstanceOf(UnreachableException.class)
          .message()
          .contains("edirect");
    }
  }

  @Test
  void whatIsServedOverSshIsReadFromThatHostAlone() throws Exception {
    String commit = git().put("a.yaml", DOCUMENT).push("one");
    KeyPair host = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
    KeyPair own = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
    KeyPair other = KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
    try (SshServer server = SshServer.setUpDefaultServer()) {
      server.setHost("127.0.0.1");
      server.setKeyPairProvider(KeyPairProvider.wrap(host));
      server.setPublickeyAuthenticator(
          (user, key, session) -> user.equals("git") && KeyUtils.compareKeys(key, own.getPublic()));
      server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
      server.start();
      String url = "ssh://127.0.0.1:" + server.getPort() + git().bare();
      GitRemote remote = remote(Bounds.USUAL);
      String key = PublicKeyEntry.toString(host.getPublic());
      Look.Found found = found(remote.look(at(url, "git", key), Optional.of(text(own)), "", ""));
      assertThat(found.commit().id()).isEqualTo(commit);
      assertThatThrownBy(() -> remote.look(at(url, "git", key), Optional.of(text(other)), "", ""))
          .isInstanceOf(UnreachableException.class);
      String another = PublicKeyEntry.toString(other.getPublic());
      assertThatThrownBy(() -> remote.look(at(url, "git", another), Optional.of(text(own)), "", ""))
          .isInstanceOf(UnreachableException.class);
      assertThatThrownBy(() -> remote.look(at(url, "git", key), Optional.of("no key"), "", ""))
          .isInstanceOf(UnreachableException.class)
          .message()
          .contains("no private key");
    }
  }

  private static String text(KeyPair pair) throws Exception {
    var text = new java.io.ByteArrayOutputStream();
    OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "", null, text);
    return text.toString(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Test
  void aHundredThousandFilesAreRefusedAndNotRead() throws Exception {
    var stream = new StringBuilder("blob\nmark :1\ndata 1\nx\n");
    stream.append("commit refs/heads/main\ncommitter a <a@b> 0 +0000\ndata 1\nm\n");
    for (int i = 0; i < 100_000; i++) {
      stream.append("M 644 :1 f/").append(i % 500).append('/').append(i).append(".yaml\n");
    }
    git().fastImport(stream.toString());
    Look.Found found = found(look(Bounds.USUAL));
    assertThat(found.problems()).hasSize(1);
    assertThat(found.problems().getFirst().message()).contains("5000 files");
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws Exception {
    for (String name : new String[] {"..", ".git"}) {
      String blob = git().hash(DOCUMENT);
      String inner = git().tree("100644", blob, "a.yaml");
      String outer = git().tree("40000", inner, name);
      git().point(outer);
      assertThatThrownBy(() -> look(Bounds.USUAL))
          .as(name)
          .isInstanceOf(UnreachableException.class);
    }
  }

  @Test
  void aSubmoduleIsRefused() throws Exception {
    git().point(git().tree("160000", "1".repeat(40), "sub"));
    assertThat(found(look(Bounds.USUAL)).problems().getFirst().message()).contains("submodule");
  }

  @Test
  void moreThanIsAllowedDoesNotComeIn() throws Exception {
    var random = new byte[200_000];
    new java.util.Random(1).nextBytes(random);
    Files.write(git().put("a.yaml", DOCUMENT).work().resolve("big.bin"), random);
    git().push("big");
    assertThatThrownBy(() -> look(within(100_000, 100, 1 << 20, 100)))
        .isInstanceOf(UnreachableException.class)
        .message()
        .contains("more than 100000 bytes");
    assertThatThrownBy(() -> look(within(1 << 20, 2, 1 << 20, 100)))
        .isInstanceOf(UnreachableException.class)
        .message()
        .contains("objects, the limit is 2");
    assertThatThrownBy(() -> look(within(1 << 20, 100, 50_000, 100)))
        .isInstanceOf(UnreachableException.class);
    assertThat(found(look(within(1 << 20, 100, 1 << 20, 100))).problems()).isEmpty();
  }

  @Test
  void aCommitThatBuildsOnALongPastIsNotTakenForARewrittenOne() throws Exception {
    String first = git().put("a.yaml", DOCUMENT).push("first");
    for (int i = 0; i < 60; i++) {
      git().run("commit", "-q", "--allow-empty", "-m", "more " + i);
    }
    git().push("last");
    var remote = remote(Bounds.USUAL);
    var repository = at(git().url(), "", "");
    assertThat(found(remote.look(repository, Optional.empty(), "", first)).rewritten()).isFalse();
    assertThat(found(remote.look(repository, Optional.empty(), "", "1".repeat(40))).rewritten())
        .isTrue();
  }

  @Test
  void whatIsNoRepositoryIsSaid() throws Exception {
    Path nothing = Files.createDirectories(git().work().resolve("nothing"));
    assertThatThrownBy(
            () ->
                remote(Bounds.USUAL)
                    .look(at("file://" + nothing, "", ""), Optional.empty(), "", ""))
        .isInstanceOf(UnreachableException.class);
    assertThatThrownBy(
            () ->
                remote(Bounds.USUAL)
                    .look(at("http://127.0.0.1:9/x", "", ""), Optional.empty(), "", ""))
        .isInstanceOf(UnreachableException.class);
  }
}
