package io.kitward.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.selector.Tag;
import io.kitward.server.access.Access;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.AuditView;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Ports;
import io.kitward.server.audit.AuditFilter;
import io.kitward.server.console.page.Gate;
import io.kitward.server.console.page.RevertForms;
import io.kitward.server.console.page.Submission;
import io.kitward.server.store.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Taking back what was done, over a real PostgreSQL: a plan first, and then as it was. */
class RevertFormsIT {
  private static final TestStore STORE = TestStore.fresh();
  private static final Actor PERSON = new Actor(new TokenPrincipal("ann", Role.ADMIN), "r-1");
  @TempDir private static Path folder;

  private static StoredWorld world;
  private static Ports ports;
  private static RevertForms form;

  @BeforeAll
  static void open() throws Exception {
    world = new StoredWorld(STORE.store(), folder);
    ports = world.ports();
    form =
        new RevertForms(
            ports.audit(),
            ports.documents(),
            ports.plans(),
            new Gate(new Access((_, _, _, _) -> {})));
  }

  @AfterAll
  static void close() throws Exception {
    world.close();
    STORE.close();
  }

  private static void group(String role) {
    String text =
        """
        apiVersion: kitward/v1
        kind: Group
        metadata: {name: webs}
        spec: {selector: role = %s}
        """
            .formatted(role);
    var _ =
        ports
            .documents()
            .apply(List.of(new DocumentSource("", text)), null, OptionalInt.empty(), false, PERSON);
  }

  private static String selector() {
    var document = ports.documents().find("Group", "webs", OptionalLong.empty()).orElseThrow();
    return document.document().get("spec") instanceof Map<?, ?> spec
        ? String.valueOf(spec.get("selector"))
        : "";
  }

  private static AuditView newest(String object) {
    return ports
        .audit()
        .before(new AuditFilter(null, object, null, null, null), Long.MAX_VALUE, 1)
        .getFirst();
  }

  private static String reverted(AuditView entry) {
    return form.entry(new Submission(PERSON, Map.of("id", Long.toString(entry.id())), Map.of()));
  }

  private static PlanView plan(String address) {
    assertThat(address).startsWith("/plans/p-");
    return ports.plans().find(address.substring("/plans/".length())).orElseThrow();
  }

  @Test
  void aDocumentComesBackWithItsPlanAndNotBefore() {
    group("web");
    group("database");
    PlanView plan = plan(reverted(newest("document/Group/webs")));
    assertThat(selector()).isEqualTo("role = database");

    var _ = ports.plans().carryOut(plan.id(), OptionalInt.empty(), false, PERSON);
    assertThat(selector()).isEqualTo("role = web");

    String again =
        form.revision(
            new Submission(
                PERSON, Map.of("kind", "Group", "name", "webs"), Map.of("revision", "2")));
    assertThat(plan(again).state()).isEqualTo("open");
    for (String revision : List.of("", "0", "77", "x", "99999999999999999999")) {
      assertThatThrownBy(
              () ->
                  form.revision(
                      new Submission(
                          PERSON,
                          Map.of("kind", "Group", "name", "webs"),
                          Map.of("revision", revision))))
          .as(revision)
          .isInstanceOf(ApiException.class);
    }
  }

  @Test
  void tagsComeBackOnThatNodeOfThatSource() {
    ports.tags().change("a.lab", "user/ann", _ -> tags("role=web", "old"), PERSON);
    ports.tags().change("a.lab", "user/ann", _ -> tags("role=web", "new"), PERSON);
    PlanView plan = plan(reverted(newest("node/a.lab/tags/user/ann")));
    assertThat(plan.tags().getFirst().add()).containsExactly("old");
    assertThat(plan.tags().getFirst().remove()).containsExactly("new");

    var _ = ports.plans().carryOut(plan.id(), OptionalInt.empty(), false, PERSON);
    assertThat(ports.tags().all("a.lab").orElseThrow())
        .extracting(entry -> entry.tag())
        .containsExactlyInAnyOrder("old", "role=web");
  }

  @Test
  void whatPuppetOrTheNodeSaidIsNotTakenBackHere() {
    ports.tags().change("b.lab", "node", _ -> tags("role=web"), PERSON);
    assertThatThrownBy(() -> reverted(newest("node/b.lab/tags/node")))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("can't be taken back");
  }

  private static SortedSet<Tag> tags(String... tags) {
    var set = new TreeSet<Tag>();
    for (String tag : tags) {
      set.add(Tag.parse(tag));
    }
    return set;
  }
}
