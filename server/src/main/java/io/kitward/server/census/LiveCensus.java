package io.kitward.server.census;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.TagRuleDocument;
import io.kitward.selector.Selector;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.channel.Channel;
import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.rollout.NodeSessions;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The census of one server, kept up to date by notes of what changed, and looked at anew in slices,
 * so that a note that was missed costs time and not truth. Whoever asks first takes up what is
 * noted; after a burst a worker does. Thread-safe.
 */
public final class LiveCensus implements Census, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveCensus.class);

  /** So many noted nodes are taken up by whoever asks; more are left to the worker. */
  private static final int AT_ONCE = 256;

  private static final int SLICE = 1_000;
  private static final long REST_MILLIS = 50;

  /** One slice is looked at anew in so many rounds of the worker: 100,000 nodes in 100 s. */
  private static final int ROUNDS_PER_SLICE = 20;

  private record Turn(Instant at, int number) {}

  /** The documents that decide which tags count. */
  private record Rules(
      List<TagKeyDocument> keys, List<TagRuleDocument> rules, Map<String, Selector> groups) {

    static Rules of(Policy policy) {
      DocumentSet documents = policy.resolution().documents();
      return documents.tagRules().isEmpty()
          ? new Rules(documents.tagKeys(), List.of(), Map.of())
          : new Rules(documents.tagKeys(), documents.tagRules(), documents.groups());
    }
  }

  private final Store store;
  private final Supplier<Policy> policy;
  private final Channel channel;
  private final NodeSessions sessions;
  private final Clock clock;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Muster muster = new Muster();
  private final PriorityQueue<Turn> turns = new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));

  /** Guarded by itself. */
  private final Set<UUID> noted = new LinkedHashSet<>();

  private volatile @Nullable Rules rules;
  private volatile @Nullable Policy known;
  private volatile boolean closed;
  private String slice = "";
  private @Nullable Thread worker;

  /** Begins to take notes; the first who asks, or {@link #start}, reads the fleet. */
  public LiveCensus(
      Store store, Supplier<Policy> policy, Channel channel, NodeSessions sessions, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.channel = channel;
    this.sessions = sessions;
    this.clock = clock;
    store.follow(this::note);
    sessions.follow(node -> note(Set.of(node)));
  }

  /** Begins to keep it up to date. */
  public void start() {
    worker = Thread.ofPlatform().name("census").daemon().start(this::work);
  }

  private void note(Collection<UUID> nodes) {
    synchronized (noted) {
      noted.addAll(nodes);
    }
  }

  private void work() {
    int round = 0;
    while (!closed) {
      try {
        fill();
        while (takeUp(SLICE) == SLICE) {
          // A burst: on to the next.
        }
        if (round++ % ROUNDS_PER_SLICE == 0) {
          lookAnew();
        }
        Thread.sleep(REST_MILLIS);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("the census could not be taken: {}", e.toString());
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /** Reads the whole fleet, once, and again when rules or keys of tags are others. */
  @SuppressWarnings("ReferenceEquality") // the same policy: nothing was loaded since
  private void fill() {
    Policy now = policy.get();
    if (now == known) {
      return;
    }
    lock.writeLock().lock();
    try {
      Rules inForce = Rules.of(now);
      if (!inForce.equals(rules)) {
        String after = "";
        List<Node> nodes;
        do {
          nodes = slice(after);
          after = nodes.isEmpty() ? after : nodes.getLast().certname();
        } while (nodes.size() == SLICE);
        rules = inForce;
      }
      known = now;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private List<Node> slice(String after) {
    Instant now = clock.instant();
    record Slice(List<Node> nodes, List<Seen> seen) {}
    Slice read =
        store.read(
            handle -> {
              List<Node> nodes = NodeTable.page(handle, after, SLICE);
              return new Slice(nodes, SeenReader.of(handle, nodes, policy.get(), now));
            });
    put(read.seen(), now);
    return read.nodes();
  }

  private void lookAnew() {
    List<Node> nodes = slice(slice);
    slice = nodes.size() < SLICE ? "" : nodes.getLast().certname();
  }

  /** Takes up what is noted and what time has changed; how many nodes that were. */
  private int takeUp(int limit) {
    List<UUID> due = new ArrayList<>();
    synchronized (noted) {
      var next = noted.iterator();
      while (next.hasNext() && due.size() < limit) {
        due.add(next.next());
        next.remove();
      }
    }
    Instant now = clock.instant();
    if (!due.isEmpty()) {
      try {
        put(store.read(handle -> SeenReader.read(handle, due, policy.get(), now)), now);
      } catch (RuntimeException e) {
        note(due);
        throw e;
      }
    }
    turn(now);
    return due.size();
  }

  private void put(List<Seen> all, Instant now) {
    lock.writeLock().lock();
    try {
      for (Seen seen : all) {
        Shown shown = shown(seen, now);
        muster.put(seen, shown);
        wait(seen.id(), shown);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Shown shown(Seen seen, Instant now) {
    Optional<Instant> heard = sessions.lastSeen(seen.id());
    return Shown.of(seen, channel.connected(seen.id()), heard, now);
  }

  /** Needs the lock for writing. */
  private void wait(UUID node, Shown shown) {
    Integer number = muster.number(node);
    if (number != null) {
      shown.until().ifPresent(at -> turns.add(new Turn(at, number)));
    }
  }

  /** What time alone has changed. */
  private void turn(Instant now) {
    if (!isDue(now)) {
      return;
    }
    List<UUID> tags = new ArrayList<>();
    lock.writeLock().lock();
    try {
      while (isDue(now)) {
        int number = turns.remove().number();
        Seen seen = muster.seen(number);
        if (seen.changesAt().map(at -> at.isBefore(now)).orElse(false)) {
          tags.add(seen.id());
        }
        Shown shown = shown(seen, now);
        muster.restand(number, shown);
        wait(seen.id(), shown);
      }
    } finally {
      lock.writeLock().unlock();
    }
    note(tags);
  }

  private boolean isDue(Instant now) {
    lock.readLock().lock();
    try {
      Turn first = turns.peek();
      return first != null && first.at().isBefore(now);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes up what was noted before, and answers. */
  private <T> T ask(Function<Counting, T> question, @Nullable Selector selector) {
    fill();
    boolean few;
    synchronized (noted) {
      few = noted.size() <= AT_ONCE;
    }
    if (few) {
      takeUp(AT_ONCE);
    }
    Selector expanded =
        selector == null ? null : selector.expand(policy.get().resolution().documents().groups());
    lock.readLock().lock();
    try {
      return question.apply(
          new Counting(muster, among(), expanded, channel::connectedNodes, sessions::lastSeen));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Among whom is counted: everybody, until a person's scope says otherwise. */
  private RoaringBitmap among() {
    return muster.everyone();
  }

  @Override
  public int count(@Nullable Selector selector) {
    return ask(counting -> counting.picked().getCardinality(), selector);
  }

  @Override
  public Figures figures(@Nullable Selector selector, List<String> keys) {
    return ask(counting -> counting.figures(keys), selector);
  }

  @Override
  public Coverage coverage(@Nullable Selector selector, String key) {
    return ask(counting -> new Grouping(counting).by(key), selector);
  }

  @Override
  public List<String> page(NodeQuery query) {
    return ask(counting -> new Order(counting, query).page(), query.selector());
  }

  @Override
  public String cursor(NodeQuery query, String certname) {
    return ask(counting -> new Order(counting, query).cursor(certname), query.selector());
  }

  @Override
  public Map<String, Map<String, Phase>> phases(List<String> certnames) {
    return ask(counting -> counting.phases(certnames), null);
  }

  @Override
  public List<Place> instances(
      InstanceFilter filter, String afterNode, String afterService, int limit) {
    return ask(
        counting -> counting.instances(filter, afterNode, afterService, limit), filter.selector());
  }

  @Override
  public List<StatusView.Cause> causes(@Nullable String service, int limit) {
    return ask(counting -> counting.causes(service, limit), null);
  }

  @Override
  public List<ValueCount> keys() {
    return ask(Counting::keys, null);
  }

  @Override
  public Completion complete(String text, int caret) {
    Map<String, Selector> groups = policy.get().resolution().documents().groups();
    return ask(counting -> new Completing(counting, groups).complete(text, caret), null);
  }

  @Override
  public void close() {
    closed = true;
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }
}
