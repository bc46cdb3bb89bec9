package io.kitward.bench.server;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.TagKey;
import io.kitward.server.access.Principal;
import io.kitward.server.api.Door;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.Router;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Tag changes at a steady rate, one after the other on different nodes, each at its appointed time
 * whether or not the server keeps up: a late answer counts from when its request was due.
 */
final class TagLoad {

  /** The key that is given another value. */
  private static final String KEY = "application";

  private final Fleet fleet;
  private final Router router;
  private final HeardChannel channel;
  private final TagKey key;

  TagLoad(Fleet fleet, Router router, HeardChannel channel) {
    this.fleet = fleet;
    this.router = router;
    this.channel = channel;
    this.key =
        fleet.keys().stream().filter(one -> one.name().equals(KEY)).findFirst().orElseThrow();
  }

  /**
   * What happened.
   *
   * @param committed from when each request was due until it was answered
   * @param handed from when each request was due until its node's state was handed to the channel
   * @param refused requests that were not answered with success
   */
  @SuppressWarnings("ArrayRecordComponent") // a result is never compared
  record Result(long[] committed, long[] handed, int refused) {}

  /**
   * Runs it.
   *
   * @param first the first node to change; as many follow as there are requests
   */
  Result run(int first, int requests, int rate) throws InterruptedException {
    long[] due = new long[requests];
    long[] committed = new long[requests];
    var refused = new AtomicInteger();
    List<Request> prepared = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      prepared.add(request(first + i));
    }
    long begin = System.nanoTime() + 100_000_000L;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests; i++) {
        int number = i;
        due[i] = begin + i * 1_000_000_000L / rate;
        for (long now = System.nanoTime(); now < due[i]; now = System.nanoTime()) {
          LockSupport.parkNanos(due[i] - now);
        }
        channel.await(StoredFleet.id(first + i));
        var _ =
            callers.submit(
                () -> {
                  Response answer = router.handle(prepared.get(number));
                  committed[number] = System.nanoTime() - due[number];
                  if (!(answer instanceof Response.Whole whole) || whole.status() >= 300) {
                    refused.incrementAndGet();
                  }
                });
      }
    }
    long[] handed = new long[requests];
    for (int i = 0; i < requests; i++) {
      handed[i] = channel.heardAt(StoredFleet.id(first + i)) - due[i];
    }
    return new Result(committed, handed, refused.get());
  }

  private Request request(int node) {
    Map<String, String> tags = new TreeMap<>(fleet.tags(node));
    String other = key.value((node * 31 + 7) % key.vocabulary());
    tags.put(KEY, other.equals(tags.get(KEY)) ? key.value(node % key.vocabulary()) : other);
    String body =
        tags.entrySet().stream()
            .map(tag -> '"' + tag.getKey() + '=' + tag.getValue() + '"')
            .collect(Collectors.joining(",", "{\"tags\":[", "]}"));
    return new Request(
        "PUT",
        "/v1/nodes/"
            + StoredFleet.certname(node)
            + "/tags/"
            + StoredFleet.SOURCE.replace("/", "%2F"),
        Map.of(),
        Map.of(),
        Map.of("content-type", "application/json"),
        body.getBytes(StandardCharsets.UTF_8),
        new Principal.TokenPrincipal("bench", Principal.Role.ADMIN),
        Door.PEOPLE,
        "bench-" + node);
  }
}
