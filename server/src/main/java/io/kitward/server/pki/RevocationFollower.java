package io.kitward.server.pki;

import io.kitward.server.store.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the trust in a Puppet CA's nodes as the CA has it: asks every few seconds what it revoked
 * and passes changes on.
 *
 * <p>What it last said is kept in a file and holds while the CA is away. Before it said anything,
 * nobody gets in.
 */
public final class RevocationFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationFollower.class);

  private final PuppetCa source;
  private final String authorityName;
  private final CurrentClientTrust trust;
  private final Path kept;
  private final InstantSource clock;
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("revocation-follower").factory());

  private Optional<Instant> asOf = Optional.empty(); // only polled under this object's lock
  private volatile Status status = new Status(Optional.empty(), Optional.empty());

  /** When the CA last answered, and what went wrong since. */
  public record Status(Optional<Instant> lastAnswer, Optional<String> trouble) {}

  /**
   * @param authorityName our name for this CA in the trust and in verdicts
   * @param directory private; {@code NAME.crl.pem} is kept there
   */
  public RevocationFollower(
      PuppetCa source,
      String authorityName,
      CurrentClientTrust trust,
      Path directory,
      InstantSource clock) {
    this.source = source;
    this.authorityName = authorityName;
    this.trust = trust;
    this.kept = directory.resolve(authorityName + ".crl.pem");
    this.clock = clock;
    trust.put(Authority.withRevocation(authorityName, source.authorities(), List.of()));
    resume();
  }

  /** Asks now and then every {@code interval}, until {@link #close()}. */
  public void start(Duration interval) {
    var _ =
        schedule.scheduleWithFixedDelay(
            this::pollQuietly, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Asks once; true when there was a change, which is then in force and the listeners of the trust
   * told.
   */
  public synchronized boolean poll() {
    try {
      Optional<PuppetCa.RevocationLists> answer = source.revocationLists(asOf);
      boolean changed = answer.isPresent() && apply(answer.get());
      recovered();
      return changed;
    } catch (PkiException e) {
      troubled(e);
      throw e;
    }
  }

  public Status status() {
    return status;
  }

  /** Ends the asking; a question under way is finished, so that its answer is kept whole. */
  @Override
  public void close() {
    schedule.close();
  }

  private boolean apply(PuppetCa.RevocationLists lists) {
    Authority authority =
        Authority.withRevocation(authorityName, source.authorities(), lists.lists());
    asOf = Optional.of(lists.asOf());
    try {
      if (Files.exists(kept)
          && Files.readString(kept).equals(lists.pem())
          && status.lastAnswer().isPresent()) {
        return false; // the margin of time makes the CA repeat itself now and then
      }
      trust.put(authority);
      PrivateFiles.write(kept, lists.pem().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // In force all the same; only a restart while the CA is away would miss it.
      LOG.warn("What {} revoked cannot be kept in {}: {}", authorityName, kept, e.getMessage());
    }
    return true;
  }

  private void resume() {
    try {
      if (Files.exists(kept)) {
        trust.put(
            Authority.withRevocation(
                authorityName, source.authorities(), Pem.revocationLists(Files.readString(kept))));
      }
    } catch (IOException | PkiException e) {
      LOG.warn(
          "What {} revoked is not readable in {}; nobody gets in until it answers: {}",
          authorityName,
          kept,
          e.getMessage());
    }
  }

  private void pollQuietly() {
    try {
      poll();
    } catch (PkiException e) {
      // noted in the status and, the first time, in the log
    } catch (RuntimeException e) {
      LOG.error("Following what {} revokes failed", authorityName, e);
    }
  }

  private void recovered() {
    if (status.trouble().isPresent()) {
      LOG.info("{} answers again", authorityName);
    }
    status = new Status(Optional.of(clock.instant()), Optional.empty());
  }

  private void troubled(PkiException failure) {
    if (status.trouble().isEmpty()) {
      LOG.warn(
          "What {} revoked cannot be asked; what it last said holds: {}",
          authorityName,
          failure.getMessage());
    }
    status = new Status(status.lastAnswer(), Optional.of(String.valueOf(failure.getMessage())));
  }
}
