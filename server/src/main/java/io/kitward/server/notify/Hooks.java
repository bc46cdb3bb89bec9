package io.kitward.server.notify;

import io.kitward.server.desired.Policy;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tells webhooks: one request for each notice, signed where the document names a secret. */
public final class Hooks implements Sender {
  private final Post post;
  private final Secrets secrets;
  private final String source;
  private final Clock clock;

  /**
   * Makes the way to webhooks.
   *
   * @param peopleUrl which server speaks, {@code https://NAME:PORT}
   */
  public Hooks(Post post, Secrets secrets, String peopleUrl, Clock clock) {
    this.post = post;
    this.secrets = secrets;
    this.source = Sender.source(peopleUrl);
    this.clock = clock;
  }

  @Override
  public int most() {
    return 1;
  }

  @Override
  public Duration pause() {
    return Duration.ZERO;
  }

  @Override
  public Answer send(Policy.Receiver receiver, List<Notice> notices) throws InterruptedException {
    Notice notice = notices.getFirst();
    byte[] body = CloudEvent.of(notice, source);
    Map<String, String> headers = Map.of();
    if (receiver.secret().isPresent()) {
      String reference = receiver.secret().get();
      try {
        byte[] key = Signature.key(secrets.get(SecretReference.parse(reference).orElseThrow()));
        headers = Signature.headers(key, notice.id(), clock.instant(), body);
      } catch (StoreException e) {
        return Answer.unreadable(reference);
      } catch (IllegalArgumentException e) {
        return new Answer.Failed(
            "is sent nothing, as " + reference + " " + e.getMessage() + ": give it another value");
      }
    }
    return post.send(receiver.url(), headers, body);
  }
}
