package io.kitward.lab;

import io.kitward.lab.bench.Faults;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments that meet trouble on the node end as if there had been none. */
@Order(60)
class FaultsE2E extends OnBareHosts {

  private final Faults faults;

  FaultsE2E(Stage stage) {
    super(stage);
    this.faults = new Faults(stage, line -> System.out.println("fault: " + line));
  }

  static List<Faults.Fault> table() {
    return Faults.TABLE;
  }

  @ParameterizedTest
  @MethodSource("table")
  void theEndIsAsIfThereHadBeenNoFault(Faults.Fault fault) {
    faults.meet(fault);
  }

  @ParameterizedTest
  @ValueSource(longs = {200, 2_500})
  void aConnectorKilledDuringAnInstallationFinishesIt(long afterMillis) {
    faults.kill(afterMillis);
  }

  @Test
  void aServerThatIsAwayForTheWholeDeploymentIsToldAfterwards() {
    faults.serverAway();
  }
}
