package io.kitward.server.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.Document;
import io.kitward.policy.Documents;
import io.kitward.server.MovableClock;
import io.kitward.server.backend.ConsoleStatus;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.notify.MailServer.Offer;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people get by e-mail, over real SMTP and a real PostgreSQL; the clock is moved by hand. */
class LettersIT {

  private static final String PEOPLE = "people";
  private static final String SERVER = "https://kitward.lab:8443";

  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-30T10:00:00Z"));
  @TempDir private Path directory;
  private TestStore testStore;
  private Store store;
  private Secrets secrets;
  private LivePolicy policy;
  private Post post;
  private Mailbox mailbox;
  private Notifier notifier;
  private MailServer mail;
  private long applied;

  @BeforeEach
  void open() {
    testStore = TestStore.fresh();
    store = testStore.store();
    secrets = Secrets.open(store, directory.resolve("key"), clock, new SecureRandom());
    policy = LivePolicy.open(store, secrets, new SecureRandom(), SERVER, "", clock);
    post = new Post(Duration.ofSeconds(5));
    mailbox = new Mailbox(Duration.ofSeconds(20));
    notifier =
        new Notifier(
            store,
            policy,
            new Hooks(post, secrets, SERVER, clock),
            new Letters(mailbox, secrets, SERVER),
            clock);
    mail = new MailServer(Offer.STARTTLS, true);
    secrets.put("mail", (MailServer.PASSWORD + "\n").getBytes(UTF_8), "anna");
    apply("[anna@example.org]", mail.url());
    tell();
  }

  @AfterEach
  void close() {
    mail.close();
    mailbox.close();
    post.close();
    testStore.close();
  }

  private void apply(String to, String url) {
    String text =
        """
        apiVersion: kitward/v1
        kind: Backend
        metadata: {name: people}
        spec:
          type: email
          url: %s
          from: kitward@example.org
          to: %s
          user: kitward
          secret: secret:mail@1
          ca: |
            %s
        """
            .formatted(url, to, mail.caPem.strip().replace("\n", "\n    "));
    Documents.Parsed parsed = Documents.parse("test.yaml", text);
    assertThat(parsed.problems()).isEmpty();
    Document document = parsed.documents().getFirst().document();
    store.change(
        handle -> {
          long change = DocumentTable.change(handle, "anna", clock.instant());
          DocumentTable.add(handle, change, document, ++applied, false);
        });
    policy.refresh();
  }

  private void tell() {
    try {
      notifier.sweep();
      notifier.reconcile(PEOPLE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void after(Duration time) {
    clock.pass(time);
    tell();
  }

  private void opens(String subject) {
    store.change(
        handle ->
            ExceptionTable.open(
                handle,
                ExceptionTable.CONFLICT,
                subject,
                Optional.empty(),
                "",
                "two policies differ",
                clock.instant()));
  }

  private void closes(String subject) {
    store.change(
        handle ->
            ExceptionTable.close(
                handle, ExceptionTable.CONFLICT, subject, "server", clock.instant()));
  }

  private ConsoleStatus status() {
    return notifier.status(PEOPLE).orElseThrow();
  }

  @Test
  void theFirstIsToldAtOnceAndAllThatFollowWithinAMinuteTogether() {
    opens("a");
    tell();
    IntStream.range(0, 250).forEach(i -> opens("s" + i));
    closes("a");
    after(Duration.ofSeconds(59));
    assertThat(mail.words()).containsExactly("anna@example.org Kitward: opened x-1: conflict, a");

    after(Duration.ofSeconds(1));
    after(Duration.ofMinutes(1));
    after(Duration.ofMinutes(1));
    after(Duration.ofMinutes(1));
    assertThat(mail.words().subList(1, mail.words().size()))
        .containsExactly(
            "anna@example.org Kitward: 100 exceptions opened",
            "anna@example.org Kitward: 100 exceptions opened",
            "anna@example.org Kitward: 50 exceptions opened, 1 closed");
    assertThat(status().reachable()).isTrue();
  }

  @Test
  void aClosingIsOfTheSameThread() {
    opens("a");
    tell();
    String opening = mail.last().orElseThrow().header("Message-ID");
    closes("a");
    after(Duration.ofMinutes(1));
    var closing = mail.last().orElseThrow();
    assertThat(closing.subject()).isEqualTo("Kitward: closed x-1: conflict, a");
    assertThat(closing.header("In-Reply-To")).isEqualTo(opening);
  }

  @Test
  void whatAMailServerDoesNotTakeWaitsForIt() {
    String url = mail.url();
    apply("[anna@example.org]", "smtp://localhost:9");
    tell();
    opens("a");
    opens("b");
    tell();
    assertThat(status().reachable()).isFalse();
    assertThat(status().message())
        .startsWith("smtp://localhost:9 does not take it")
        .endsWith("; 2 wait");

    apply("[anna@example.org]", url);
    tell();
    assertThat(mail.words()).containsExactly("anna@example.org Kitward: 2 exceptions opened");
  }

  @Test
  void anAddressThatIsRefusedIsSaidAndTheOthersAreTold() {
    apply("[anna@example.org, gone@example.org]", mail.url());
    tell();
    opens("a");
    tell();
    assertThat(mail.words()).containsExactly("anna@example.org Kitward: opened x-1: conflict, a");
    assertThat(status().reachable()).isTrue();
    assertThat(status().message()).startsWith("refuses gone@example.org");
  }

  @Test
  void aMissingPasswordIsSaid() {
    secrets.put("mail", "another".getBytes(UTF_8), "anna");
    opens("a");
    tell();
    assertThat(mail.received).hasSize(1);

    store.change(handle -> handle.execute("delete from secret"));
    opens("b");
    after(Duration.ofMinutes(1));
    assertThat(status().message())
        .contains("is sent nothing, as secret:mail@1 can't be read: kitward secret set");
  }
}
