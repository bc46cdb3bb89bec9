package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.channel.Inbox.Item;
import org.junit.jupiter.api.Test;

class InboxTest {

  private final Inbox inbox = new Inbox();

  @Test
  void itIsFullByCountOrByBytesAndRoomyAtHalfOfBoth() {
    for (int i = 0; i < Inbox.MANY_ITEMS; i++) {
      assertThat(inbox.full()).isFalse();
      inbox.add(new Item.Noise("x"));
    }
    assertThat(inbox.full()).isTrue();
    for (int i = 0; i < Inbox.MANY_ITEMS / 2; i++) {
      assertThat(inbox.roomy()).isFalse();
      inbox.take();
    }
    assertThat(inbox.roomy()).isTrue();
    inbox.add(new Item.Frame(new byte[Inbox.MANY_BYTES]));
    assertThat(inbox.full()).isTrue();
  }

  @Test
  void oneWorkerAtATimeIsStarted() {
    assertThat(inbox.add(new Item.Noise("1"))).isTrue();
    assertThat(inbox.add(new Item.Noise("2"))).isFalse();
    assertThat(inbox.take()).isEqualTo(new Item.Noise("1"));
    assertThat(inbox.take()).isEqualTo(new Item.Noise("2"));
    assertThat(inbox.take()).isNull();
    assertThat(inbox.add(Item.End.GONE)).isTrue();
  }

  @Test
  void signsOfLifeInARowCountAsOne() {
    inbox.add(Item.Sign.ALIVE);
    inbox.add(Item.Sign.ALIVE);
    assertThat(inbox.take()).isEqualTo(Item.Sign.ALIVE);
    assertThat(inbox.take()).isNull();
  }
}
