package io.kitward.server.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets callers that come at the same moment share a transaction: whoever comes while one is being
 * committed waits for the next, together with all others. A caller's answer is given after the
 * commit that holds its request. Thread-safe.
 *
 * <p>When a shared transaction fails, each request is tried by itself, so that one request's
 * trouble is no other's; but not when PostgreSQL could not be reached, since then the outcome may
 * be unknown.
 *
 * @param <Q> a request
 * @param <A> its answer
 */
public final class GroupCommit<Q, A> {

  private record Waiting<Q, A>(Q request, CompletableFuture<A> answer) {}

  private final Function<List<Q>, List<A>> transaction;
  private final int together;
  private final ReentrantLock lock = new ReentrantLock();

  /** Requests that no transaction has taken up yet, oldest first. */
  private final Queue<Waiting<Q, A>> waiting = new ArrayDeque<>();

  /** Whether somebody commits now, and will take up what is waiting. */
  private boolean committing;

  /**
   * @param transaction runs the requests in one transaction, in this order, and returns their
   *     answers in the same order once they are durable
   * @param together how many requests share a transaction at most
   */
  public GroupCommit(Function<List<Q>, List<A>> transaction, int together) {
    this.transaction = transaction;
    this.together = together;
  }

  /**
   * The answer to the request, once it is durable.
   *
   * @throws RuntimeException what the transaction threw for this request
   */
  public A submit(Q request) {
    var own = new Waiting<Q, A>(request, new CompletableFuture<>());
    boolean leads;
    lock.lock();
    try {
      waiting.add(own);
      leads = !committing;
      committing = true;
    } finally {
      lock.unlock();
    }
    if (leads) {
      // Not the caller's own thread: it would answer others for as long as they keep coming.
      Thread.ofVirtual().name("group-commit").start(this::lead);
    }
    return answer(own.answer());
  }

  /** How many requests no transaction has taken up yet. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Commits until nobody waits. */
  private void lead() {
    List<Waiting<Q, A>> group = next();
    while (!group.isEmpty()) {
      commit(group);
      group = next();
    }
  }

  private List<Waiting<Q, A>> next() {
    lock.lock();
    try {
      var group = new ArrayList<Waiting<Q, A>>();
      while (group.size() < together && !waiting.isEmpty()) {
        group.add(waiting.remove());
      }
      committing = !group.isEmpty();
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<Waiting<Q, A>> group) {
    try {
      List<A> answers = transaction.apply(group.stream().map(Waiting::request).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer().complete(answers.get(i));
      }
    } catch (StoreUnavailableException e) {
      group.forEach(one -> one.answer().completeExceptionally(e));
    } catch (RuntimeException | Error e) {
      if (group.size() == 1) {
        group.getFirst().answer().completeExceptionally(e);
      } else {
        group.forEach(one -> commit(List.of(one)));
      }
    }
  }

  private static <A> A answer(CompletableFuture<A> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(StoreUnavailableException.Outcome.UNKNOWN, e);
    }
  }
}
