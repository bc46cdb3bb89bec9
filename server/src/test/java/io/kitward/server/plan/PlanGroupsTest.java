package io.kitward.server.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanGroupsTest {

  private static PlannedNode node(int number, PlannedNode.Step... steps) {
    return new PlannedNode("n%06d".formatted(number), List.of(), List.of(steps));
  }

  private static PlannedNode.Step step(String service, String effect, String before, String after) {
    return new PlannedNode.Step(service, effect, before, after, "");
  }

  @Test
  void removalsComeFirstThenWhatIsUndecidedThenTheLargest() {
    List<PlanGroup> groups =
        PlanGroups.of(
            List.of(
                node(1, step("a", "added", "", "x"), step("b", "changed", "1", "2")),
                node(2, step("a", "added", "", "x"), step("c", "removed", "1", "")),
                node(3, step("a", "added", "", "y"), step("d", "conflicted", "1", "conflict"))));

    assertThat(groups)
        .extracting(group -> group.effect() + " " + group.service() + " " + group.nodes())
        .containsExactly("removed c 1", "conflicted d 1", "changed b 1", "added a 2", "added a 1");
    assertThat(groups).allMatch(PlanGroup::exact).extracting(PlanGroup::id).doesNotHaveDuplicates();
  }

  @Test
  void theSameChangeHasTheSameIdInEveryPlan() {
    PlannedNode one = node(1, step("a", "added", "", "x"));
    PlannedNode two = node(2, step("a", "added", "", "x"));

    assertThat(PlanGroups.of(List.of(one)).getFirst().id())
        .isEqualTo(PlanGroups.of(List.of(one, two)).getFirst().id());
  }

  @Test
  void aFleetInWhichEachNodeChangesInItsOwnWayIsStillAFewGroups() {
    List<PlannedNode> fleet =
        IntStream.range(0, 100_000)
            .mapToObj(
                number ->
                    new PlannedNode(
                        "n%06d".formatted(number),
                        List.of(new TagDelta("import/cmdb", List.of("rack=" + number), List.of())),
                        List.of(step("a", "changed", "b" + number, "a" + number))))
            .toList();

    List<PlanGroup> groups = PlanGroups.of(fleet);

    assertThat(groups)
        .extracting(group -> group.effect() + " " + group.service() + group.source())
        .containsExactly("changed a", "tagged import/cmdb");
    assertThat(groups).allMatch(group -> group.nodes() == 100_000 && !group.exact());
    assertThat(groups.getFirst().sample()).isEqualTo("n000000");
  }
}
