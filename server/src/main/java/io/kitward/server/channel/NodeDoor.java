package io.kitward.server.channel;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.Operation;
import io.kitward.server.channel.DoorMeters.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import opamp.proto.v1.Opamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door that nodes come through: mutual TLS, OpAMP over WebSocket or by polling, and HTTP for
 * the API. Thread-safe. Open from {@link #open} until {@link #close}.
 */
// A write or close that fails takes the connection down, and that is handled where it is seen.
@SuppressWarnings("FutureReturnValueIgnored")
public final class NodeDoor implements Channel, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeDoor.class);
  private static final int BACKLOG = 4_096;

  private final DoorParts door;
  private final SslContext tls;
  private final ExecutorService work;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup loops;
  private final io.netty.channel.Channel listening;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeDoor(
      DoorParts door,
      SslContext tls,
      ExecutorService work,
      EventLoopGroup acceptor,
      EventLoopGroup loops,
      io.netty.channel.Channel listening) {
    this.door = door;
    this.tls = tls;
    this.work = work;
    this.acceptor = acceptor;
    this.loops = loops;
    this.listening = listening;
  }

  /**
   * Opens the door.
   *
   * @throws IllegalArgumentException when key and certificate cannot be used
   * @throws UncheckedIOException when the address cannot be listened on
   */
  public static NodeDoor open(
      NodeDoorConfig config,
      NodeHttp http,
      NodeListener listener,
      MeterRegistry registry,
      InstantSource clock) {
    return open(config, http, listener, registry, clock, Natives.found());
  }

  static NodeDoor open(
      NodeDoorConfig config,
      NodeHttp http,
      NodeListener listener,
      MeterRegistry registry,
      InstantSource clock,
      Natives natives) {
    SslContext tls = DoorTls.context(config, natives.boringSsl());
    ExecutorService work =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("node-door-", 0).factory());
    var sessions = new Sessions();
    var door =
        new DoorParts(
            config,
            http,
            listener,
            clock,
            work,
            sessions,
            new AgentSessions(),
            new Polls(),
            new Guests(),
            new Calls(config.limits().concurrentCalls()),
            new Lanes<>(),
            new Lanes<>(),
            new AtomicLong(),
            new DoorMeters(registry));
    boolean epoll = natives.epoll();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    var acceptor =
        new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("node-door-accept"), io);
    var loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory("node-door-loop"),
            io);
    Class<? extends ServerChannel> type =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    var bound =
        new ServerBootstrap()
            .group(acceptor, loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(new Entrance(door, tls))
            .bind(config.bind())
            .awaitUninterruptibly();
    var opened = new NodeDoor(door, tls, work, acceptor, loops, bound.channel());
    if (!bound.isSuccess()) {
      opened.close();
      throw new UncheckedIOException(
          new IOException(
              "the node door cannot listen on %s: %s. Stop what listens there, or choose another address."
                  .formatted(config.bind(), bound.cause().getMessage()),
              bound.cause()));
    }
    door.meters().watch(sessions);
    long pollTimeout = config.limits().pollTimeout().toMillis();
    loops.scheduleWithFixedDelay(
        () -> door.polls().expire(config.limits().pollTimeout()),
        pollTimeout / 4,
        pollTimeout / 4 + 1,
        TimeUnit.MILLISECONDS);
    LOG.info("the node door listens on {}", opened.address());
    return opened;
  }

  /** What a new connection goes through. */
  private static final class Entrance extends ChannelInitializer<SocketChannel> {
    private final DoorParts door;
    private final SslContext tls;

    Entrance(DoorParts door, SslContext tls) {
      this.door = door;
      this.tls = tls;
    }

    @Override
    protected void initChannel(SocketChannel connection) {
      SslHandler handler = tls.newHandler(connection.alloc());
      handler.setHandshakeTimeoutMillis(door.limits().handshakeTimeout().toMillis());
      connection.pipeline().addLast(handler, new HandshakeGate(door));
      door.guests().arrived(connection);
    }
  }

  /** The address that the door listens on, with its real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  @Override
  public boolean connected(UUID node) {
    return door.sessions().open(node) != null;
  }

  @Override
  public Set<UUID> connectedNodes() {
    return door.sessions().open();
  }

  @Override
  public boolean offer(UUID node, DesiredState state, Map<String, String> secrets) {
    Session session = door.sessions().open(node);
    return session != null && session.offer(state, secrets);
  }

  @Override
  public boolean agentConnected(UUID node, String type) {
    return door.agents().open(node, type).stream().anyMatch(Session::acceptsState);
  }

  @Override
  public Set<UUID> agents(UUID node) {
    return door.agents().agents(node);
  }

  @Override
  public boolean offer(UUID node, String type, AgentConfig config) {
    boolean taken = false;
    for (Session session : door.agents().open(node, type)) {
      taken |= session.offer(config);
    }
    return taken;
  }

  @Override
  public boolean offer(UUID node, Opamp.PackagesAvailable packages) {
    Session session = door.sessions().open(node);
    return session != null && session.offer(packages);
  }

  @Override
  public boolean ask(UUID node, Operation operation) {
    Session session = door.sessions().open(node);
    return session != null && session.ask(operation);
  }

  @Override
  public Handed console(UUID node, Opamp.CustomMessage request) {
    Session session = door.sessions().open(node);
    return session == null ? Handed.AWAY : session.console(request);
  }

  @Override
  public int recheck() {
    int count = 0;
    for (io.netty.channel.Channel connection : door.guests().everyone()) {
      Visitor visitor = connection.attr(Visitor.KEY).get();
      if (visitor == null) {
        continue;
      }
      Optional<String> refusal = visitor.refusal(door.config().refusal());
      if (refusal.isPresent()) {
        LOG.info("{} is sent away: {}", visitor.identity(), refusal.get());
        door.meters().refused(Refusal.REVOKED);
        Session session = connection.attr(Session.KEY).get();
        if (session != null) {
          session.end(Session.POLICY, refusal.get());
        }
        connection.close();
        count++;
      }
    }
    return count + door.polls().recheck(door);
  }

  /**
   * Closes the door: lets nobody in, finishes what has begun within the limits' drain time, and
   * returns when every call of the listener is done or that time is over.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    door.meters().close();
    long patience = door.limits().drainTimeout().toMillis();
    listening.close().awaitUninterruptibly();
    door.polls().close();
    var everyone = door.guests().everyone();
    everyone.forEach(connection -> connection.pipeline().fireUserEventTriggered(Drain.NOW));
    everyone.newCloseFuture().awaitUninterruptibly(patience);
    everyone.close().awaitUninterruptibly(patience);
    loops.shutdownGracefully(0, patience, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    acceptor.shutdownGracefully(0, patience, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    work.shutdown();
    try {
      if (!work.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
        LOG.warn("the node door closes while work is still going on");
        work.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      work.shutdownNow();
    }
    ReferenceCountUtil.release(tls);
  }
}
