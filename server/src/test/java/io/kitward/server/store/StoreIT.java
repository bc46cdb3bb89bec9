package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StoreIT {
  private static final TestStore STORE = TestStore.fresh();

  @AfterAll
  static void close() {
    STORE.close();
  }

  @Test
  void aNewStoreBeginsItsFirstLife() {
    assertThat(STORE.store().epoch()).isEqualTo(1);
  }
}
