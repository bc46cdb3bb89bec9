package io.kitward.cli;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** The services that are waited for, counted as their pages come; none of them is kept. */
final class Awaited {
  private final Goal goal;
  private final boolean named;
  private final AtomicInteger all = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger applying = new AtomicInteger();
  private final AtomicReference<String> first = new AtomicReference<>("");

  /**
   * @param named whether messages name the node: there are several
   */
  Awaited(Goal goal, boolean named) {
    this.goal = goal;
    this.named = named;
  }

  void add(JsonNode instance) {
    all.incrementAndGet();
    if (goal.applies(instance)) {
      applying.incrementAndGet();
    }
    goal.missing(instance)
        .ifPresent(
            words -> {
              left.incrementAndGet();
              String node = named ? Nouns.text(instance, "node") + "/" : "";
              boolean _ = first.compareAndSet("", node + words);
            });
  }

  boolean isEmpty() {
    return all.get() == 0;
  }

  /**
   * What is missing yet; empty when nothing is.
   *
   * @throws Failure when it can't come about
   */
  String missing() {
    if (left.get() == 0) {
      if (!isEmpty() && applying.get() == 0) {
        throw goal.notApplicable();
      }
      return "";
    }
    if (goal.isGone()) {
      return left.get() == 1 && !named
          ? "1 service is still there"
          : left.get() + (left.get() == 1 ? " service is" : " services are") + " still there";
    }
    String reason = Objects.requireNonNullElse(first.get(), "");
    return named ? left.get() + " of " + all.get() + " left, " + reason : reason;
  }
}
