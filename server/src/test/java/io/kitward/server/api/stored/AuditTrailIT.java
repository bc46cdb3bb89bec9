package io.kitward.server.api.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.port.AuditView;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditFilter;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.store.TestStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who did what, asked for by each of its parts, on a real PostgreSQL. */
class AuditTrailIT {
  private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

  private TestStore testStore;
  private StoredAudit audit;

  @BeforeEach
  void open() {
    testStore = TestStore.fresh();
    audit = new StoredAudit(testStore.store(), Clock.systemUTC());
    add(0, "token/ada", "apply-document", "document/Policy/web");
    add(60, "token/ada", "write-tags", "node/web1.lab/tags/user/ada");
    add(120, "token/eve", "write-tags", "node/web1.lab");
    add(180, "token/eve", "write-tags", "node/web1.lab.other");
    add(240, "node/web1_lab", "write-tags", "node/100%");
  }

  @AfterEach
  void close() {
    testStore.close();
  }

  private void add(int seconds, String who, String action, String object) {
    testStore
        .store()
        .change(
            handle ->
                AuditTable.add(
                    handle,
                    new AuditEntry(
                        START.plusSeconds(seconds),
                        who,
                        "people",
                        action,
                        object,
                        "done",
                        Map.of("change", "+a", "request", "r-1"))));
  }

  private List<String> targets(AuditFilter filter) {
    return audit.before(filter, Long.MAX_VALUE, 100).stream().map(AuditView::target).toList();
  }

  @Test
  void anObjectHasWhatIsBelowItAndNoNamesake() {
    assertThat(targets(new AuditFilter(null, "node/web1.lab", null, null, null)))
        .containsExactly("node/web1.lab", "node/web1.lab/tags/user/ada");
    assertThat(targets(new AuditFilter(null, "node/web%", null, null, null))).isEmpty();
    assertThat(targets(new AuditFilter(null, "node/100%", null, null, null)))
        .containsExactly("node/100%");
    assertThat(targets(new AuditFilter(null, "'; drop table audit; --", null, null, null)))
        .isEmpty();
  }

  @Test
  void theOtherPartsAreExactAndTheTimeBeginsAndEnds() {
    assertThat(targets(new AuditFilter("token/ada", null, null, null, null))).hasSize(2);
    assertThat(targets(new AuditFilter(null, null, "apply-document", null, null)))
        .containsExactly("document/Policy/web");
    assertThat(
            targets(
                new AuditFilter(null, null, null, START.plusSeconds(60), START.plusSeconds(180))))
        .containsExactly("node/web1.lab", "node/web1.lab/tags/user/ada");
  }

  @Test
  void pagesFollowEachOtherAndALineIsFoundByItsNumber() {
    List<AuditView> first = audit.before(AuditFilter.ALL, Long.MAX_VALUE, 3);
    List<AuditView> second = audit.before(AuditFilter.ALL, first.getLast().id(), 3);
    assertThat(second)
        .extracting(AuditView::target)
        .hasSize(2)
        .last()
        .isEqualTo("document/Policy/web");

    AuditView line = audit.find(second.getLast().id()).orElseThrow();
    assertThat(line.door()).isEqualTo("people");
    assertThat(line.fields()).isEqualTo(Map.of("change", "+a"));
    assertThat(line.requestId()).isEqualTo("r-1");
    assertThat(audit.find(-1)).isEmpty();
  }
}
