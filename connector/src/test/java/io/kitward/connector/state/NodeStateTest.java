package io.kitward.connector.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.NodeEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStateTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
  private static final Map<String, String> OLD = Map.of("secret:a@1", "one", "secret:b@1", "b");
  private static final Map<String, String> NEXT = Map.of("secret:a@2", "two");

  @Test
  void anOlderStateIsRefusedAndANewerEpochAccepted() {
    var state = open(new MemoryStorage());
    assertThat(state.accept(desired(1, 5), Map.of())).isEqualTo(NodeState.Acceptance.NEW);
    assertThat(state.accept(desired(1, 4), Map.of())).isEqualTo(NodeState.Acceptance.OLDER);
    assertThat(state.accept(desired(0, 9), Map.of())).isEqualTo(NodeState.Acceptance.OLDER);
    assertThat(state.accept(desired(1, 5), Map.of())).isEqualTo(NodeState.Acceptance.SAME);
    assertThat(state.accept(desired(2, 1), Map.of())).isEqualTo(NodeState.Acceptance.NEW);
    assertThat(state.desired()).contains(desired(2, 1));
  }

  @Test
  void anOlderStateIsRefusedAfterARestartToo() {
    var storage = new MemoryStorage();
    var uid = open(storage).instanceUid();
    open(storage).accept(desired(1, 5), Map.of());
    assertThat(open(storage).accept(desired(1, 4), Map.of())).isEqualTo(NodeState.Acceptance.OLDER);
    assertThat(open(storage).instanceUid()).isEqualTo(uid);
    assertThat(uid.version()).isEqualTo(7);
    assertThat(uid.variant()).isEqualTo(2);
  }

  @Test
  void afterACrashBetweenAnyTwoWritesTheStateHasItsSecrets() {
    for (int writes = 0; writes < 4; writes++) {
      var memory = new MemoryStorage();
      open(memory).accept(desired(1, 1), OLD);
      var crashing = new CrashingStorage(memory, writes);
      var state = open(crashing);
      if (writes < 3) {
        assertThatThrownBy(() -> state.accept(desired(1, 2), NEXT))
            .isInstanceOf(CrashingStorage.Crash.class);
      } else {
        state.accept(desired(1, 2), NEXT);
      }
      var after = open(memory);
      long generation = after.desired().orElseThrow().generation();
      assertThat(after.secrets()).containsAllEntriesOf(generation == 1 ? OLD : NEXT);
      assertThat(after.accept(desired(1, 2), NEXT)).isNotEqualTo(NodeState.Acceptance.OLDER);
      assertThat(open(memory).secrets()).containsAllEntriesOf(NEXT);
    }
  }

  @Test
  void eventsSurviveARestartUntilTheyAreAcknowledged() {
    var storage = new MemoryStorage();
    var journal = new Journal(storage, CLOCK);
    for (int i = 0; i < 5; i++) {
      journal.append("s", NodeEvent.Kind.DRIFTED, 1, "event " + i);
    }
    journal.acknowledge(3);
    var again = new Journal(storage, CLOCK);
    assertThat(again.after(0, 10)).extracting(NodeEvent::sequence).containsExactly(4L, 5L);
    assertThat(again.append("s", NodeEvent.Kind.DRIFTED, 1, "x").sequence()).isEqualTo(6);
    again.acknowledge(99);
    assertThat(new Journal(storage, CLOCK).append("s", NodeEvent.Kind.KEPT, 1, "x").sequence())
        .isEqualTo(7);
  }

  @Test
  void aLineThatACrashCutOffIsDropped() {
    var storage = new MemoryStorage();
    new Journal(storage, CLOCK).append("s", NodeEvent.Kind.DRIFTED, 1, "whole");
    storage.append("events.jsonl", "{\"sequence\":2,\"at".getBytes(StandardCharsets.UTF_8));
    var journal = new Journal(storage, CLOCK);
    journal.append("s", NodeEvent.Kind.REPAIRED, 1, "next");
    assertThat(new Journal(storage, CLOCK).after(0, 10))
        .extracting(NodeEvent::message)
        .containsExactly("whole", "next");
  }

  @Test
  void aFullJournalDropsTheOldestLesserEventsAndSaysSoOnce() {
    var storage = new MemoryStorage();
    var journal = new Journal(storage, CLOCK);
    journal.append("s", NodeEvent.Kind.KEPT, 1, "severe");
    for (int i = 0; i < Journal.LIMIT + 3_000; i++) {
      journal.append("s", NodeEvent.Kind.DRIFTED, 1, "");
    }
    for (Journal one : List.of(journal, new Journal(storage, CLOCK))) {
      var kept = one.after(0, Integer.MAX_VALUE);
      assertThat(kept).hasSize(Journal.LIMIT);
      assertThat(kept.getFirst().message()).isEqualTo("severe");
      assertThat(kept.stream().filter(event -> event.kind() == NodeEvent.Kind.FAILED))
          .singleElement()
          .satisfies(event -> assertThat(event.message()).contains("the journal holds"));
      assertThat(kept.getLast().sequence()).isEqualTo(Journal.LIMIT + 3_002);
    }
    journal.acknowledge(journal.after(0, Integer.MAX_VALUE).getLast().sequence());
    assertThat(journal.after(0, 10)).isEmpty();
    assertThat(new Journal(storage, CLOCK).after(0, 10)).isEmpty();
  }

  @Test
  void aJournalFullOfSevereEventsDropsTheOldest() {
    var journal = new Journal(new MemoryStorage(), CLOCK);
    for (int i = 0; i < Journal.LIMIT + 10; i++) {
      journal.append("s", NodeEvent.Kind.FAILED, 1, "");
    }
    assertThat(journal.after(0, Integer.MAX_VALUE)).hasSize(Journal.LIMIT);
    assertThat(journal.after(0, 1).getFirst().sequence()).isEqualTo(12);
  }

  @Test
  void aDamagedRecordIsNoticed() {
    var storage = new MemoryStorage();
    var records = new Records(storage);
    var before = Before.of("s", new java.util.TreeMap<>(Map.of("bash", "installed")), "");
    records.keep(before);
    assertThat(records.find("s")).isEqualTo(new Records.Found.Whole(before));
    byte[] bytes = storage.read("record/s.json").orElseThrow();
    String text = new String(bytes, StandardCharsets.UTF_8).replace("bash", "dash");
    storage.write("record/s.json", text.getBytes(StandardCharsets.UTF_8));
    assertThat(records.find("s")).isInstanceOf(Records.Found.Damaged.class);
    storage.write("record/s.json", new byte[0]);
    assertThat(records.find("s")).isInstanceOf(Records.Found.Damaged.class);
    assertThat(records.find("t")).isInstanceOf(Records.Found.Missing.class);
  }

  @Test
  void aCopyComesBackOnlyWhole(@TempDir Path folder) throws Exception {
    try (DiskStorage storage = DiskStorage.open(folder.resolve("state"))) {
      var records = new Records(storage);
      byte[] content = "was here".getBytes(StandardCharsets.UTF_8);
      String digest = io.kitward.protocol.Json.sha256(content);
      records.keepCopy("s", content);
      assertThat(records.copy("s", digest)).hasValue(content);
      assertThat(records.copy("s", "")).isEmpty();
      storage.write("record/s.copies/" + digest, new byte[] {1});
      assertThat(records.copy("s", digest)).isEmpty();
    }
  }

  @Test
  void onDiskOnlyTheOwnerReads(@TempDir Path folder) throws Exception {
    Path root = folder.resolve("state");
    try (DiskStorage storage = DiskStorage.open(root)) {
      var state = open(storage);
      state.accept(desired(1, 1), OLD);
      new Journal(storage, CLOCK).append("s", NodeEvent.Kind.DRIFTED, 1, "x");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
          .isEqualTo("rwx------");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(root.resolve("secrets.json"))))
          .isEqualTo("rw-------");
      assertThatThrownBy(() -> storage.write("../x", new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (DiskStorage storage = DiskStorage.open(root)) {
      assertThat(open(storage).secrets()).isEqualTo(OLD);
    }
  }

  private static NodeState open(Storage storage) {
    return new NodeState(storage, CLOCK, new Random(1));
  }

  private static DesiredState desired(long epoch, long generation) {
    return new DesiredState(epoch, generation, List.<InstanceDesired>of());
  }
}
