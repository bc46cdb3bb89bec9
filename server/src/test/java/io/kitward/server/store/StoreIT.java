package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreIT {
  private static final TestStore TEST_STORE = TestStore.fresh();
  private final Store store = TEST_STORE.store();

  @AfterAll
  static void close() {
    TEST_STORE.close();
  }

  @BeforeEach
  void emptyTable() {
    store.change(
        handle -> {
          handle.execute("DROP TABLE IF EXISTS account");
          handle.execute("CREATE TABLE account (name text PRIMARY KEY, amount integer NOT NULL)");
          handle.execute("INSERT INTO account VALUES ('a', 0), ('b', 0)");
        });
  }

  @Test
  void anEpochBeginsWithARaise() {
    try (TestStore fresh = TestStore.fresh()) {
      assertThat(fresh.store().epoch()).isEqualTo(1);
      assertThat(fresh.store().raiseEpoch()).isEqualTo(2);
      assertThat(fresh.store().epoch()).isEqualTo(2);
      assertThat(fresh.store().id()).isNotEqualTo(store.id());
    }
  }

  @Test
  void anExceptionRollsEverythingBack() {
    assertThatThrownBy(
            () ->
                store.change(
                    handle -> {
                      handle.execute("UPDATE account SET amount = 7");
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(amount("a")).isZero();
  }

  @Test
  void aSwallowedDatabaseErrorIsNotTakenForACommit() {
    assertThatThrownBy(
            () ->
                store.change(
                    handle -> {
                      handle.execute("UPDATE account SET amount = 7");
                      assertThatThrownBy(() -> handle.execute("SELECT 1 / 0"))
                          .isInstanceOf(RuntimeException.class);
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("rolled back");
    assertThat(amount("a")).isZero();
  }

  @Test
  void readingDoesNotWrite() {
    assertThatThrownBy(() -> store.read(handle -> handle.execute("UPDATE account SET amount = 7")))
        .isInstanceOf(UnableToExecuteStatementException.class);
    store.change(handle -> handle.execute("UPDATE account SET amount = 1"));
    assertThat(amount("a")).isEqualTo(1);
  }

  @Test
  void readingSeesOneSnapshot() {
    store.read(
        handle -> {
          int before = amount(handle, "a");
          try (Handle other = store.connect()) {
            other.execute("UPDATE account SET amount = amount + 1");
          }
          assertThat(amount(handle, "a")).isEqualTo(before);
          return before;
        });
    assertThat(amount("a")).isEqualTo(1);
  }

  @Test
  void aTransactionInsideATransactionIsRefused() {
    assertThatThrownBy(() -> store.change(_ -> store.epoch()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.epoch()).isEqualTo(1);
  }

  @Test
  void serializableTransactionsThatCollideAreRunAgainAndNoneIsLost() throws Exception {
    runAtOnce(8, () -> store.write(Isolation.SERIALIZABLE, StoreIT::increment));
    assertThat(amount("a")).isEqualTo(8);
  }

  @Test
  void aDeadlockIsRunAgain() throws Exception {
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    AtomicInteger attempts = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> forward = threads.submit(() -> crossing("a", "b", bothHoldOne, attempts));
      Future<?> backward = threads.submit(() -> crossing("b", "a", bothHoldOne, attempts));
      forward.get();
      backward.get();
    }
    assertThat(attempts).hasValue(3);
    assertThat(amount("a")).isEqualTo(2);
    assertThat(amount("b")).isEqualTo(2);
  }

  @Test
  void collisionWithoutEndIsGivenUpWithEveryFailureKept() {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.change(
                    handle -> {
                      attempts.incrementAndGet();
                      handle.execute(
                          "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
                    }))
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(attempts.get() - 1));
    assertThat(attempts).hasValue(8);
  }

  @Test
  void anotherDatabaseErrorIsNotRunAgain() {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.change(
                    handle -> {
                      attempts.incrementAndGet();
                      handle.execute("INSERT INTO account VALUES ('a', 1)");
                    }))
        .isInstanceOf(UnableToExecuteStatementException.class);
    assertThat(attempts).hasValue(1);
  }

  @Test
  void aConnectionLostBeforeTheCommitChangedNothing() {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.change(
                    handle -> {
                      attempts.incrementAndGet();
                      handle.execute("UPDATE account SET amount = 7");
                      terminate(handle);
                      handle.execute("UPDATE account SET amount = 8");
                    }))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_COMMITTED);
              assertThat(e.code()).isEqualTo("store-unavailable");
              assertThat(e.retryable()).isTrue();
            });
    assertThat(attempts).hasValue(1);
    assertThat(amount("a")).isZero();
  }

  @Test
  void aCommitWithoutAnAnswerIsUnknownAndNotRunAgain() {
    AtomicInteger attempts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                store.change(
                    handle -> {
                      attempts.incrementAndGet();
                      handle.execute("UPDATE account SET amount = 7");
                      terminate(handle);
                    }))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class,
            e -> assertThat(e.outcome()).isEqualTo(StoreUnavailableException.Outcome.UNKNOWN));
    assertThat(attempts).hasValue(1);
  }

  private void crossing(
      String first, String second, CyclicBarrier bothHoldOne, AtomicInteger attempts) {
    AtomicInteger mine = new AtomicInteger();
    store.change(
        handle -> {
          attempts.incrementAndGet();
          handle.execute("UPDATE account SET amount = amount + 1 WHERE name = ?", first);
          if (mine.incrementAndGet() == 1) {
            await(bothHoldOne);
          }
          handle.execute("UPDATE account SET amount = amount + 1 WHERE name = ?", second);
        });
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int increment(Handle handle) {
    int amount = amount(handle, "a");
    return handle.execute("UPDATE account SET amount = ? WHERE name = 'a'", amount + 1);
  }

  private void terminate(Handle victim) {
    int pid = victim.select("SELECT pg_backend_pid()").mapTo(Integer.class).one();
    try (Handle other = store.connect()) {
      other.execute("SELECT pg_terminate_backend(?, 10000)", pid);
    }
  }

  private static void runAtOnce(int count, Runnable work) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        all.add(threads.submit(work));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private int amount(String name) {
    return store.<Integer, RuntimeException>read(handle -> amount(handle, name));
  }

  private static int amount(Handle handle, String name) {
    return handle
        .select("SELECT amount FROM account WHERE name = ?", name)
        .mapTo(Integer.class)
        .one();
  }
}
