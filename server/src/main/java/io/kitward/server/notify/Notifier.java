package io.kitward.server.notify;

import io.kitward.server.backend.ConsoleStatus;
import io.kitward.server.desired.Policy;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.Store;
import io.kitward.server.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one webhook of the exceptions that opened and closed: one request after another, each
 * notification at least once, an opening always before its closing. Thread-safe; several servers on
 * one database share the work.
 */
public final class WebhookReconciler {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookReconciler.class);

  /** How often it is looked whether there is something to tell. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** A receiver that failed is left alone that long, whatever else waits for it. */
  static final Duration REST = Duration.ofSeconds(5);

  /** Longer than any request takes: then its sender is gone, and another sends it. */
  static final Duration LEASE = Duration.ofMinutes(1);

  /** So many notifications at a time; then others have their turn. */
  private static final int AT_A_TIME = 10;

  /** So many webhooks are sent to at once: receivers that hang must not hold every worker. */
  private static final int TURNS = 2;

  private static final Duration NO_TURN = Duration.ofMillis(200);

  private final Store store;
  private final Secrets secrets;
  private final Supplier<Policy> policy;
  private final Post post;
  private final String source;
  private final Clock clock;
  private final Semaphore turns = new Semaphore(TURNS);
  private final Map<String, ConsoleStatus> statuses = new ConcurrentHashMap<>();
  private volatile long swept = -1;

  /**
   * Makes the reconciler.
   *
   * @param peopleUrl which server speaks, {@code https://NAME:PORT}
   */
  public WebhookReconciler(
      Store store,
      Secrets secrets,
      Supplier<Policy> policy,
      Post post,
      String peopleUrl,
      Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.policy = policy;
    this.post = post;
    this.source = peopleUrl.endsWith("/") ? peopleUrl : peopleUrl + "/";
    this.clock = clock;
  }

  /**
   * How a webhook stands as far as this server looked; empty while it was sent nothing. It opens no
   * exception: that would be sent to where nobody answers.
   */
  public Optional<ConsoleStatus> status(String backend) {
    return Optional.ofNullable(statuses.get(backend));
  }

  /**
   * Forgets the webhooks that no document names any more, with what they were to be told; asks the
   * store once after each change of documents.
   */
  public void sweep() {
    Policy current = policy.get();
    if (swept == current.revision()) {
      return;
    }
    store.change(
        handle -> WebhookTable.keepOnly(handle, current.webhooks().keySet(), current.revision()));
    statuses.keySet().retainAll(current.webhooks().keySet());
    swept = current.revision();
  }

  /** Sends what is due to one webhook; harmless when nothing is. */
  public Outcome reconcile(String backend) throws InterruptedException {
    Policy current = policy.get();
    Policy.Webhook webhook = current.webhooks().get(backend);
    if (webhook == null) {
      return Outcome.done();
    }
    WebhookTable.Row row = takenUp(webhook, current.revision());
    note(backend, row);
    Instant now = clock.instant();
    if (row.gone() || row.restUntil().map(now::isBefore).orElse(false)) {
      return Outcome.again(LOOK);
    }
    if (!turns.tryAcquire()) {
      return Outcome.again(NO_TURN);
    }
    try {
      return tell(webhook);
    } finally {
      turns.release();
    }
  }

  /** The webhook's row, as its document says now. */
  private WebhookTable.Row takenUp(Policy.Webhook webhook, long revision) {
    Optional<WebhookTable.Row> known =
        store.read(handle -> WebhookTable.find(handle, webhook.name()));
    if (known.isPresent() && known.get().digest().equals(webhook.digest())) {
      return known.get();
    }
    Instant now = clock.instant();
    return store.write(
        handle -> {
          WebhookTable.takeUp(handle, webhook, revision, now);
          return WebhookTable.find(handle, webhook.name()).orElseThrow();
        });
  }

  private Outcome tell(Policy.Webhook webhook) throws InterruptedException {
    for (int i = 0; i < AT_A_TIME; i++) {
      Instant now = clock.instant();
      Optional<DeliveryTable.Due> due =
          store.write(handle -> DeliveryTable.take(handle, webhook.name(), now, LEASE));
      if (due.isEmpty()) {
        return Outcome.again(LOOK);
      }
      Answer answer = send(webhook, due.get().notice());
      settle(webhook, due.get(), answer);
      if (!(answer instanceof Answer.Taken)) {
        return Outcome.again(LOOK);
      }
    }
    return Outcome.again(Duration.ZERO);
  }

  private Answer send(Policy.Webhook webhook, Notice notice) throws InterruptedException {
    byte[] body = CloudEvent.of(notice, source);
    Map<String, String> headers = Map.of();
    if (webhook.secret().isPresent()) {
      String reference = webhook.secret().get();
      try {
        byte[] key = Signature.key(secrets.get(SecretReference.parse(reference).orElseThrow()));
        headers = Signature.headers(key, notice.id(), clock.instant(), body);
      } catch (StoreException e) {
        return new Answer.Failed(
            "is sent nothing, as " + reference + " can't be read: kitward secret set makes it");
      } catch (IllegalArgumentException e) {
        return new Answer.Failed(
            "is sent nothing, as " + reference + " " + e.getMessage() + ": give it another value");
      }
    }
    return post.send(webhook.url(), headers, body);
  }

  private void settle(Policy.Webhook webhook, DeliveryTable.Due due, Answer answer) {
    String name = webhook.name();
    Instant now = clock.instant();
    Optional<WebhookTable.Row> row =
        store.write(
            handle -> {
              switch (answer) {
                case Answer.Taken() -> {
                  boolean _ = DeliveryTable.done(handle, name, due);
                  WebhookTable.took(handle, name, now);
                }
                case Answer.Gone() -> {
                  DeliveryTable.drop(handle, name);
                  WebhookTable.gone(
                      handle,
                      name,
                      webhook.url()
                          + " answers with status 410: nothing is sent to it until its document"
                          + " changes",
                      now);
                }
                case Answer.Failed(var message) -> {
                  if (!Retries.over(due.firstTry(), now)) {
                    boolean _ =
                        DeliveryTable.again(
                            handle, name, due, now.plus(Retries.after(due.tries())));
                  } else if (DeliveryTable.done(handle, name, due)) {
                    WebhookTable.gaveUp(handle, name);
                  }
                  WebhookTable.failed(
                      handle, name, webhook.url() + " " + message, now.plus(REST), now);
                }
              }
              return WebhookTable.find(handle, name);
            });
    // It is not there when the document went meanwhile.
    row.ifPresent(there -> note(name, there));
  }

  private void note(String backend, WebhookTable.Row row) {
    if (row.answers().isEmpty()) {
      statuses.remove(backend);
      return;
    }
    var next = new ConsoleStatus(row.answers().get(), row.since(), words(row));
    ConsoleStatus before = statuses.put(backend, next);
    boolean well = before == null || before.reachable();
    if (well != next.reachable()) {
      LOG.info("webhook {}: {}", backend, next.reachable() ? "answers again" : row.message());
    }
  }

  private static String words(WebhookTable.Row row) {
    StringBuilder words = new StringBuilder(row.message());
    if (!row.answers().orElse(true) && row.waiting() > 0) {
      words.append("; ").append(row.waiting()).append(row.waiting() == 1 ? " waits" : " wait");
    }
    if (row.givenUp() > 0) {
      words
          .append(words.isEmpty() ? "" : "; ")
          .append(row.givenUp())
          .append(row.givenUp() == 1 ? " notification was" : " notifications were")
          .append(" given up after a day: kitward get exceptions has them");
    }
    return words.toString();
  }
}
