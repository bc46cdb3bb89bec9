package io.kitward.lab.simulate;

import io.kitward.lab.LabException;
import io.kitward.lab.simulate.SimulatedFleet.Member;
import io.kitward.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Attaches nodes' own tags over the node door, each with its node's certificate, as Puppet's module
 * does on a real node.
 *
 * @param nodeDoor {@code https://host:port}
 */
public record NodeTags(URI nodeDoor) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How often a server that is too busy is asked again, each time after a longer wait. */
  private static final int TRIES = 8;

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);

  /** How many nodes speak at the same moment. */
  private static final int AT_ONCE = 12;

  /**
   * Replaces the tags of many nodes at once; returns when all are durable.
   *
   * @throws LabException when one was refused
   */
  public void replace(List<Member> members, Function<Member, List<String>> tags) {
    var turns = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          members.stream()
              .<Future<?>>map(
                  member ->
                      threads.submit(
                          () -> {
                            turns.acquire();
                            try {
                              replace(member, tags.apply(member));
                              return member;
                            } finally {
                              turns.release();
                            }
                          }))
              .toList();
      for (Future<?> one : all) {
        Object _ = one.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LabException refused
          ? refused
          : new LabException("tags could not be attached: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while tags were attached", e);
    }
  }

  private void replace(Member member, List<String> tags) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(nodeDoor.resolve("/v1/nodes/self/tags/node"))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(Map.of("tags", tags))))
            .build();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(member.identity())
            .connectTimeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> answer = ask(client, request);
      if (answer.statusCode() >= 300) {
        throw new LabException(
            "the tags of "
                + member.certname()
                + " were refused with "
                + answer.statusCode()
                + ": "
                + answer.body());
      }
    } catch (IOException e) {
      throw new LabException(
          "the node door does not answer " + member.certname() + ": " + e.getMessage(), e);
    } finally {
      client.shutdownNow();
    }
  }

  /** Asks until the answer is another than “try again soon”: the same set twice is as once. */
  private static HttpResponse<String> ask(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    Duration wait = FIRST_WAIT;
    for (int left = TRIES; ; left--) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 503 || left == 1) {
        return answer;
      }
      Thread.sleep(wait);
      wait = wait.multipliedBy(2);
    }
  }
}
