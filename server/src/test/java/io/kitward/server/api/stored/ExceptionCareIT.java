package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.MovableClock;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionAct;
import io.kitward.server.api.port.ExceptionCause;
import io.kitward.server.api.port.ExceptionDetail;
import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.ExceptionView;
import io.kitward.server.api.port.Exceptions.ActOutcome;
import io.kitward.server.rollout.ExceptionQueries;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Store;
import io.kitward.server.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people say of exceptions, on a real PostgreSQL; only the clock is moved by hand. */
class ExceptionCareIT {
  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
  private static final Actor ADA = new Actor(new TokenPrincipal("ada", Role.OPERATOR), "r-1");

  private final MovableClock clock = new MovableClock(START);
  private TestStore testStore;
  private Store store;
  private StoredExceptions exceptions;

  @BeforeEach
  void open() {
    testStore = TestStore.fresh();
    store = testStore.store();
    exceptions = new StoredExceptions(store, _ -> {}, clock);
  }

  @AfterEach
  void close() {
    testStore.close();
  }

  private void raise(String kind, String subject, String message) {
    store.change(
        handle ->
            ExceptionTable.open(
                handle, kind, subject, Optional.empty(), "tool", message, clock.instant()));
  }

  private void end(String kind, String subject) {
    store.change(handle -> ExceptionTable.close(handle, kind, subject, "server", clock.instant()));
  }

  private List<ExceptionView> in(String state) {
    return exceptions.page(ExceptionFilter.in(state), "", 1_000);
  }

  private int counted() {
    return store.read(handle -> ExceptionQueries.open(handle, clock.instant()));
  }

  private ExceptionView only(String state) {
    assertThat(in(state)).hasSize(1);
    return in(state).getFirst();
  }

  private void act(String id, ExceptionAct act) {
    assertThat(exceptions.act(id, act, ADA)).isInstanceOf(ActOutcome.Done.class);
  }

  @Test
  void anAcceptanceHoldsWhenTheSameIsRaisedAnewAndEndsAtItsTime() {
    raise("conflict", "a/tool", "two policies");
    act(only("open").id(), new ExceptionAct.Accept("2d", "known, repaired on Wednesday"));

    assertThat(in("open")).isEmpty();
    assertThat(only("accepted").care())
        .isEqualTo(
            new ExceptionView.Care(
                "", START.plus(Duration.ofDays(2)), "token/ada", "known, repaired on Wednesday"));
    end("conflict", "a/tool");
    assertThat(in("accepted")).isEmpty();
    clock.pass(Duration.ofHours(1));
    raise("conflict", "a/tool", "two policies");
    assertThat(only("accepted").state()).isEqualTo("accepted");
    assertThat(counted()).isZero();

    clock.pass(Duration.ofDays(2));
    assertThat(only("open").care()).isNull();
    assertThat(counted()).isOne();
  }

  @Test
  void aPersonEndsAnAcceptanceBeforeAndTwiceIsHarmless() {
    raise("conflict", "a/tool", "two policies");
    String id = only("open").id();
    act(id, new ExceptionAct.Accept("2026-12-24", "known"));
    act(id, new ExceptionAct.Reopen());
    act(id, new ExceptionAct.Reopen());

    assertThat(only("open").id()).isEqualTo(id);
    assertThat(exceptions.detail(id).orElseThrow().history())
        .extracting(ExceptionDetail.Entry::what)
        .containsExactly("reopened", "accepted", "opened");
  }

  @Test
  void theHistoryHasWhatWasSaidAndEarlierTimes() {
    raise("kept", "a/tool", "a file stays");
    String first = only("open").id();
    act(first, new ExceptionAct.Assign("ada"));
    clock.pass(Duration.ofMinutes(1));
    end("kept", "a/tool");
    clock.pass(Duration.ofMinutes(1));
    raise("kept", "a/tool", "a file stays");
    String second = only("open").id();
    clock.pass(Duration.ofMinutes(1));
    act(second, new ExceptionAct.Comment("<script>alert(1)</script>\nsecond line"));

    assertThat(only("open").care()).extracting(ExceptionView.Care::assignee).isEqualTo("ada");
    assertThat(exceptions.detail(second).orElseThrow().history())
        .extracting(entry -> entry.by() + " " + entry.what() + " " + entry.text())
        .containsExactly(
            "token/ada commented <script>alert(1)</script>\nsecond line",
            "server opened " + second,
            "server closed " + first,
            "token/ada assigned ada",
            "server opened " + first);
  }

