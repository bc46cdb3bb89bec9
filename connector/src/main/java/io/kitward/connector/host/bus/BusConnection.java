package io.kitward.connector.host.bus;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A connection to a message bus over its Unix socket. Calls may come from any thread; {@link
 * #listen} must run in one of its own.
 */
public final class BusConnection implements Closeable {

  private static final String BUS = "org.freedesktop.DBus";
  private static final Duration LIMIT = Duration.ofSeconds(25);

  private final SocketChannel channel;
  private final Consumer<Message> signals;
  private final AtomicLong serials = new AtomicLong();
  private final Map<Long, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();
  private final Object writing = new Object();

  private BusConnection(SocketChannel channel, Consumer<Message> signals) {
    this.channel = channel;
    this.signals = signals;
  }

  /**
   * Connects and proves who this process is; somebody must {@link #listen} before the first call.
   *
   * @param userId of this process
   * @param signals is given each signal, in order, by the thread that listens; must not block
   */
  public static BusConnection open(Path socket, long userId, Consumer<Message> signals)
      throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      String hex =
          java.util.HexFormat.of()
              .formatHex(Long.toString(userId).getBytes(StandardCharsets.US_ASCII));
      write(channel, ("\0AUTH EXTERNAL " + hex + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = line(channel);
      if (!answer.startsWith("OK ")) {
        throw new IOException("the bus at " + socket + " does not let this process in: " + answer);
      }
      write(channel, "BEGIN\r\n".getBytes(StandardCharsets.US_ASCII));
      return new BusConnection(channel, signals);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Says hello; to be called once, when somebody listens. */
  public void hello() throws IOException, BusFailure {
    call(LIMIT, BUS, "/org/freedesktop/DBus", BUS, "Hello");
  }

  /** From now on signals that this rule describes arrive. */
  public void match(String rule) throws IOException, BusFailure {
    call(LIMIT, BUS, "/org/freedesktop/DBus", BUS, "AddMatch", rule);
  }

  /** They arrive no more. */
  public void unmatch(String rule) throws IOException, BusFailure {
    call(LIMIT, BUS, "/org/freedesktop/DBus", BUS, "RemoveMatch", rule);
  }

  /**
   * Calls a method and waits for its answer.
   *
   * @param arguments text, truth values and lists of text
   * @throws BusFailure when the answer is an error
   * @throws IOException when there is no answer, the connection is of no use any more then
   */
  public Message call(
      Duration limit,
      String destination,
      String path,
      String interfaceName,
      String member,
      Object... arguments)
      throws IOException, BusFailure {
    long serial = serials.incrementAndGet() & 0xffff_ffffL;
    var message =
        Message.call(serial, destination, path, interfaceName, member, List.of(arguments));
    var answer = new CompletableFuture<Message>();
    waiting.put(serial, answer);
    try {
      synchronized (writing) {
        write(channel, Encoder.call(message));
      }
      if (!channel.isOpen()) {
        throw new EOFException("the bus went away");
      }
      Message said = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (said.type() == Message.Type.ERROR) {
        throw new BusFailure(said.error(), said.text(0));
      }
      return said;
    } catch (TimeoutException e) {
      close();
      throw new IOException(member + " was not answered within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the bus went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      waiting.remove(serial);
    }
  }

  /** Hands out what arrives, until the connection ends. */
  public void listen() {
    try {
      while (true) {
        Message message = next();
        switch (message.type()) {
          case RETURN, ERROR -> {
            var answer = waiting.get(message.replyTo());
            if (answer != null) {
              answer.complete(message);
            }
          }
          case SIGNAL -> signals.accept(message);
          case CALL, UNKNOWN -> {
            // nothing here can be called
          }
        }
      }
    } catch (IOException e) {
      close();
      waiting.values().forEach(answer -> answer.completeExceptionally(e));
    }
  }

  private Message next() throws IOException {
    ByteBuffer prologue = ByteBuffer.allocate(Decoder.PROLOGUE);
    fill(prologue);
    ByteBuffer whole = ByteBuffer.allocate(Decoder.length(prologue));
    whole.put(prologue.flip());
    fill(whole);
    return Decoder.message(whole.flip());
  }

  private void fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the bus went away");
      }
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static String line(SocketChannel channel) throws IOException {
    var line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (line.length() < 1024) {
      one.clear();
      if (channel.read(one) < 0) {
        throw new EOFException("the bus closed the connection");
      }
      char c = (char) one.get(0);
      if (c == '\n') {
        break;
      }
      line.append(c);
    }
    return line.toString().strip();
  }

  /** Whether it can still be used. */
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return; // it is of no use any more either way
    }
  }
}
