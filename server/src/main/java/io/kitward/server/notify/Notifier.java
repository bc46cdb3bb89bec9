package io.kitward.server.notify;

import io.kitward.server.backend.ConsoleStatus;
import io.kitward.server.desired.Policy;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver of the exceptions that opened and closed: one after another, each notice at
 * least once, an opening always before its closing. Thread-safe; several servers on one database
 * share the work.
 */
public final class Notifier {

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  /** How often it is looked whether there is something to tell. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** A receiver that failed is left alone that long, whatever else waits for it. */
  static final Duration REST = Duration.ofSeconds(5);

  /** Longer than any try takes: then its sender is gone, and another sends it. */
  static final Duration LEASE = Duration.ofMinutes(1);

  /** So many tries at a time; then others have their turn. */
  private static final int AT_A_TIME = 10;

  /** So many receivers are sent to at once: receivers that hang must not hold every worker. */
  private static final int TURNS = 2;

  private static final Duration NO_TURN = Duration.ofMillis(200);

  private final Store store;
  private final Supplier<Policy> policy;
  private final Sender hooks;
  private final Sender letters;
  private final Clock clock;
  private final Semaphore turns = new Semaphore(TURNS);
  private final Map<String, ConsoleStatus> statuses = new ConcurrentHashMap<>();
  private volatile long swept = -1;

  /**
   * Makes the notifier.
   *
   * @param hooks tells webhooks
   * @param letters tells people by e-mail
   */
  public Notifier(Store store, Supplier<Policy> policy, Hooks hooks, Letters letters, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.hooks = hooks;
    this.letters = letters;
    this.clock = clock;
  }

  /**
   * How a receiver stands as far as this server looked; empty while it was sent nothing. It opens
   * no exception: that would be sent to where nobody answers.
   */
  public Optional<ConsoleStatus> status(String backend) {
    return Optional.ofNullable(statuses.get(backend));
  }

  /**
   * Forgets the receivers that no document names any more, with what they were to be told; asks the
   * store once after each change of documents.
   */
  public void sweep() {
    Policy current = policy.get();
    if (swept == current.revision()) {
      return;
    }
    store.change(
        handle -> ReceiverTable.keepOnly(handle, current.receivers().keySet(), current.revision()));
    statuses.keySet().retainAll(current.receivers().keySet());
    swept = current.revision();
  }

  /** Tells one receiver what is due; harmless when nothing is. */
  public Outcome reconcile(String backend) throws InterruptedException {
    Policy current = policy.get();
    Policy.Receiver receiver = current.receivers().get(backend);
    if (receiver == null) {
      return Outcome.done();
    }
    ReceiverTable.Row row = takenUp(receiver, current.revision());
    note(backend, row);
    Instant now = clock.instant();
    if (row.gone() || row.restUntil().map(now::isBefore).orElse(false)) {
      return Outcome.again(LOOK);
    }
    if (!turns.tryAcquire()) {
      return Outcome.again(NO_TURN);
    }
    try {
      return tell(receiver);
    } finally {
      turns.release();
    }
  }

  /** The receiver's row, as its document says now. */
  private ReceiverTable.Row takenUp(Policy.Receiver receiver, long revision) {
    Optional<ReceiverTable.Row> known =
        store.read(handle -> ReceiverTable.find(handle, receiver.name()));
    if (known.isPresent() && known.get().digest().equals(receiver.digest())) {
      return known.get();
    }
    Instant now = clock.instant();
    return store.write(
        handle -> {
          ReceiverTable.takeUp(handle, receiver, revision, now);
          return ReceiverTable.find(handle, receiver.name()).orElseThrow();
        });
  }

  private Outcome tell(Policy.Receiver receiver) throws InterruptedException {
    Sender sender = receiver.mail().isPresent() ? letters : hooks;
    for (int i = 0; i < AT_A_TIME; i++) {
      Instant now = clock.instant();
      List<DeliveryTable.Due> due =
          store.write(
              handle -> DeliveryTable.take(handle, receiver.name(), sender.most(), now, LEASE));
      if (due.isEmpty()) {
        return Outcome.again(LOOK);
      }
      Answer answer = sender.send(receiver, due.stream().map(DeliveryTable.Due::notice).toList());
      settle(receiver, due, answer, sender.pause());
      if (!(answer instanceof Answer.Taken) || sender.pause().isPositive()) {
        return Outcome.again(LOOK);
      }
    }
    return Outcome.again(Duration.ZERO);
  }

  private void settle(
      Policy.Receiver receiver, List<DeliveryTable.Due> all, Answer answer, Duration pause) {
    String name = receiver.name();
    Instant now = clock.instant();
    Optional<ReceiverTable.Row> row =
        store.write(
            handle -> {
              switch (answer) {
                case Answer.Taken(var remark) -> {
                  for (DeliveryTable.Due due : all) {
                    boolean _ = DeliveryTable.done(handle, name, due);
                  }
                  ReceiverTable.took(
                      handle,
                      name,
                      remark,
                      pause.isZero() ? Optional.empty() : Optional.of(now.plus(pause)),
                      now);
                }
                case Answer.Gone() -> {
                  DeliveryTable.drop(handle, name);
                  ReceiverTable.gone(
                      handle,
                      name,
                      receiver.url()
                          + " answers with status 410: nothing is sent to it until its document"
                          + " changes",
                      now);
                }
                case Answer.Failed(var message) -> {
                  all.forEach(due -> failed(handle, name, due, now));
                  ReceiverTable.failed(
                      handle, name, receiver.url() + " " + message, now.plus(REST), now);
                }
              }
              return ReceiverTable.find(handle, name);
            });
    // It is not there when the document went meanwhile.
    row.ifPresent(there -> note(name, there));
  }

  private static void failed(Handle handle, String name, DeliveryTable.Due due, Instant now) {
    if (!Retries.over(due.firstTry(), now)) {
      boolean _ = DeliveryTable.again(handle, name, due, now.plus(Retries.after(due.tries())));
    } else if (DeliveryTable.done(handle, name, due)) {
      ReceiverTable.gaveUp(handle, name);
    }
  }

  private void note(String backend, ReceiverTable.Row row) {
    if (row.answers().isEmpty()) {
      statuses.remove(backend);
      return;
    }
    var next = new ConsoleStatus(row.answers().get(), row.since(), words(row));
    ConsoleStatus before = statuses.put(backend, next);
    boolean well = before == null || before.reachable();
    if (well != next.reachable()) {
      LOG.info("receiver {}: {}", backend, next.reachable() ? "answers again" : row.message());
    }
  }

  private static String words(ReceiverTable.Row row) {
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
