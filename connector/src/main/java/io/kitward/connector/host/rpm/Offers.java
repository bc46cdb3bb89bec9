package io.kitward.connector.host.rpm;

import io.kitward.connector.host.debian.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The newest versions that the repositories offer, looked for rarely. Thread-safe. */
final class Offers {

  private static final long OLD_NANOS = Duration.ofHours(6).toNanos();

  private final Tool tool;
  private final Map<String, Optional<String>> found = new HashMap<>();
  private long askedAt = System.nanoTime();

  Offers(Tool tool) {
    this.tool = tool;
  }

  synchronized Optional<String> newest(String name) {
    if (System.nanoTime() - askedAt > OLD_NANOS) {
      askedAt = System.nanoTime();
      Thread.ofVirtual().name("package-lists").start(this::readAnew);
    }
    return found.computeIfAbsent(name, this::ask);
  }

  synchronized void forget() {
    found.clear();
  }

  private Optional<String> ask(String name) {
    return tool.newest(name, Command.run(Duration.ofMinutes(1), tool.newest(name)).output());
  }

  private void readAnew() {
    if (Command.run(Duration.ofMinutes(10), tool.refresh(List.of())).succeeded()) {
      forget();
    }
  }
}
