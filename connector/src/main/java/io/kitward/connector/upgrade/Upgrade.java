package io.kitward.connector.upgrade;

import com.google.protobuf.ByteString;
import io.kitward.connector.state.Journal;
import io.kitward.connector.state.Storage;
import io.kitward.protocol.NodeEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import opamp.proto.v1.Opamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connector's way to its own next version. It downloads and verifies what the server offers,
 * then hands it to a unit of its own that installs it, stands guard, and brings the former version
 * back when the new one does not reach the server. A version that failed is not tried again until
 * another package is offered. One upgrade at a time; thread-safe.
 */
public final class Upgrade {

  /** What this needs of the machine. */
  public interface Machine {

    /** Whether {@code one} is a later version than {@code other}. */
    boolean later(String one, String other);

    /** Fetches a package, going on where an earlier try ended. */
    void download(String path, Path target) throws IOException, InterruptedException;

    /** Name, version and architecture of a package file, each on a line; and our architecture. */
    List<String> describe(Path deb);

    /** Starts the unit that installs and guards. */
    void handOver(Path folder) throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);

  /** Where the version stands that reached the server since the connector was started. */
  public static final Path REACHED = Path.of("/run/kitward-connector/reached");

  private static final String FAILED = "upgrade-failed";
  private static final long LARGEST = 300L << 20;
  private static final int TRIES = 10;
  private static final long FIRST_PAUSE_MILLIS = 1_000;

  private final Machine machine;
  private final Storage storage;
  private final Path folder;
  private final String running;
  private final List<String> keys;
  private final int limitSeconds;
  private final boolean ours;
  private final Journal journal;
  private final Runnable changed;
  private final AtomicReference<Opamp.PackageStatuses> statuses;
  private final AtomicReference<@Nullable Offer> working = new AtomicReference<>();
  private final AtomicReference<@Nullable ByteString> answered = new AtomicReference<>();

  /**
   * @param folder for downloads, below the state folder
   * @param running the version of this program
   * @param keys public keys (PEM) of whom packages are taken; empty: none is taken
   * @param limitSeconds how long a new version may take to reach the server
   * @param ours whether upgrades are ours at all; else somebody else owns the version
   * @param changed runs when there is something new to report
   */
  public Upgrade(
      Machine machine,
      Storage storage,
      Path folder,
      String running,
      List<String> keys,
      int limitSeconds,
      boolean ours,
      Journal journal,
      Runnable changed) {
    this.machine = machine;
    this.storage = storage;
    this.folder = folder;
    this.running = running;
    this.keys = List.copyOf(keys);
    this.limitSeconds = limitSeconds;
    this.ours = ours;
    this.journal = journal;
    this.changed = changed;
    this.statuses = new AtomicReference<>(Opamp.PackageStatuses.getDefaultInstance());
  }

  /** Whether the server may offer packages to this node. */
  public boolean accepts() {
    return ours;
  }

  /** What there is to say of packages; the default instance when nothing is. */
  public Opamp.PackageStatuses statuses() {
    return Objects.requireNonNull(statuses.get());
  }

  /** Tells how the last upgrade ended, if that was not told yet. To be called once at the start. */
  public void tellOutcome() {
    Path file = folder.resolve("outcome");
    try {
      if (!Files.exists(file)) {
        return;
      }
      Optional<Outcome> outcome = Outcome.read(Files.readString(file));
      outcome.ifPresent(
          one -> {
            boolean well = one.kind() == Outcome.Kind.UPGRADED;
            if (!well) {
              storage.write(FAILED, one.line().getBytes(StandardCharsets.UTF_8));
            }
            String words =
                "connector "
                    + one.version()
                    + ": "
                    + one.kind().name().toLowerCase(java.util.Locale.ROOT)
                    + ", "
                    + one.words();
            journal.append("", well ? NodeEvent.Kind.UPGRADED : NodeEvent.Kind.RETURNED, 0, words);
            journal.force();
            LOG.info("{}", words);
          });
      Files.delete(file);
    } catch (IOException e) {
      LOG.warn("{}: {}", file, e.getMessage());
    }
  }

  /** Notes that this version reached the server: the guarding unit waits for it. */
  public void reached(Path mark) {
    try {
      Files.writeString(mark, running + "\n");
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", mark, e.getMessage());
    }
  }

