package io.kitward.connector.state;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.Payload;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What the connector was told last and how far it came, durable. Thread-safe.
 *
 * <p>A desired state is on disk before anything is done for it, and with it the values of its
 * secrets: those are written first, and old ones leave only afterwards, so that after a crash at
 * any point the desired state that is found has its secrets.
 */
public final class NodeState {

  private static final String DESIRED = "desired.json";
  private static final String SECRETS = "secrets.json";
  private static final String PROGRESS = "progress.json";
  private static final String TREATMENTS = "treatments.json";
  private static final String INSTANCE_UID = "instance_uid";

  /**
   * How far an instance came.
   *
   * @param hash the desired instance that was last carried out in full
   * @param removed whether that was its removal
   */
  public record Progress(String hash, boolean removed, java.util.List<String> leftovers) {}

  private final Storage storage;
  private final UUID instanceUid;
  private Optional<DesiredState> desired;
  private Map<String, String> secrets;
  private Map<String, Progress> progress;
  private Map<String, Treatment> treatments;

  /** Reads what an earlier process left. */
  public NodeState(Storage storage, Clock clock, RandomGenerator random) {
    this.storage = storage;
    this.instanceUid =
        storage
            .read(INSTANCE_UID)
            .map(
                bytes ->
                    UUID.fromString(
                        new String(bytes, java.nio.charset.StandardCharsets.US_ASCII).strip()))
            .orElseGet(() -> newUid(clock, random));
    this.desired = storage.read(DESIRED).map(bytes -> Payload.read(bytes, DesiredState.class));
    this.secrets = readMap(SECRETS, String.class);
    this.progress = readMap(PROGRESS, Progress.class);
    this.treatments = readMap(TREATMENTS, Treatment.class);
  }

  /** What an accepted desired state changed. */
  public enum Acceptance {
    /** It is older than the one that is kept; nothing was changed. */
    OLDER,
    /** It is the one that is kept. */
    SAME,
    /** It is kept now. */
    NEW
  }

  /** Keeps a desired state, unless it is older than the one that is kept. */
  public synchronized Acceptance accept(DesiredState offered, Map<String, String> values) {
    DesiredState kept = desired.orElse(null);
    if (kept != null && offered.olderThan(kept)) {
      return Acceptance.OLDER;
    }
    if (offered.equals(kept) && values.equals(secrets)) {
      return Acceptance.SAME;
    }
    if (!values.equals(secrets)) {
      var both = new TreeMap<>(secrets);
      both.putAll(values);
      storage.write(SECRETS, Payload.bytes(both));
    }
    if (!offered.equals(kept)) {
      storage.write(DESIRED, Payload.bytes(offered));
    }
    if (!values.keySet().containsAll(secrets.keySet())) {
      storage.write(SECRETS, Payload.bytes(values));
    }
    desired = Optional.of(offered);
    secrets = Map.copyOf(values);
    return Acceptance.NEW;
  }

  public UUID instanceUid() {
    return instanceUid;
  }

  public synchronized Optional<DesiredState> desired() {
    return desired;
  }

  /** {@code secret:NAME@VERSION} to value. */
  public synchronized Map<String, String> secrets() {
    return secrets;
  }

  /** How far the instance came; empty when it was never carried out. */
  public synchronized Optional<Progress> progress(String service) {
    return Optional.ofNullable(progress.get(service));
  }

  /** Whether the service was carried out before, and was not taken away since. */
  public boolean begun(String service) {
    return progress(service).filter(one -> !one.removed()).isPresent();
  }

  /** Whether the service was taken away. */
  public boolean gone(String service) {
    return progress(service).filter(Progress::removed).isPresent();
  }

  /** The services with progress. */
  public synchronized java.util.Set<String> known() {
    return java.util.Set.copyOf(progress.keySet());
  }

  /** Keeps how far the instance came. */
  public synchronized void progress(String service, Progress now) {
    if (now.equals(progress.get(service))) {
      return;
    }
    var next = new TreeMap<>(progress);
    next.put(service, now);
    storage.write(PROGRESS, Payload.bytes(next));
    progress = next;
  }

  /** Forgets the instance. */
  public synchronized void forget(String service) {
    if (progress.containsKey(service)) {
      var next = new TreeMap<>(progress);
      next.remove(service);
      storage.write(PROGRESS, Payload.bytes(next));
      progress = next;
    }
  }

  /** How the service was looked after; the empty name is the whole node. */
  public synchronized Treatment treatment(String service) {
    return treatments.getOrDefault(service, Treatment.NONE);
  }

  /** The services of which something is kept; the empty name is the whole node. */
  public synchronized java.util.Set<String> treated() {
    return java.util.Set.copyOf(treatments.keySet());
  }

  /** Keeps how the service is looked after. */
  public synchronized void treatment(String service, Treatment now) {
    if (now.equals(treatment(service))) {
      return;
    }
    var next = new TreeMap<>(treatments);
    if (now.equals(Treatment.NONE)) {
      next.remove(service);
    } else {
      next.put(service, now);
    }
    storage.write(TREATMENTS, Payload.bytes(next));
    treatments = next;
  }

  private <T> Map<String, T> readMap(String name, Class<T> type) {
    return storage.read(name).map(bytes -> Payload.readMap(bytes, type)).orElse(Map.of());
  }

  private UUID newUid(Clock clock, RandomGenerator random) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong((clock.millis() << 16) | 0x7000L | random.nextLong(0x1000));
    bytes.putLong((random.nextLong() >>> 2) | 0x8000_0000_0000_0000L);
    UUID uid = new UUID(bytes.getLong(0), bytes.getLong(8));
    storage.write(
        INSTANCE_UID, uid.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return uid;
  }
}
