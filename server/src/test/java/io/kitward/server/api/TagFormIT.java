package io.kitward.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.selector.Tag;
import io.kitward.server.access.Access;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Ports;
import io.kitward.server.console.page.Gate;
import io.kitward.server.console.page.Submission;
import io.kitward.server.console.page.TagForm;
import io.kitward.server.plan.Change.TagEdit;
import io.kitward.server.store.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's form that plans a change of tags, over a real PostgreSQL. */
class TagFormIT {
  private static final TestStore STORE = TestStore.fresh();
  private static final Actor PERSON = new Actor(new TokenPrincipal("ann", Role.ADMIN), "r-1");

  @TempDir private static Path folder;

  private static StoredWorld world;
  private static Ports ports;
  private static TagForm form;

  @BeforeAll
  static void open() throws Exception {
    world = new StoredWorld(STORE.store(), folder);
    ports = world.ports();
    form = new TagForm(ports.plans(), new Gate(new Access((_, _, _, _) -> {})));
    for (String node : List.of("a.lab", "b.lab", "c.lab")) {
      ports
          .tags()
          .change(node, "token/ann", _ -> new TreeSet<>(List.of(Tag.parse("role=web"))), PERSON);
    }
  }

  @AfterAll
  static void close() throws Exception {
    world.close();
    STORE.close();
  }

  private static PlanView planned(Map<String, String> fields) {
    String address = form.plan(new Submission(PERSON, Map.of(), fields));
    assertThat(address).startsWith("/plans/");
    return ports.plans().find(address.substring("/plans/".length())).orElseThrow();
  }

  private static List<String> tags(String node) {
    return ports.tags().all(node).orElseThrow().stream().map(entry -> entry.tag()).toList();
  }

  @Test
  void markedNodesAreNamedInThePlanAndNothingChangesYet() {
    PlanView plan =
        planned(
            Map.of(
                "mark-a.lab",
                "on",
                "mark-c.lab",
                "on",
                "q",
                "role=web",
                "add",
                "site=fra1, spare"));

    assertThat(plan.tags()).extracting(TagEdit::node).containsExactly("a.lab", "c.lab");
    assertThat(plan.tags().getFirst().add()).containsExactly("site=fra1", "spare");
    assertThat(plan.tagged()).isEqualTo(2);
    assertThat(plan.createdBy()).isEqualTo("token/ann");
    assertThat(tags("a.lab")).containsExactly("role=web");
  }

  @Test
  void allOfAListAreThoseOfItsSelector() {
    PlanView plan =
        planned(Map.of("every", "on", "q", "role=web", "add", "", "remove", "role=web"));

    assertThat(plan.tagged()).isEqualTo(3);
    assertThat(tags("b.lab")).containsExactly("role=web");
  }

  @Test
  void whatIsNotWholeMakesNoPlan() {
    int before = ports.plans().page(Long.MAX_VALUE, 1_000).size();
    for (Map<String, String> fields :
        List.of(
            Map.of("add", "site=fra1"),
            Map.of("mark-a.lab", "on", "add", " "),
            Map.of("mark-a.lab", "on", "add", "<script>"),
            Map.of("mark-a.lab", "on", "add", "x".repeat(10_000)),
            Map.of("mark-a.lab", "on", "add", "k ".repeat(60)),
            Map.of("every", "on", "q", "role=(", "add", "site=fra1"))) {
      assertThatThrownBy(() -> form.plan(new Submission(PERSON, Map.of(), fields)))
          .as(fields.keySet().toString())
          .isInstanceOf(ApiException.class);
    }
    assertThat(ports.plans().page(Long.MAX_VALUE, 1_000)).hasSize(before);
  }
}
