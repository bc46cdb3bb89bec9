package io.kitward.connector.control;

import io.kitward.protocol.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket on which the connector takes orders of root on the same machine: one order and its
 * answer a connection, as JSON, ended by the end of the stream.
 */
public final class Door {

  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final int LONGEST = 64 << 10;

  private final Path path;
  private final ServerSocketChannel server;

  private Door(Path path, ServerSocketChannel server) {
    this.path = path;
    this.server = server;
  }

  /** Opens the door at this path; nobody but the owner of the process may use it. */
  public static Door open(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // The socket gets its place only when it is closed to others.
    Path first = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(first);
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(first));
      Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-------"));
      Files.move(first, path, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return new Door(path, server);
  }

  /** Answers until it is closed. */
  public void serve(Function<Order, Answer> answers, ExecutorService executor) {
    while (server.isOpen()) {
      try {
        SocketChannel one = server.accept();
        executor.execute(() -> answer(one, answers));
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.warn("{}: {}", path, e.getMessage());
        }
      }
    }
  }

  /** Closes it. */
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("{}: {}", path, e.getMessage());
    }
  }

  private static void answer(SocketChannel channel, Function<Order, Answer> answers) {
    try (channel) {
      Answer answer;
      try {
        answer = answers.apply(Payload.read(read(channel), Order.class));
      } catch (IllegalArgumentException e) {
        answer = new Answer(false, "not an order: " + e.getMessage());
      } catch (UncheckedIOException e) {
        answer = new Answer(false, "cannot keep it: " + e.getMessage());
      }
      write(channel, Payload.bytes(answer));
    } catch (IOException e) {
      LOG.debug("an order was cut off: {}", e.getMessage());
    }
  }

  /**
   * Gives an order to the connector behind this door.
   *
   * @throws IOException when nobody answers there
   */
  public static Answer ask(Path path, Order order) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      write(channel, Payload.bytes(order));
      channel.shutdownOutput();
      return Payload.read(read(channel), Answer.class);
    } catch (IllegalArgumentException e) {
      throw new IOException(path + " answers, but not as a connector does", e);
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static byte[] read(SocketChannel channel) throws IOException {
    var all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
      if (all.size() > LONGEST) {
        throw new IOException("longer than " + LONGEST + " bytes");
      }
    }
    return all.toByteArray();
  }
}
