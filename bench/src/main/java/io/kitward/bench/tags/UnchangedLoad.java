package io.kitward.bench.tags;

import io.kitward.bench.tags.NodeConnection.Ask;
import io.kitward.bench.tags.NodeConnection.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.LongStream;

/** Nodes that ask the question of a run without changes, each again as soon as it is answered. */
final class UnchangedLoad {

  static final Ask QUESTION = Ask.get("/v1/nodes/self/declaration");

  private final NodeClient client;
  private final List<PuppetNode> nodes;
  private final int lanes;

  /**
   * Makes it.
   *
   * @param nodes whose turn it is one after the other
   * @param lanes how many ask at the same moment
   */
  UnchangedLoad(NodeClient client, List<PuppetNode> nodes, int lanes) {
    this.client = client;
    this.nodes = nodes;
    this.lanes = lanes;
  }

  /**
   * What happened.
   *
   * @param nanos how long each answer took, the connection included where it is a new one
   * @param failed that were not answered, or not with what the node has
   * @param seconds how long all of it took
   * @param cpu what the server used of the processors meanwhile, in seconds
   */
  @SuppressWarnings("ArrayRecordComponent") // a result is never compared
  record Result(long[] nanos, int failed, double seconds, double cpu) {

    double rate() {
      return nanos.length / seconds;
    }

    double ratePerCore() {
      return nanos.length / Math.max(cpu, 0.01);
    }
  }

  /** A new connection for each request. */
  Result fresh(MeasuredServer server, Duration time) throws Exception {
    return run(
        server,
        time,
        lane -> turn -> asked(node(lane + turn), node -> client.alone(node.tls(), QUESTION)));
  }

  /** One connection a lane, which stays. */
  Result kept(MeasuredServer server, Duration time) throws Exception {
    List<NodeConnection> connections = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      connections.add(client.connect(node(lane).tls()).join());
    }
    try {
      return run(
          server,
          time,
          lane -> _ -> asked(node(lane), _ -> connections.get(lane).send(QUESTION, false)));
    } finally {
      connections.forEach(NodeConnection::close);
    }
  }

  private PuppetNode node(int number) {
    return nodes.get(number % nodes.size());
  }

  private interface Turn {
    Asked begin(int turn);
  }

  private record Asked(PuppetNode node, CompletableFuture<Reply> reply) {}

  private static Asked asked(
      PuppetNode node, Function<PuppetNode, CompletableFuture<Reply>> question) {
    return new Asked(node, question.apply(node));
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Lane(long[] nanos, int failed) {}

  private Result run(MeasuredServer server, Duration time, Function<Integer, Turn> lane)
      throws Exception {
    double cpuBefore = server.cpuSeconds();
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Lane>> running = new ArrayList<>();
      for (int number = 0; number < lanes; number++) {
        Turn turns = lane.apply(number);
        running.add(callers.submit(() -> lane(turns, end)));
      }
      List<Lane> done = new ArrayList<>();
      for (Future<Lane> one : running) {
        done.add(one.get());
      }
      return new Result(
          done.stream().flatMapToLong(one -> LongStream.of(one.nanos())).toArray(),
          done.stream().mapToInt(Lane::failed).sum(),
          (System.nanoTime() - begin) / 1e9,
          server.cpuSeconds() - cpuBefore);
    }
  }

  private static Lane lane(Turn turns, long end) {
    var nanos = LongStream.builder();
    int failed = 0;
    int turn = 0;
    for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
      try {
        Asked asked = turns.begin(turn++);
        Reply reply = asked.reply().join();
        nanos.add(reply.at() - begin);
        if (reply.status() != 200 || !Arrays.equals(reply.body(), asked.node().answer())) {
          failed++;
        }
      } catch (CompletionException _) {
        failed++;
      }
    }
    return new Lane(nanos.build().toArray(), failed);
  }
}
