package io.kitward.connector.link;

import com.google.protobuf.ByteString;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one session says and hears, whatever carries it. The first message holds everything, later
 * ones what changed; changes within {@value #COALESCE_MILLIS} ms go together. One thread speaks,
 * any may hear, wake and end.
 */
final class Dialogue {

  /** How a session ended, and how long the server wants us to stay away. */
  record Ended(String reason, Duration pause) {}

  private static final Logger LOG = LoggerFactory.getLogger(Dialogue.class);
  private static final long PACKAGES =
      Opamp.AgentCapabilities.AgentCapabilities_AcceptsPackages_VALUE
          | Opamp.AgentCapabilities.AgentCapabilities_ReportsPackageStatuses_VALUE;
  private static final int COALESCE_MILLIS = 20;
  private static final int EVENTS_AT_ONCE = 200;

  /** Pieces of consoles' answers that wait: who reads them from the console waits for room. */
  private static final int PIECES = 4;

  private static final Duration UNKEPT_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final long SHORTEST_HEARTBEAT = 5;
  private static final long LONGEST_HEARTBEAT = 60;

  private final Party party;
  private final AtomicLong sequence;
  private final ConcurrentLinkedQueue<OperationReply> replies = new ConcurrentLinkedQueue<>();
  private final ArrayBlockingQueue<Opamp.CustomMessage> answers = new ArrayBlockingQueue<>(PIECES);
  private final ArrayBlockingQueue<Boolean> wakes = new ArrayBlockingQueue<>(1);
  private final CompletableFuture<Ended> ended = new CompletableFuture<>();
  private final AtomicBoolean fullWanted = new AtomicBoolean(true);
  private volatile Duration heartbeat = Duration.ofSeconds(30);
  private volatile boolean leaving;
  private @Nullable Report sent;
  private Opamp.PackageStatuses sentPackages = Opamp.PackageStatuses.getDefaultInstance();
  private long sentEvents;

  Dialogue(Party party, AtomicLong sequence) {
    this.party = party;
    this.sequence = sequence;
    sentEvents = party.journal().acknowledged();
  }

  /** There may be something to say. */
  void wake() {
    wakes.offer(true);
  }

  void end(String reason) {
    end(reason, Duration.ZERO);
  }

  /** Ends the session; the server wants us to stay away for so long. */
  void end(String reason, Duration pause) {
    ended.complete(new Ended(reason, pause));
    wake();
  }

  /** Ends the session, and the server is told so. */
  void leave(String reason) {
    leaving = true;
    end(reason);
  }

  boolean over() {
    return ended.isDone();
  }

  /** Whether the agent goes of its own will. */
  boolean leaving() {
    return leaving;
  }

  /** How it ended; waits for that. */
  Ended outcome() {
    return ended.join();
  }

  /** How often to give a sign of life. */
  Duration heartbeat() {
    return heartbeat;
  }

  /** Waits for something to say, at most so long. */
  void await(Duration limit) throws InterruptedException {
    if (party.journal().holdsAfter(sentEvents) || somebodyWaits() || over()) {
      return;
    }
    Boolean woken = wakes.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (woken != null && !over() && answers.isEmpty()) {
      Thread.sleep(COALESCE_MILLIS);
      wakes.clear();
    }
  }

  private boolean somebodyWaits() {
    return !replies.isEmpty() || !answers.isEmpty();
  }

  /** What there is to say now; null when there is nothing. */
  Opamp.@Nullable AgentToServer next() {
    Report now = party.report();
    boolean full = fullWanted.getAndSet(false);
    Opamp.AgentToServer.Builder message =
        full ? Messages.full(now) : Messages.changed(sent, now).orElse(null);
    List<NodeEvent> events = party.journal().after(sentEvents, EVENTS_AT_ONCE);
    if (!events.isEmpty()) {
      message = message == null ? Messages.heartbeat() : message;
      message.setCustomMessage(OpAmp.events(events));
      sentEvents = events.getLast().sequence();
    } else if (!replies.isEmpty()) {
      message = message == null ? Messages.heartbeat() : message;
      message.setCustomMessage(OpAmp.answer(replies.remove()));
    } else {
      Opamp.CustomMessage answer = answers.poll();
      if (answer != null) {
        message = message == null ? Messages.heartbeat() : message;
        message.setCustomMessage(answer);
      }
    }
    Opamp.PackageStatuses packages = party.packages();
    if (!packages.equals(sentPackages)) {
      message = message == null ? Messages.heartbeat() : message;
      message.setPackageStatuses(packages);
      sentPackages = packages;
    }
    if (message == null) {
      return null;
    }
    sent = now;
    return numbered(message);
  }

  /** A message that says nothing but that the agent is there. */
  Opamp.AgentToServer beat() {
    return numbered(Messages.heartbeat());
  }

  /** The last message: the agent goes. */
  Opamp.AgentToServer goodbye() {
    return numbered(
        Messages.heartbeat().setAgentDisconnect(Opamp.AgentDisconnect.getDefaultInstance()));
  }

  /** What was said and not acknowledged is said once more. */
  void again() {
    sentEvents = party.journal().acknowledged();
  }

  private Opamp.AgentToServer numbered(Opamp.AgentToServer.Builder message) {
    if (party.acceptsPackages()) {
      message.setCapabilities(message.getCapabilities() | PACKAGES);
    }
    UUID uid = party.instanceUid();
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(uid.getMostSignificantBits())
            .putLong(uid.getLeastSignificantBits())
            .flip();
    return message
        .setInstanceUid(ByteString.copyFrom(bytes))
        .setSequenceNum(sequence.incrementAndGet())
        .build();
  }

  /**
   * Takes a message of the server; one that makes no sense is left aside. One that cannot be kept,
   * for instance on a full disk, ends the session: the server says it again in the next one.
   */
  void hear(Opamp.ServerToAgent message) {
    try {
      heard(message);
    } catch (UncheckedIOException e) {
      end("what the server says cannot be kept: " + e.getMessage(), UNKEPT_PAUSE);
    } catch (RuntimeException e) {
      LOG.warn("a message of the server was left aside: {}", e.getMessage());
    }
  }

  private void asked(Operation operation) {
    reply(OperationReply.of(operation.id(), OperationReply.State.ACKNOWLEDGED, ""));
    party.asked(operation, this::reply);
  }

  /** Waits until there is room for a piece of an answer; false when the session is over. */
  private boolean answer(ConsoleAnswer answer, ByteString body) {
    Opamp.CustomMessage message = ConsoleMessages.answer(answer, body);
    try {
      while (!over()) {
        if (answers.offer(message, 1, TimeUnit.SECONDS)) {
          wake();
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** What comes after the session's end is nobody's any more. */
  private void reply(OperationReply reply) {
    if (!over()) {
      replies.add(reply);
      wake();
    }
  }

  private void heard(Opamp.ServerToAgent message) {
    if (message.hasErrorResponse()) {
      var error = message.getErrorResponse();
      LOG.warn("the server answers: {}", error.getErrorMessage());
      if (error.hasRetryInfo()) {
        long nanos = error.getRetryInfo().getRetryAfterNanoseconds();
        Duration pause = Duration.ofNanos(Math.clamp(nanos, 0, LONGEST_PAUSE.toNanos()));
        end("the server asks to come back in " + pause.toSeconds() + " s", pause);
        return;
      }
    }
    if ((message.getFlags() & Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE)
        != 0) {
      fullWanted.set(true);
      wake();
    }
    // Nothing else of the settings is taken: the certificate is this node's own affair.
    long seconds = message.getConnectionSettings().getOpamp().getHeartbeatIntervalSeconds();
    if (seconds > 0) {
      heartbeat = Duration.ofSeconds(Math.clamp(seconds, SHORTEST_HEARTBEAT, LONGEST_HEARTBEAT));
    }
    if (message.hasCustomMessage()) {
      var custom = message.getCustomMessage();
      if (custom.getCapability().equals(OpAmp.EVENTS_CAPABILITY)
          && custom.getType().equals(OpAmp.ACKNOWLEDGE_TYPE)) {
        party.journal().acknowledge(OpAmp.acknowledged(custom));
      }
      OpAmp.asked(custom).ifPresent(this::asked);
      ConsoleMessages.asked(custom).ifPresent(asked -> party.asked(asked, this::answer));
    }
    if (!message.hasErrorResponse()) {
      party.reached();
    }
    if (message.hasPackagesAvailable()) {
      party.offered(message.getPackagesAvailable());
    }
    if (message.hasRemoteConfig()) {
      party.offered(message.getRemoteConfig());
      wake();
    }
  }
}
