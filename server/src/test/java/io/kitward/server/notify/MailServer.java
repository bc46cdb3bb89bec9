package io.kitward.server.notify;

import io.kitward.server.pki.CertificateAuthority;
import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** A real mail server on the loopback address, for whoever is not called {@code gone…}. */
final class MailServer implements AutoCloseable {

  static final String USER = "kitward";
  static final String PASSWORD = "p4ss w0rd";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What it offers. */
  enum Offer {
    PLAIN,
    STARTTLS,
    TLS
  }

  /** One e-mail for one recipient. */
  record Received(String to, MimeMessage message) {

    String header(String name) {
      try {
        String[] values = message.getHeader(name);
        return values == null ? "" : values[0];
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }

    String subject() {
      try {
        return message.getSubject();
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      }
    }

    String text() {
      try {
        return message.getContent().toString().replace("\r\n", "\n");
      } catch (MessagingException e) {
        throw new IllegalStateException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  final List<Received> received = new CopyOnWriteArrayList<>();
  final List<String> logins = new CopyOnWriteArrayList<>();
  final String caPem;
  private final Offer offer;
  private final SMTPServer server;

  MailServer(Offer offer, boolean login) {
    this(offer, login, 0, "localhost");
  }

  /**
   * Starts one.
   *
   * @param port 0: any
   * @param name that its certificate is for
   */
  MailServer(Offer offer, boolean login, int port, String name) {
    this.offer = offer;
    CertificateAuthority authority =
        CertificateAuthority.create("mail", InstantSource.system(), RANDOM);
    this.caPem = Pem.print(List.of(authority.certificate()));
    SSLContext context =
        context(authority.issueServer(List.of(name), Set.of(), Duration.ofDays(1)));
    SMTPServer.Builder builder =
        SMTPServer.port(port)
            .bindAddress(InetAddress.getLoopbackAddress())
            .simpleMessageListener(new Listener());
    if (login) {
      builder
          .authenticationHandlerFactory(
              new EasyAuthenticationHandlerFactory(
                  (user, password, _) -> {
                    if (!user.equals(USER) || !password.equals(PASSWORD)) {
                      throw new LoginFailedException("no such user, or another password");
                    }
                    logins.add(user);
                  }))
          .requireAuth();
    }
    switch (offer) {
      case PLAIN -> builder.hideTLS();
      case STARTTLS -> builder.enableTLS().startTlsSocketFactory(context);
      case TLS -> builder.serverSocketFactory(context);
    }
    this.server = builder.build();
    server.start();
  }

  private static SSLContext context(Credential credential) {
    try {
      char[] password = "test".toCharArray();
      var keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(credential.keyStore(password), password);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, RANDOM);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Listener implements SimpleMessageListener {
    @Override
    public boolean accept(String from, String recipient) {
      return !recipient.startsWith("gone");
    }

    @Override
    public void deliver(String from, String recipient, InputStream data) throws IOException {
      try {
        received.add(
            new Received(
                recipient,
                new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(data.readAllBytes()))));
      } catch (MessagingException e) {
        throw new IOException(e);
      }
    }
  }

  int port() {
    return server.getPortAllocated();
  }

  String url() {
    return (offer == Offer.TLS ? "smtps" : "smtp") + "://localhost:" + port();
  }

  /** All that came, to whom and with which subject. */
  List<String> words() {
    var words = new ArrayList<String>();
    received.forEach(each -> words.add(each.to() + " " + each.subject()));
    return words;
  }

  Optional<Received> last() {
    return received.isEmpty() ? Optional.empty() : Optional.of(received.getLast());
  }

  @Override
  public void close() {
    server.stop();
  }
}
