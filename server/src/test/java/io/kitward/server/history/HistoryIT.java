package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Selector;
import io.kitward.server.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What was, as it was written down and is read. */
class HistoryIT {

  private static final TestStore STORE = TestStore.fresh();

  private final Instant zero = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final OneNode node = OneNode.made(STORE.store(), UUID.randomUUID() + ".lab", zero);

  @AfterAll
  static void close() {
    STORE.close();
  }

  private Instant after(double minutes) {
    return zero.plusMillis((long) (minutes * 60_000));
  }

  @Test
  void eachChangeEndsAnIntervalAndBeginsOne() {
    node.phase("pending", zero, zero);
    node.phase("ok", zero, after(2));
    node.phase("failed", zero, after(90));
    node.phase("ok", zero, after(95));
    assertThat(node.life(zero))
        .containsExactly("pending 0-2", "ok 2-90", "failed 90-95", "ok 95-…");
  }

  @Test
  void whatIsAsItWasLeavesNoRow() {
    node.phase("ok", zero, zero);
    node.phase("ok", zero, after(5));
    assertThat(node.life(zero)).containsExactly("ok 0-…");
    node.tags(zero, "role=db");
    node.tags(after(5), "role=db");
    assertThat(rows("node_past")).isZero();
  }

  @Test
  void whatLastsLessThanAMinuteIsNotKept() {
    node.phase("pending", zero, zero);
    node.phase("applying", zero, after(0.2));
    node.phase("ok", zero, after(0.4));
    assertThat(node.life(zero)).containsExactly("ok 0-…");
  }

  @Test
  void anInstanceThatFlapsForADayLeavesFewRows() {
    node.phase("ok", zero, zero);
    for (int i = 1; i <= 24 * 60; i++) {
      node.phase(i % 2 == 0 ? "ok" : "degraded", zero, after(i));
    }
    assertThat(node.life(zero)).hasSizeBetween(90, 110);
    assertThat(node.life(zero).getLast()).startsWith("ok ").endsWith("-…");
  }

  @Test
  void anInstanceThatIsGoneIsNoLongerThere() {
    node.phase("ok", zero, zero);
    node.gone(after(10));
    assertThat(node.life(zero)).containsExactly("ok 0-10");
    node.phase("pending", after(20), after(20));
    assertThat(node.life(zero)).containsExactly("ok 0-10", "pending 20-…");
  }

  @Test
  void aSelectorSeesTheTagsOfThatTime() {
    node.tags(zero, "role=db", "environment=staging");
    node.tags(after(60), "role=db", "environment=production");
    var production = Selector.parse("environment=production and role=db and facts.os=debian");
    assertThat(matches(production, 59)).isFalse();
    assertThat(matches(production, 60)).isTrue();
    assertThat(matches(production, 100)).isTrue();
  }

  private boolean matches(Selector selector, double minutes) {
    Instant at = after(minutes);
    Map<UUID, List<Past.NodeWas>> then =
        STORE.store().read(handle -> Past.nodes(handle, List.of(node.id()), at, at.plusMillis(1)));
    return then.getOrDefault(node.id(), List.of()).stream()
        .anyMatch(was -> selector.matches(was.subject(node.certname())));
  }

  @Test
  void aNodeThatLeftHasNothingUntilItIsBack() {
    node.tags(zero, "role=db");
    node.phase("ok", zero, zero);
    STORE.store().change(handle -> HistoryWrites.left(handle, node.id(), after(10)));
    assertThat(node.life(zero)).containsExactly("ok 0-10");
    Map<UUID, List<Past.NodeWas>> then =
        STORE.store().read(handle -> Past.nodes(handle, List.of(node.id()), after(11), after(12)));
    assertThat(then).isEmpty();
  }

  @Test
  void theTimeToTheFirstProofOfAWishIsCountedOnce() {
    node.phase("pending", zero, zero);
    node.phase("ok", zero, after(0.5));
    node.phase("failed", zero, after(30));
    node.phase("ok", zero, after(40));
    node.phase("applying", after(50), after(50));
    node.phase("ok", after(50), after(50.2));
    List<Long> times =
        STORE
            .store()
            .read(
                handle ->
                    handle
                        .createQuery("select milliseconds from proving order by at")
                        .mapTo(Long.class)
                        .list());
    assertThat(times).contains(30_000L, 12_000L).doesNotContain(Duration.ofMinutes(40).toMillis());
  }

  private long rows(String table) {
    return STORE
        .store()
        .read(
            handle ->
                handle
                    .createQuery("select count(*) from " + table + " where node_id = :node")
                    .bind("node", node.id())
                    .mapTo(Long.class)
                    .one());
  }
}
