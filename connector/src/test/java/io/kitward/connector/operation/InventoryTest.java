package io.kitward.connector.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.protocol.FoundTool;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Contract;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.InstanceObserved.Discovery;
import io.kitward.protocol.InstanceObserved.Relation;
import io.kitward.protocol.InstanceObserved.Stance;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.Operation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InventoryTest {

  private static final Operation.Tool TOOL =
      new Operation.Tool("agent", List.of("agent"), List.of("agent.service"));
  private static final List<String> PUPPETS = List.of("Puppet manages Service[agent] here too");

  private static InstanceDesired wanted() {
    return new InstanceDesired(
        "agent",
        "h",
        Ensure.PRESENT,
        Contract.KEEP,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static FoundTool found(
      List<InstanceDesired> desired, Discovery discovery, boolean puppet) {
    var observed =
        new InstanceObserved(
            "agent",
            "",
            State.PENDING,
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            Stance.USUAL,
            discovery);
    return Inventory.of(
            List.of(TOOL),
            desired,
            List.of(observed),
            new TreeMap<>(Map.of("agent", new Packages.Known("installed", "1.2"))),
            Map.of(
                "agent.service",
                new Units.Seen("enabled", "active", "running", false, false, false)),
            _ -> puppet ? PUPPETS : List.of())
        .getFirst();
  }

  @Test
  void aToolThatNobodyWantsIsForeignAndPuppetsWherePuppetManagesIt() {
    FoundTool theirs = found(List.of(), Discovery.MANAGED, true);
    assertThat(theirs.relation()).isEqualTo(FoundTool.Relation.FOREIGN);
    assertThat(theirs.manager()).isEqualTo(FoundTool.PUPPET);
    assertThat(theirs.notes()).isEqualTo(PUPPETS);
    assertThat(found(List.of(), Discovery.MANAGED, false).manager()).isEmpty();
  }

  @Test
  void aConflictNamesItsManagerAndWhatTakingItOverWouldChange() {
    var rival = new Discovery(Relation.RIVAL, PUPPETS, List.of("agent.service would be restarted"));
    FoundTool tool = found(List.of(wanted()), rival, false);
    assertThat(tool.relation()).isEqualTo(FoundTool.Relation.CONFLICT);
    assertThat(tool.manager()).isEqualTo(FoundTool.PUPPET);
    assertThat(tool.changes()).containsExactly("agent.service would be restarted");
  }

  @Test
  void whoUndoesRepairsIsNotKnownUnlessPuppetManagesTheToolToo() {
    var contested = new Discovery(Relation.CONTESTED, List.of("again and again"));
    assertThat(found(List.of(wanted()), contested, false).manager()).isEmpty();
    assertThat(found(List.of(wanted()), contested, true).manager()).isEqualTo(FoundTool.PUPPET);
  }

  @Test
  void whatKitwardManagesIsKitwardsAlsoWhenPuppetWantsThePackageToBeThere() {
    FoundTool tool = found(List.of(wanted()), Discovery.MANAGED, true);
    assertThat(tool.relation()).isEqualTo(FoundTool.Relation.MANAGED);
    assertThat(tool.manager()).isEmpty();
  }
}
