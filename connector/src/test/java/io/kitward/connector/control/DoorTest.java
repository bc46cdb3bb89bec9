package io.kitward.connector.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorTest {

  private static final Order ORDER =
      new Order(
          Order.Verb.SUSPEND, "agent", Instant.parse("2026-01-01T00:00:00Z"), "anna", "a disk");

  @TempDir Path folder;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private Path path;
  private Door door;

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("run/control");
    door = Door.open(path);
    executor.execute(
        () -> door.serve(order -> new Answer(order.equals(ORDER), order.service()), executor));
  }

  @AfterEach
  void close() {
    door.close();
    executor.close();
  }

  @Test
  void anOrderIsAnswered() throws IOException {
    assertThat(Door.ask(path, ORDER)).isEqualTo(new Answer(true, "agent"));
    assertThat(Door.ask(path, ORDER)).isEqualTo(new Answer(true, "agent"));
  }

  @Test
  void nobodyButItsOwnerMayUseIt() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void whatIsNoOrderIsRefusedAndTheNextIsAnswered() throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.write(ByteBuffer.wrap("{\"verb\":\"FLY\"".getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      var answer = ByteBuffer.allocate(4096);
      while (channel.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
          .contains("not an order");
    }
    assertThat(Door.ask(path, ORDER).done()).isTrue();
  }

  @Test
  void whatAnEarlierProcessLeftIsReplaced() throws IOException {
    try (var again = new Reopened(Door.open(path))) {
      executor.execute(
          () -> again.door().serve(order -> new Answer(false, "the new one"), executor));
      assertThat(Door.ask(path, ORDER).text()).isEqualTo("the new one");
    }
  }

  @Test
  void withoutAConnectorThereIsAReason() {
    assertThatThrownBy(() -> Door.ask(folder.resolve("nobody"), ORDER))
        .isInstanceOf(IOException.class);
  }

  private record Reopened(Door door) implements AutoCloseable {
    @Override
    public void close() {
      door.close();
    }
  }
}
