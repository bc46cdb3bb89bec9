package io.kitward.bench.tags;

import io.kitward.bench.tags.NodeConnection.Ask;
import io.netty.handler.ssl.SslContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Declarations with something new at a steady rate over kept connections, each at its appointed
 * time whether or not the server keeps up: a late answer counts from when its request was due.
 */
final class DeclarationLoad {

  /** A node with its connection. */
  record Connected(String certname, NodeConnection connection) {}

  /**
   * What happened.
   *
   * @param nanos from when each request was due until its answer was here
   * @param failed that were not answered with success
   */
  @SuppressWarnings("ArrayRecordComponent") // a result is never compared
  record Result(long[] nanos, int failed) {}

  private final List<Connected> nodes;
  private final Compiler compiler;
  private int generation;

  DeclarationLoad(List<Connected> nodes, Compiler compiler) {
    this.nodes = nodes;
    this.compiler = compiler;
  }

  /** Nodes that each hold a connection. */
  static List<Connected> connect(NodeClient client, SmallPuppetCa ca, int count) {
    List<Connected> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String certname = "changing-" + i + ".bench";
      SslContext tls = client.identity(ca.issue(certname));
      nodes.add(new Connected(certname, client.connect(tls).join()));
    }
    return nodes;
  }

  /** Runs it; every proof is signed before the first request is due. */
  Result run(int requests, int rate) {
    List<Ask> asks = asks(requests);
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    long[] due = new long[requests];
    long begin = System.nanoTime() + 100_000_000L;
    for (int i = 0; i < requests; i++) {
      due[i] = begin + i * 1_000_000_000L / rate;
      for (long now = System.nanoTime(); now < due[i]; now = System.nanoTime()) {
        LockSupport.parkNanos(due[i] - now);
      }
      answers.add(
          nodes
              .get(i % nodes.size())
              .connection()
              .send(asks.get(i), false)
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

  private List<Ask> asks(int requests) {
    // A node's proofs may not be older than those that count already.
    Instant compiled = Instant.now();
    List<Ask> asks = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      int node = i % nodes.size();
      if (node == 0) {
        generation++;
      }
      String certname = nodes.get(node).certname();
      byte[] body = compiler.declaration(certname, PuppetNode.tags(generation), compiled);
      asks.add(Ask.put(UnchangedLoad.QUESTION.path(), body));
    }
    return asks;
  }
}
