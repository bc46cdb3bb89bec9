package io.kitward.server.notify;

import io.kitward.server.desired.Policy;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Tells people by e-mail: what comes within a minute of the last letter is told in one. */
public final class Letters implements Sender {

  private static final int MOST = 100;
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Mailbox mailbox;
  private final Secrets secrets;
  private final String source;

  /**
   * Makes the way to people.
   *
   * @param peopleUrl where their console is, {@code https://NAME:PORT}
   */
  public Letters(Mailbox mailbox, Secrets secrets, String peopleUrl) {
    this.mailbox = mailbox;
    this.secrets = secrets;
    this.source = Sender.source(peopleUrl);
  }

  @Override
  public int most() {
    return MOST;
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public Answer send(Policy.Receiver receiver, List<Notice> notices) throws InterruptedException {
    String password = "";
    if (receiver.secret().isPresent()) {
      String reference = receiver.secret().get();
      try {
        byte[] value = secrets.get(SecretReference.parse(reference).orElseThrow());
        password = new String(value, StandardCharsets.UTF_8).stripTrailing();
      } catch (StoreException e) {
        return Answer.unreadable(reference);
      }
    }
    return mailbox.put(
        receiver.url(), receiver.mail().orElseThrow(), password, Letter.of(notices, source));
  }
}