  @Test
  void aClosedOneTakesOnlyCommentsAndAnUnknownOneNothing() {
    raise("kept", "a/tool", "a file stays");
    String id = only("open").id();
    end("kept", "a/tool");

    assertThat(exceptions.act(id, new ExceptionAct.Assign("ada"), ADA))
        .isInstanceOf(ActOutcome.Closed.class);
    assertThat(exceptions.act(id, new ExceptionAct.Accept("1d", "r"), ADA))
        .isInstanceOf(ActOutcome.Closed.class);
    act(id, new ExceptionAct.Comment("it was the disk"));
    for (String none : List.of("x-999", "x-", "17", "x-99999999999999999999", "x--1")) {
      assertThat(exceptions.act(none, new ExceptionAct.Reopen(), ADA))
          .as(none)
          .isInstanceOf(ActOutcome.Unknown.class);
      assertThat(exceptions.detail(none)).as(none).isEmpty();
    }
  }

  @Test
  void whatStandsForWhateverIsHeldIsNotAccepted() {
    raise(ExceptionTable.BRAKE, "removals", "too many at once");
    String id = only("open").id();
    assertThat(exceptions.act(id, new ExceptionAct.Accept("1d", "r"), ADA))
        .isInstanceOf(ActOutcome.NotAcceptable.class);
    act(id, new ExceptionAct.Assign("ada"));
    assertThat(only("open").care()).extracting(ExceptionView.Care::assignee).isEqualTo("ada");
  }

  @Test
  void ofManyAtOnceTheLastCountsAndAllAreInTheHistory() throws Exception {
    raise("conflict", "a/tool", "two policies");
    String id = only("open").id();
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ActOutcome>> acts =
          IntStream.range(0, 16)
              .mapToObj(
                  i ->
                      (Callable<ActOutcome>)
                          () -> exceptions.act(id, new ExceptionAct.Assign("user" + i), ADA))
              .toList();
      for (var done : people.invokeAll(acts)) {
        assertThat(done.get()).isInstanceOf(ActOutcome.Done.class);
      }
    }
    List<ExceptionDetail.Entry> history = exceptions.detail(id).orElseThrow().history();
    assertThat(history).filteredOn(entry -> entry.what().equals("assigned")).hasSize(16);
    assertThat(only("open").care())
        .extracting(ExceptionView.Care::assignee)
        .isEqualTo(history.getFirst().text());
  }

  @Test
  void equalCausesAreOneThoughEachNamesItsNode() {
    for (int i = 0; i < 300; i++) {
      raise("conflict", "n" + i + "/tool", "on n" + i + " two policies disagree");
    }
    raise("conflict", "other/tool", "something else");

    List<ExceptionCause> causes = exceptions.causes(ExceptionFilter.in("open"), "", 10);
    assertThat(causes).extracting(ExceptionCause::count).containsExactly(1, 300);
    var filter = new ExceptionFilter("open", null, causes.get(1).cause());
    List<ExceptionView> first = exceptions.page(filter, "", 200);
    List<ExceptionView> second = exceptions.page(filter, first.getLast().id(), 200);
    assertThat(first).hasSize(200);
    assertThat(second).hasSize(100).doesNotContainAnyElementsOf(first);
    assertThat(exceptions.causes(ExceptionFilter.in("open"), causes.getFirst().newest(), 10))
        .extracting(ExceptionCause::count)
        .containsExactly(300);
  }

  @Test
  void aPageOfAnyStateIsReadFromAnIndexHoweverManyThereAre() {
    store.change(
        handle -> {
          handle.execute(
              "insert into exception (kind, subject, service, message, opened_at, closed_at, closed_by)"
                  + " select 'conflict', 'n' || i || '/tool', 'tool', 'words', now(), now(),"
                  + " case when i % 100 = 0 then 'token/ada' else 'server' end from generate_series(1, 20000) i");
          handle.execute(
              "insert into exception (kind, subject, service, message, opened_at)"
                  + " select 'conflict', 'n' || i || '/tool', 'tool', 'words ' || i, now() from generate_series(1, 10000) i");
          handle.execute(
              "insert into exception_care (kind, subject, accepted_until)"
                  + " select 'conflict', 'n' || i || '/tool', '2026-12-24' from generate_series(1, 200) i");
          handle.execute("analyze exception");
          handle.execute("analyze exception_care");
        });
    for (ExceptionQueries.State state : ExceptionQueries.State.values()) {
      String plan =
          store.read(
              handle ->
                  String.join(
                      "\n",
                      ExceptionQueries.explain(
                          handle,
                          new ExceptionQueries.Filter(state, null, null),
                          100,
                          clock.instant())));
      assertThat(plan).as(state.name()).doesNotContain("Seq Scan on exception e");
      // What is accepted is looked for among the open ones; closed ones are never read for it.
      int most = state == ExceptionQueries.State.ACCEPTED ? 10_000 : 201;
      assertThat(rowsRead(plan)).as(state + "\n" + plan).isLessThanOrEqualTo(most);
    }
  }

  /** How many rows of exceptions the plan's scans gave. */
  private static int rowsRead(String plan) {
    Pattern scan =
        Pattern.compile("on exception e(?:_1)? \\(actual rows=(\\d+)[. ].*?loops=(\\d+)");
    return scan.matcher(plan)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)) * Integer.parseInt(found.group(2)))
        .sum();
  }
}
