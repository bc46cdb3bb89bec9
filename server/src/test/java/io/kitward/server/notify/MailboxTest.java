package io.kitward.server.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.desired.Policy;
import io.kitward.server.notify.MailServer.Offer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How e-mails get to real mail servers. */
class MailboxTest {

  private static final Letter LETTER =
      new Letter("opened x-1: gave-up, größte", "  Grüße\n", "letter-1", Optional.empty());

  private final Mailbox mailbox = new Mailbox(Duration.ofSeconds(20));

  @AfterEach
  void close() {
    mailbox.close();
  }

  private static Policy.Mail mail(String user, String ca, String... to) {
    return new Policy.Mail("kitward@example.org", List.of(to), user, ca);
  }

  private Answer put(MailServer server, Policy.Mail mail, String password) throws Exception {
    return mailbox.put(server.url(), mail, password, LETTER);
  }

  private static String words(Answer answer) {
    return switch (answer) {
      case Answer.Taken(var remark) -> "taken " + remark;
      case Answer.Gone() -> "gone";
      case Answer.Failed(var message) -> "failed " + message;
    };
  }

  @Test
  void anEmailArrivesWhole() throws Exception {
    try (var server = new MailServer(Offer.PLAIN, false)) {
      Answer answer = put(server, mail("", "", "anna@example.org", "bert@example.org"), "");
      assertThat(words(answer)).isEqualTo("taken ");
      assertThat(server.words())
          .containsExactlyInAnyOrder(
              "anna@example.org Kitward: opened x-1: gave-up, größte",
              "bert@example.org Kitward: opened x-1: gave-up, größte");
      var received = server.last().orElseThrow();
      assertThat(received.text()).isEqualTo("  Grüße\n");
      assertThat(received.header("From")).isEqualTo("kitward@example.org");
      assertThat(received.header("Message-ID")).isEqualTo("<letter-1@example.org>");
      assertThat(received.header("Auto-Submitted")).isEqualTo("auto-generated");
      assertThat(received.header("Date")).isNotEmpty();
    }
  }

  @Test
  void aPasswordGoesOverTlsAlone() throws Exception {
    for (Offer offer : List.of(Offer.STARTTLS, Offer.TLS)) {
      try (var server = new MailServer(offer, true)) {
        var mail = mail(MailServer.USER, server.caPem, "anna@example.org");
        assertThat(words(put(server, mail, MailServer.PASSWORD))).isEqualTo("taken ");
        assertThat(server.logins).containsExactly(MailServer.USER);
        assertThat(server.received).hasSize(1);
      }
    }
    try (var server = new MailServer(Offer.PLAIN, true)) {
      var mail = mail(MailServer.USER, "", "anna@example.org");
      assertThat(words(put(server, mail, MailServer.PASSWORD)))
          .startsWith("failed ")
          .contains("STARTTLS is required");
      assertThat(server.logins).isEmpty();
    }
  }

  @Test
  void whoSomebodyElseVouchesForIsToldNothing() throws Exception {
    for (Offer offer : List.of(Offer.STARTTLS, Offer.TLS)) {
      try (var server = new MailServer(offer, true);
          var other = new MailServer(Offer.PLAIN, false)) {
        var mail = mail(MailServer.USER, other.caPem, "anna@example.org");
        assertThat(words(put(server, mail, MailServer.PASSWORD))).contains("PKIX path");
        assertThat(server.logins).isEmpty();
        assertThat(server.received).isEmpty();
      }
      try (var server = new MailServer(offer, true, 0, "elsewhere.example.org")) {
        var mail = mail(MailServer.USER, server.caPem, "anna@example.org");
        assertThat(words(put(server, mail, MailServer.PASSWORD)))
            .containsAnyOf("No name matching localhost", "No subject alternative");
        assertThat(server.logins).isEmpty();
      }
    }
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() throws Exception {
    try (var server = new MailServer(Offer.STARTTLS, true)) {
      var mail = mail(MailServer.USER, server.caPem, "anna@example.org");
      assertThat(words(put(server, mail, "hunter2")))
          .startsWith("failed refuses the user kitward (")
          .doesNotContain("hunter2");
      assertThat(server.received).isEmpty();
    }
  }

  @Test
  void whomTheServerDoesNotKnowKeepsItFromNobodyElse() throws Exception {
    try (var server = new MailServer(Offer.PLAIN, false)) {
      Answer some = put(server, mail("", "", "gone@example.org", "anna@example.org"), "");
      assertThat(words(some)).startsWith("taken refuses gone@example.org (");
      assertThat(server.words()).hasSize(1);
      Answer none = put(server, mail("", "", "gone@example.org"), "");
      assertThat(words(none)).startsWith("failed refuses gone@example.org (");
    }
  }

  @Test
  void whoIsAwayIsSaidToBe() throws Exception {
    String url;
    try (var server = new MailServer(Offer.PLAIN, false)) {
      url = server.url();
    }
    Answer answer = mailbox.put(url, mail("", "", "anna@example.org"), "", LETTER);
    assertThat(words(answer)).startsWith("failed does not take it (").contains("refused");
  }

  /** One byte now and then: each read ends soon, and the whole never would. */
  @Test
  void whoNeverComesToAnEndIsLeft() throws Exception {
    var over = new CountDownLatch(1);
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var impatient = new Mailbox(Duration.ofMillis(700))) {
      Thread.ofVirtual().start(() -> drip(listening, over));
      Answer answer =
          impatient.put(
              "smtp://localhost:" + listening.getLocalPort(),
              mail("", "", "anna@example.org"),
              "",
              LETTER);
      assertThat(words(answer)).isEqualTo("failed does not answer within 700 ms");
    } finally {
      over.countDown();
    }
  }

  private static void drip(ServerSocket listening, CountDownLatch over) {
    try (Socket socket = listening.accept()) {
      while (!over.await(50, TimeUnit.MILLISECONDS)) {
        socket.getOutputStream().write("220-still here\r\n".getBytes(UTF_8));
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      // The other side has left.
      over.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
