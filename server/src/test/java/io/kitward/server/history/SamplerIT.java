package io.kitward.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.NodeEvent;
import io.kitward.server.MovableClock;
import io.kitward.server.desired.Phase;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.store.TestStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Figures of the fleet, minute by minute. */
class SamplerIT {

  private final TestStore store = TestStore.fresh();
  private final Instant zero = Instant.now().truncatedTo(ChronoUnit.DAYS);
  private final MovableClock clock = new MovableClock(zero);
  private final Sampler sampler = new Sampler(store.store(), Duration.ofDays(400), clock);
  private final OneNode first = OneNode.made(store.store(), "db1.lab", zero);
  private final OneNode second = OneNode.made(store.store(), "db2.lab", zero);

  @AfterEach
  void close() {
    store.close();
  }

  private List<Sample> samples(String service) {
    return store
        .store()
        .read(handle -> SampleTable.of(handle, service, zero, zero.plus(Duration.ofDays(500))));
  }

  @Test
  void aMinuteIsWrittenOnceWithWhatIsInEachPhase() {
    first.phase("ok", zero, zero);
    second.phase("failed", zero, zero);
    clock.pass(Duration.ofSeconds(10));
    assertThat(sampler.take()).isTrue();
    clock.pass(Duration.ofSeconds(30));
    assertThat(sampler.take()).isFalse();
    assertThat(samples("")).hasSize(1);
    Sample sample = samples("exporter").getFirst();
    assertThat(sample.phases()).containsEntry(Phase.OK, 1.0).containsEntry(Phase.FAILED, 1.0);
    assertThat(sample.functional()).hasValue(50);
    // The first was proven at once.
    assertThat(sample.provenCount()).isOne();
  }

  @Test
  void aRepairIsCountedInOneMinute() {
    clock.set(Instant.now());
    sampler.take();
    var event = new NodeEvent(1, clock.instant(), "exporter", NodeEvent.Kind.REPAIRED, 1, "again");
    store
        .store()
        .change(handle -> EventTable.add(handle, first.id(), UUID.randomUUID(), List.of(event)));
    for (int i = 0; i < 3; i++) {
      clock.pass(Duration.ofMinutes(1));
      sampler.take();
    }
    assertThat(samples("exporter").stream().mapToInt(Sample::repairs).sum()).isOne();
    assertThat(samples("").stream().mapToInt(Sample::repairs).sum()).isOne();
  }

  @Test
  void minutesBecomeHoursAndHoursDays() {
    first.phase("ok", zero, zero);
    for (int i = 0; i < 120; i++) {
      sampler.take();
      clock.pass(Duration.ofMinutes(1));
    }
    assertThat(samples("exporter")).hasSize(120);
    clock.set(zero.plus(Sampler.MINUTES_KEPT).plus(Duration.ofHours(2)));
    sampler.take();
    assertThat(samples("exporter").stream().map(Sample::span))
        .containsExactly(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(1));
    assertThat(samples("exporter").getFirst().phases()).containsEntry(Phase.OK, 1.0);
    assertThat(samples("exporter").getFirst().provenCount()).isOne();
    clock.set(zero.plus(Sampler.HOURS_KEPT).plus(Duration.ofDays(1)));
    sampler.take();
    assertThat(samples("exporter").stream().map(Sample::span))
        .containsExactly(Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1));
    assertThat(samples("exporter").getFirst().provenCount()).isOne();
  }

  @Test
  void aNodeThatIsNotHeardIsAwaySinceItsLastContactUntilItIsBack() {
    first.phase("ok", zero, zero);
    heard(first, zero);
    clock.pass(Duration.ofMinutes(4));
    sampler.take();
    assertThat(last()).containsEntry(Phase.OK, 1.0);
    clock.pass(Duration.ofMinutes(2));
    sampler.take();
    assertThat(last()).containsEntry(Phase.STALE, 1.0);
    Instant back = clock.instant();
    heard(first, back);
    clock.pass(Duration.ofMinutes(1));
    sampler.take();
    assertThat(last()).containsEntry(Phase.OK, 1.0);
    List<Past.Away> away =
        store
            .store()
            .read(handle -> Past.away(handle, List.of(first.id()), zero, back.plusSeconds(60)))
            .getOrDefault(first.id(), List.of());
    assertThat(away).hasSize(1);
    assertThat(away.getFirst().from()).isEqualTo(zero);
    assertThat(away.getFirst().to()).contains(back);
  }

  private java.util.Map<Phase, Double> last() {
    return samples("exporter").getLast().phases();
  }

  private void heard(OneNode node, Instant at) {
    store
        .store()
        .change(
            handle ->
                handle.execute(
                    "insert into node_contact values (?, ?) on conflict (node_id) do update set last_seen = excluded.last_seen",
                    node.id(),
                    at));
  }
}
