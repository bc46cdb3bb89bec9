package io.kitward.server.notify;

import io.kitward.server.backend.Unanswered;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Trust;
import io.kitward.server.desired.Policy;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Gives one e-mail to one mail server. Thread-safe. */
public final class Mailbox implements AutoCloseable {

  /** How long a mail server has for everything. */
  public static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String SECURE = "smtps";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration limit;

  /**
   * Makes it.
   *
   * @param limit after which there was no answer
   */
  public Mailbox(Duration limit) {
    this.limit = limit;
  }

  /**
   * Sends, by TLS from the first word ({@code smtps}) or from where the server offers it ({@code
   * smtp}); a password never without TLS.
   *
   * @param password empty where the server asks for none
   */
  Answer put(String url, Policy.Mail mail, String password, Letter letter)
      throws InterruptedException {
    Future<Answer> sending = threads.submit(() -> sent(URI.create(url), mail, password, letter));
    try {
      return sending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // An interrupt ends what a virtual thread reads.
      sending.cancel(true);
      return new Answer.Failed("does not answer within " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IllegalStateException("no e-mail could be made", e);
    }
  }

  private Answer sent(URI url, Policy.Mail mail, String password, Letter letter) {
    try {
      Session session = Session.getInstance(properties(url, mail));
      return sent(
          session.getTransport(url.getScheme()), message(session, mail, letter), mail, password);
    } catch (ConsoleException e) {
      return new Answer.Failed("is sent nothing: " + e.words());
    } catch (MessagingException e) {
      return new Answer.Failed("does not take it (" + words(e) + ")");
    }
  }

  private static Answer sent(
      Transport opened, MimeMessage message, Policy.Mail mail, String password)
      throws MessagingException {
    try (Transport transport = opened) {
      if (mail.user().isEmpty()) {
        transport.connect();
      } else {
        transport.connect(mail.user(), password);
      }
      transport.sendMessage(message, message.getAllRecipients());
      return new Answer.Taken("");
    } catch (AuthenticationFailedException e) {
      return new Answer.Failed("refuses the user " + mail.user() + " (" + words(e) + ")");
    } catch (SendFailedException e) {
      return partly(e);
    }
  }

  /** Some got it, or nobody did. */
  private static Answer partly(SendFailedException refusal) {
    Address[] refused = refusal.getInvalidAddresses();
    String words =
        "refuses "
            + (refused == null || refused.length == 0
                ? "the e-mail"
                : Arrays.stream(refused).map(Address::toString).collect(Collectors.joining(", ")))
            + " ("
            + words(refusal)
            + ")";
    Address[] told = refusal.getValidSentAddresses();
    return told == null || told.length == 0 ? new Answer.Failed(words) : new Answer.Taken(words);
  }

  /** What the server said stands in the last of a chain of exceptions. */
  private static String words(MessagingException refusal) {
    Exception last = refusal;
    while (last instanceof MessagingException said && said.getNextException() != null) {
      last = said.getNextException();
    }
    return Unanswered.words(last).strip();
  }

  private Properties properties(URI url, Policy.Mail mail) throws ConsoleException {
    String protocol = url.getScheme();
    boolean secure = protocol.equals(SECURE);
    String at = "mail." + protocol + ".";
    String time = String.valueOf(limit.toMillis());
    var properties = new Properties();
    properties.put(at + "host", url.getHost());
    properties.put(
        at + "port", String.valueOf(url.getPort() >= 0 ? url.getPort() : secure ? 465 : 25));
    properties.put(at + "auth", String.valueOf(!mail.user().isEmpty()));
    properties.put(at + "starttls.enable", "true");
    properties.put(at + "starttls.required", String.valueOf(!secure && !mail.user().isEmpty()));
    properties.put(at + "ssl.checkserveridentity", "true");
    properties.put(at + "ssl.socketFactory", Trust.context(mail.caPem()).getSocketFactory());
    // Else whom this ca does not vouch for would be tried once more with those that Java trusts.
    properties.put(at + "socketFactory.fallback", "false");
    properties.put(at + "sendpartial", "true");
    properties.put(at + "connectiontimeout", time);
    properties.put(at + "timeout", time);
    properties.put(at + "writetimeout", time);
    return properties;
  }

  private static MimeMessage message(Session session, Policy.Mail mail, Letter letter)
      throws MessagingException {
    var message = new MimeMessage(session);
    message.setFrom(new InternetAddress(mail.from()));
    for (String to : mail.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
    }
    message.setSubject("Kitward: " + letter.subject(), StandardCharsets.UTF_8.name());
    message.setText(letter.text(), StandardCharsets.UTF_8.name());
    // No machine shall answer it, says RFC 3834.
    message.setHeader("Auto-Submitted", "auto-generated");
    if (letter.answers().isPresent()) {
      message.setHeader("In-Reply-To", id(mail, letter.answers().get()));
      message.setHeader("References", id(mail, letter.answers().get()));
    }
    message.saveChanges();
    message.setHeader("Message-ID", id(mail, letter.id()));
    return message;
  }

  private static String id(Policy.Mail mail, String letter) {
    return "<" + letter + mail.from().substring(mail.from().indexOf('@')) + ">";
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
