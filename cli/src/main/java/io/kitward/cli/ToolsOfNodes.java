package io.kitward.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** Asks many nodes for their tools at once, so many at a time, within one deadline. */
final class ToolsOfNodes {

  /** How many are asked at a time: a node answers within a second or so, from memory. */
  static final int AT_A_TIME = 16;

  private final Api api;
  private final int seconds;

  /**
   * @param seconds for all answers together
   */
  ToolsOfNodes(Api api, int seconds) {
    this.api = api;
    this.seconds = seconds;
  }

  /**
   * What those said that answered, and who did not and why.
   *
   * @throws Failure when the server itself cannot be reached or does not permit it at all
   */
  Migration ask(List<JsonNode> nodes) throws InterruptedException {
    var migration = new Migration.Builder();
    var connected = nodes.stream().filter(node -> node.path("connected").asBoolean(false)).toList();
    nodes.stream()
        .filter(node -> !node.path("connected").asBoolean(false))
        .forEach(node -> migration.silent(name(node), "not connected"));
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    try (var threads =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().name("tools-", 0).factory())) {
      List<Future<Answer>> asked =
          connected.stream().map(node -> threads.submit(one(name(node), end))).toList();
      for (int i = 0; i < asked.size(); i++) {
        Answer answer = answer(asked.get(i));
        answer
            .tools()
            .ifPresentOrElse(
                tools -> migration.answered(answer.node(), tools),
                () -> migration.silent(answer.node(), answer.reason()));
      }
    }
    return migration.build();
  }

  /**
   * What became of asking one node.
   *
   * @param tools empty when it did not answer
   */
  private record Answer(String node, Optional<JsonNode> tools, String reason) {}

  private Callable<Answer> one(String node, long end) {
    return () -> {
      long left = Duration.ofNanos(end - System.nanoTime()).toSeconds();
      if (left < 1) {
        return new Answer(node, Optional.empty(), "not asked within " + seconds + " s");
      }
      try {
        var asking = new Asking(api, node);
        JsonNode operation = asking.outcome(Asking.request("tools", "").put("seconds", (int) left));
        return new Answer(
            node, Optional.of(Api.MAPPER.readTree(asking.result(operation)).path("tools")), "");
      } catch (Failure failure) {
        if (failure.exit() == Exit.UNREACHABLE) {
          throw failure;
        }
        return new Answer(node, Optional.empty(), reason(failure));
      }
    };
  }

  private static String reason(Failure failure) {
    return failure.exit() == Exit.TIMEOUT
        ? "no answer in time"
        : String.valueOf(failure.getMessage());
  }

  private static Answer answer(Future<Answer> asked) throws InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Failure failure
          ? failure
          : new IllegalStateException("a node's answer", e.getCause());
    }
  }

  private static String name(JsonNode node) {
    return Nouns.text(node, "certname");
  }
}
