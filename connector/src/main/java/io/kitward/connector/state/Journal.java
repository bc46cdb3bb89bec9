package io.kitward.connector.state;

import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.Payload;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's events that the server has not acknowledged yet, oldest first. Each line of the file
 * is an event or says up to which number everything was acknowledged. When the server is away for
 * long only {@value #LIMIT} are kept: the oldest go first, and those of severity last. Thread-safe.
 */
public final class Journal {

  /** How many events are kept at most. */
  public static final int LIMIT = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String NAME = "events.jsonl";
  private static final int REWRITE_AFTER = 2_000;

  private final Storage storage;
  private final Clock clock;
  private final TreeMap<Long, NodeEvent> events = new TreeMap<>();

  /** The numbers of events that may go first, oldest first; some are gone already. */
  private final ArrayDeque<Long> lesser = new ArrayDeque<>();

  private boolean overflowed;
  private long last;
  private long acknowledged;
  private int lines;
  private boolean unforced;

  /** Reads what an earlier process left; a line that was cut off by a crash is dropped. */
  public Journal(Storage storage, Clock clock) {
    this.storage = storage;
    this.clock = clock;
    byte[] content = storage.read(NAME).orElse(new byte[0]);
    new String(content, StandardCharsets.UTF_8).lines().forEach(this::line);
    overflowed = events.size() >= LIMIT;
    trim();
    if (content.length > 0 && content[content.length - 1] != '\n') {
      rewrite();
    }
  }

  /** Adds an event with the next number. */
  public synchronized NodeEvent append(
      Instant at, String service, NodeEvent.Kind kind, long generation, String message) {
    var event = add(at, service, kind, generation, message);
    if (events.size() > LIMIT && !overflowed) {
      overflowed = true;
      String full =
          "the journal holds "
              + LIMIT
              + " events that the server has not acknowledged: from now on the oldest lesser ones"
              + " are dropped";
      LOG.warn("{}", full);
      add(at, "", NodeEvent.Kind.FAILED, generation, full);
    }
    trim();
    if (lines > LIMIT + REWRITE_AFTER) {
      rewrite();
    }
    return event;
  }

  private NodeEvent add(
      Instant at, String service, NodeEvent.Kind kind, long generation, String message) {
    var event = new NodeEvent(++last, at, service, kind, generation, message);
    keep(event);
    write(Payload.bytes(event));
    return event;
  }

  private void keep(NodeEvent event) {
    events.put(event.sequence(), event);
    if (!severe(event.kind())) {
      lesser.addLast(event.sequence());
    }
  }

  private static boolean severe(NodeEvent.Kind kind) {
    return switch (kind) {
      case REFUSED,
          FAILED,
          REMOVED,
          KEPT,
          UPGRADED,
          RETURNED,
          GAVE_UP,
          FLAPPING,
          SUSPENDED,
          RESUMED ->
          true;
      case RECEIVED,
          RECORDED,
          ACTING,
          INSTALLED,
          CONFIGURED,
          STARTED,
          HEALTHY,
          DRIFTED,
          REPAIRED,
          TRIED,
          RESTARTED_BY_SYSTEMD,
          OTHER ->
          false;
    };
  }

  private void trim() {
    while (events.size() > LIMIT) {
      Long oldest = lesser.pollFirst();
      if (oldest == null) {
        events.pollFirstEntry();
      } else {
        events.remove(oldest);
      }
    }
  }

  /** Adds an event that happens now. */
  public NodeEvent append(String service, NodeEvent.Kind kind, long generation, String message) {
    return append(clock.instant(), service, kind, generation, message);
  }

  /** Events with a greater number, oldest first, durable by the time that they are returned. */
  public synchronized List<NodeEvent> after(long sequence, int limit) {
    force();
    return events.tailMap(sequence, false).values().stream().limit(limit).toList();
  }

  /** Whether there is an event with a greater number. */
  public synchronized boolean holdsAfter(long sequence) {
    return !events.isEmpty() && events.lastKey() > sequence;
  }

  /** Forgets events up to this number; numbers never given out are ignored. */
  public synchronized void acknowledge(long sequence) {
    long upTo = Math.min(sequence, last);
    if (upTo <= acknowledged) {
      return;
    }
    acknowledged = upTo;
    forgetUpTo(upTo);
    overflowed &= events.size() >= LIMIT;
    write(acknowledgement());
    if (lines - events.size() > REWRITE_AFTER) {
      rewrite();
    }
  }

  /** The highest number that was acknowledged. */
  public synchronized long acknowledged() {
    return acknowledged;
  }

  /** Makes all events durable. */
  public synchronized void force() {
    if (unforced) {
      storage.force(NAME);
      unforced = false;
    }
  }

  private void line(String text) {
    try {
      Object line = Payload.tree(text.getBytes(StandardCharsets.UTF_8));
      lines++;
      if (line instanceof Map<?, ?> map && map.get("acknowledged") instanceof Long number) {
        acknowledged = Math.max(acknowledged, number);
        last = Math.max(last, acknowledged);
        forgetUpTo(acknowledged);
      } else {
        NodeEvent event = Payload.value(line, NodeEvent.class);
        if (event.sequence() > last) {
          last = event.sequence();
          keep(event);
        }
      }
    } catch (IllegalArgumentException e) {
      lines++; // cut off by a crash before it was ever sent
    }
  }

  private void forgetUpTo(long sequence) {
    events.headMap(sequence, true).clear();
    while (!lesser.isEmpty() && lesser.getFirst() <= sequence) {
      lesser.removeFirst();
    }
  }

  private void write(byte[] json) {
    byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    storage.append(NAME, line);
    lines++;
    unforced = true;
  }

  private byte[] acknowledgement() {
    return Payload.bytes(java.util.Map.of("acknowledged", acknowledged));
  }

  private void rewrite() {
    var all = new ByteArrayOutputStream();
    all.writeBytes(acknowledgement());
    all.write('\n');
    for (NodeEvent event : events.values()) {
      all.writeBytes(Payload.bytes(event));
      all.write('\n');
    }
    storage.write(NAME, all.toByteArray());
    lines = events.size() + 1;
    unforced = false;
  }
}
