package io.kitward.bench.tags;

import io.kitward.bench.tags.NodeConnection.Ask;
import io.netty.handler.ssl.SslContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Declarations with something new at a steady rate over kept connections, each at its appointed
 * time whether or not the server keeps up: a late answer counts from when its request was due.
 */
final class DeclarationLoad {

  /**
   * What happened.
   *
   * @param nanos from when each request was due until its answer was here
   * @param failed that were not answered with success
   */
  @SuppressWarnings("ArrayRecordComponent") // a result is never compared
  record Result(long[] nanos, int failed) {}

  /** So many declarations of each node are sent again and again while the server gets warm. */
  private static final int WARMING = 2;

  private final List<String> certnames;
  private final List<SslContext> identities;
  private final List<Ask> asks;
  private final List<NodeConnection> connections = new ArrayList<>();

  /** The first that was not sent yet, beyond those of the warming up. */
  private int next;

  /**
   * Gets all ready: each node's certificate, and every request with its proofs.
   *
   * @param count how many nodes
   * @param requests how many may be measured
   */
  DeclarationLoad(NodeClient client, SmallPuppetCa ca, Compiler compiler, int count, int requests) {
    certnames = IntStream.range(0, count).mapToObj(node -> "changing-" + node + ".bench").toList();
    identities = certnames.stream().map(name -> client.identity(ca.issue(name))).toList();
    next = WARMING * count;
    // One moment for all: a node's proofs may not be older than those that count already.
    Instant compiled = Instant.now();
    asks =
        IntStream.range(0, next + requests)
            .parallel()
            .mapToObj(
                number -> {
                  List<String> tags = PuppetNode.tags(number / count + 1);
                  String certname = certnames.get(number % count);
                  byte[] body = compiler.declaration(certname, tags, compiled);
                  return Ask.put(UnchangedLoad.QUESTION.path(), body);
                })
            .toList();
  }

  /** Gives each node its connection. */
  void connect(NodeClient client) {
    identities.forEach(identity -> connections.add(client.connect(identity).join()));
  }

  /** Swaps the same tags to and fro; says how many requests failed. */
  int warmUp(int requests, int rate) {
    int some = WARMING * connections.size();
    return send(IntStream.range(0, requests).map(number -> number % some).toArray(), rate).failed();
  }

  /** Sends the next so many. */
  Result run(int requests, int rate) {
    int begin = next;
    next += requests;
    return send(IntStream.range(begin, next).toArray(), rate);
  }

  private Result send(int[] numbers, int rate) {
    int requests = numbers.length;
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    long[] due = new long[requests];
    long begin = System.nanoTime() + 100_000_000L;
    for (int i = 0; i < requests; i++) {
      due[i] = begin + i * 1_000_000_000L / rate;
      for (long now = System.nanoTime(); now < due[i]; now = System.nanoTime()) {
        LockSupport.parkNanos(due[i] - now);
      }
      answers.add(
          connections
              .get(numbers[i] % connections.size())
              .send(asks.get(numbers[i]), false)
              .thenApply(reply -> PuppetNode.expect(reply).at()));
    }
    long[] nanos = new long[requests];
    int failed = 0;
    for (int i = 0; i < requests; i++) {
      try {
        nanos[i] = answers.get(i).join() - due[i];
      } catch (CompletionException e) {
        System.err.println("a declaration failed: " + e.getMessage());
        nanos[i] = System.nanoTime() - due[i];
        failed++;
      }
    }
    return new Result(nanos, failed);
  }
}
