package io.kitward.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The PostgreSQL processes that live on one data directory, whoever started them.
 *
 * <p>A process id alone proves nothing, as the kernel reuses it. A process counts only when its
 * program is called {@code postgres} and its working directory is the data directory, which holds
 * for the postmaster and everything it forks.
 */
record PostgresProcesses(PostgresBinaries binaries, Path data, SystemUser user) {
  private static final Duration FAST = Duration.ofSeconds(20);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Ends the postmaster: fast, then immediate, then by force. Its backends go with it. */
  void stop(ProcessHandle postmaster) throws IOException {
    signal("INT", postmaster);
    if (!gone(List.of(postmaster), FAST)) {
      signal("QUIT", postmaster);
      if (!gone(List.of(postmaster), IMMEDIATE)) {
        postmaster.destroyForcibly();
      }
    }
  }

  /**
   * Leaves the directory free for a new postmaster: an orphan is stopped, backends without a
   * postmaster are ended.
   */
  void clear() throws IOException {
    Optional<ProcessHandle> postmaster = postmaster();
    if (postmaster.isPresent()) {
      stop(postmaster.get());
    }
    List<ProcessHandle> left = living();
    for (ProcessHandle process : left) {
      signal("QUIT", process);
    }
    if (!gone(left, IMMEDIATE)) {
      living().forEach(ProcessHandle::destroyForcibly);
      if (!gone(living(), IMMEDIATE)) {
        throw new StoreException(
            "store-orphans",
            "PostgreSQL processes on "
                + data
                + " do not end: "
                + living()
                + ". End them, then start again.");
      }
    }
    // Nobody is left on the directory, so its pid file is stale, even if some other process has
    // that id today.
    Files.deleteIfExists(data.resolve("postmaster.pid"));
  }

  /**
   * The postmaster that the directory's pid file names, if it really is one and lives on this
   * directory.
   */
  Optional<ProcessHandle> postmaster() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::livesHere);
  }

  /** Every process on the directory. */
  List<ProcessHandle> living() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::livesHere).toList();
    }
  }

  private boolean livesHere(ProcessHandle process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      Path program = Files.readSymbolicLink(proc.resolve("exe")).getFileName();
      return program != null
          && program.toString().replace(" (deleted)", "").equals("postgres")
          && Files.readSymbolicLink(proc.resolve("cwd")).equals(data.toRealPath());
    } catch (IOException e) {
      return false; // it ended meanwhile, or belongs to a user whose processes we may not look into
    }
  }

  private void signal(String name, ProcessHandle process) throws IOException {
    if (!livesHere(process)) {
      return;
    }
    try {
      PostgresBinaries.run(
          user.command(
              List.of(
                  binaries.program("pg_ctl").toString(),
                  "kill",
                  name,
                  Long.toString(process.pid()))));
    } catch (IOException e) {
      if (livesHere(process)) {
        throw e;
      }
    }
  }

  private boolean gone(List<ProcessHandle> processes, Duration patience) {
    long start = System.nanoTime();
    while (processes.stream().anyMatch(this::livesHere)) {
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
