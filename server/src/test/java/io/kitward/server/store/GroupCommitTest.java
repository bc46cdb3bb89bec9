package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

  private final List<List<Integer>> transactions = new CopyOnWriteArrayList<>();

  @Test
  void whoeverComesDuringACommitSharesTheNext() throws Exception {
    var release = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, String>(
            requests -> {
              transactions.add(requests);
              if (transactions.size() == 1) {
                await(release);
              }
              return requests.stream().map(String::valueOf).toList();
            },
            3);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int request = i;
        answers.add(callers.submit(() -> commits.submit(request)));
        if (i == 0) {
          Awaitility.await().until(() -> transactions.size() == 1);
        }
      }
      Awaitility.await().until(() -> commits.waiting() == 7);
      release.countDown();
      for (int i = 0; i < 8; i++) {
        assertThat(answers.get(i).get()).isEqualTo(String.valueOf(i));
      }
    }
    assertThat(transactions.stream().map(List::size)).containsExactly(1, 3, 3, 1);
    assertThat(transactions.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 8).boxed().toList());
  }

  @Test
  void whatFailsTogetherIsTriedAloneAndOnlyTheCulpritFails() throws Exception {
    var release = new CountDownLatch(1);
    var first = new AtomicInteger();
    var commits =
        new GroupCommit<Integer, Integer>(
            requests -> {
              if (first.getAndIncrement() == 0) {
                await(release);
              }
              if (requests.contains(3)) {
                throw new IllegalStateException("three is refused");
              }
              return requests;
            },
            10);
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> opening = callers.submit(() -> commits.submit(0));
      Awaitility.await().until(() -> first.get() == 1);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 1; i < 6; i++) {
        int request = i;
        answers.add(callers.submit(() -> commits.submit(request)));
      }
      Awaitility.await().until(() -> commits.waiting() == 5);
      release.countDown();
      assertThat(opening.get()).isZero();
      for (int i = 1; i < 6; i++) {
        Future<Integer> answer = answers.get(i - 1);
        if (i == 3) {
          assertThatThrownBy(answer::get).hasMessageContaining("three is refused");
        } else {
          assertThat(answer.get()).isEqualTo(i);
        }
      }
    }
  }

  @Test
  void anUnknownOutcomeIsToldToAllAndNothingIsTriedAgain() {
    var runs = new AtomicInteger();
    var commits =
        new GroupCommit<Integer, Integer>(
            _ -> {
              runs.incrementAndGet();
              throw new StoreUnavailableException(
                  StoreUnavailableException.Outcome.UNKNOWN, new IllegalStateException("gone"));
            },
            10);
    assertThatThrownBy(() -> commits.submit(1)).isInstanceOf(StoreUnavailableException.class);
    assertThat(runs).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
