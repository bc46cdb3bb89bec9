package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.catalog.CatalogLab;
import io.kitward.lab.catalog.CatalogProof;
import io.kitward.lab.catalog.ProofTable;
import io.kitward.lab.catalog.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every tool of the catalog on real hosts. */
@Order(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class CatalogE2E {

  private final Stage stage;

  CatalogE2E(Stage stage) {
    this.stage = stage;
  }

  @Test
  void everyToolIsDeployedWorksIsRepairedAndLeavesEverythingAsItWas(@TempDir Path folder) {
    List<Row> rows = CatalogProof.run(CatalogLab.beside(stage.console()), folder);

    System.out.println(ProofTable.markdown(rows));
    assertThat(ProofTable.failures(rows)).isEmpty();
  }
}
