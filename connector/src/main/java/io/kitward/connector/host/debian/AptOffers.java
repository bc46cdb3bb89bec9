package io.kitward.connector.host.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest versions that apt knows of, and the lists that say so: read anew in the background
 * when they are older than some hours. Thread-safe.
 */
final class AptOffers {

  private static final Path LISTS = Path.of("/var/lib/apt/lists");
  private static final Path UPDATED = LISTS.resolve("partial");
  private static final Duration OLD = Duration.ofHours(6);
  private static final Duration AGAIN = Duration.ofMinutes(30);

  private final Map<String, Optional<String>> found = new HashMap<>();
  private FileTime readAt = FileTime.fromMillis(0);
  private final AtomicLong nextTry = new AtomicLong(System.nanoTime());

  synchronized Optional<String> newest(String name) {
    refreshIfOld();
    FileTime now = changed(LISTS);
    if (!now.equals(readAt)) {
      found.clear();
      readAt = now;
    }
    return found.computeIfAbsent(name, AptOffers::candidate);
  }

  synchronized void forget() {
    found.clear();
  }

  private static Optional<String> candidate(String name) {
    var ended = Command.run(Duration.ofSeconds(30), List.of("apt-cache", "policy", "--", name));
    return ended
        .output()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Candidate: "))
        .map(line -> line.substring("Candidate: ".length()))
        .filter(version -> !version.equals("(none)"))
        .findFirst();
  }

  private void refreshIfOld() {
    long now = System.nanoTime();
    long next = nextTry.get();
    boolean old =
        changed(UPDATED).toInstant().plus(OLD).isBefore(java.time.Instant.now()) && now - next >= 0;
    if (old && nextTry.compareAndSet(next, now + AGAIN.toNanos())) {
      Thread.ofVirtual()
          .name("package-lists")
          .start(
              () ->
                  Command.run(
                      Duration.ofMinutes(10),
                      List.of("apt-get", "update", "-q", "-o", "Acquire::Retries=1")));
    }
  }

  private static FileTime changed(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }
}