  /** The server offers packages; answers at once, the work is done on a thread of its own. */
  public void offered(Opamp.PackagesAvailable available) {
    if (!ours) {
      return;
    }
    Optional<Offer> offer = Offer.of(available);
    if (offer.isEmpty()) {
      answer(
          null,
          available.getAllPackagesHash(),
          Opamp.PackageStatusEnum.PackageStatusEnum_InstallFailed,
          "the offer makes no sense");
      return;
    }
    Offer one = offer.get();
    if (one.hash().equals(answered.get()) || !working.compareAndSet(null, one)) {
      return;
    }
    Thread.ofVirtual()
        .name("upgrade")
        .start(
            () -> {
              try {
                for (int i = 0; !take(one) && i < TRIES; i++) {
                  Thread.sleep(FIRST_PAUSE_MILLIS << i);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                working.set(null);
              }
            });
  }

  /** Says whether that is done with, well or badly. */
  private boolean take(Offer offer) throws InterruptedException {
    try {
      Optional<String> refusal = refusal(offer);
      if (refusal.isPresent()) {
        refuse(offer, refusal.get());
        return true;
      }
      answer(offer, offer.hash(), Opamp.PackageStatusEnum.PackageStatusEnum_Downloading, "");
      Files.createDirectories(folder);
      Path deb = folder.resolve(offer.sha256() + ".part");
      machine.download(offer.path(), deb);
      refusal = refusal(offer, deb);
      if (refusal.isPresent()) {
        Files.deleteIfExists(deb);
        refuse(offer, refusal.get());
        return true;
      }
      Files.move(deb, folder.resolve("new.deb"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(folder.resolve("version"), offer.version() + "\n");
      Files.writeString(folder.resolve("sha256"), offer.sha256() + "\n");
      Files.writeString(folder.resolve("limit"), limitSeconds + "\n");
      Files.deleteIfExists(folder.resolve("stage"));
      answer(offer, offer.hash(), Opamp.PackageStatusEnum.PackageStatusEnum_Installing, "");
      LOG.info("connector {} is installed in place of {}", offer.version(), running);
      machine.handOver(folder);
      return true;
    } catch (IOException e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      LOG.warn("connector {} could not be fetched: {}", offer.version(), reason);
      answer(
          offer, ByteString.EMPTY, Opamp.PackageStatusEnum.PackageStatusEnum_InstallFailed, reason);
      return false;
    }
  }

  /** Why an offer is not taken, as far as it can be said without its content. */
  private Optional<String> refusal(Offer offer) {
    if (offer.version().equals(running)) {
      return Optional.of("it runs already");
    }
    if (!machine.later(offer.version(), running)) {
      return Optional.of(offer.version() + " is not later than " + running + ", which runs");
    }
    if (keys.isEmpty()) {
      return Optional.of("this node has no key to verify packages with");
    }
    if (!offer.signedBy(keys)) {
      return Optional.of("its signature is not of anybody whom this node trusts");
    }
    return storage
        .read(FAILED)
        .flatMap(bytes -> Outcome.read(new String(bytes, StandardCharsets.UTF_8)))
        .filter(failed -> failed.sha256().equals(offer.sha256()))
        .map(failed -> "it was tried: " + failed.words());
  }

  private Optional<String> refusal(Offer offer, Path deb) throws IOException {
    if (Files.size(deb) > LARGEST) {
      return Optional.of("it is larger than 300 MiB");
    }
    if (!Digests.sha256(deb).equals(offer.sha256())) {
      return Optional.of("its content is not what was signed");
    }
    List<String> description = machine.describe(deb);
    if (!description.equals(List.of(Offer.NAME, offer.version()))) {
      return Optional.of("it is another package: " + String.join(" ", description));
    }
    return Optional.empty();
  }

  private void refuse(Offer offer, String reason) {
    if (!offer.hash().equals(answered.getAndSet(offer.hash()))) {
      LOG.warn("connector {} is not taken: {}", offer.version(), reason);
      journal.append("", NodeEvent.Kind.REFUSED, 0, "connector " + offer.version() + ": " + reason);
    }
    answer(offer, offer.hash(), Opamp.PackageStatusEnum.PackageStatusEnum_InstallFailed, reason);
  }

  private void answer(
      @Nullable Offer offer, ByteString hash, Opamp.PackageStatusEnum status, String message) {
    var one =
        Opamp.PackageStatus.newBuilder()
            .setName(Offer.NAME)
            .setAgentHasVersion(running)
            .setStatus(status)
            .setErrorMessage(message);
    if (offer != null) {
      one.setServerOfferedVersion(offer.version()).setServerOfferedHash(offer.hash());
    }
    statuses.set(
        Opamp.PackageStatuses.newBuilder()
            .putPackages(Offer.NAME, one.build())
            .setServerProvidedAllPackagesHash(hash)
            .build());
    changed.run();
  }
}
