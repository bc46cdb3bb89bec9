package io.kitward.server.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real, durable PostgreSQL 17 that lives in a data directory and is run by this process.
 *
 * <p>It listens on loopback only, wants a password from everybody, flushes every commit, and never
 * runs as root. One server at a time may use the directory. What a killed server left running is
 * stopped first; when the postmaster dies it is started again, with a growing pause, until {@link
 * #close()}. Thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final Duration START_PATIENCE =
      Duration.ofMinutes(5); // recovery after a crash takes what it takes
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration STABLE = Duration.ofMinutes(1);

  private final PostgresCluster cluster;
  private final PostgresProcesses processes;
  private final DirectoryLock lock;
  private final String password;
  private final List<PostgresListener> listeners = new CopyOnWriteArrayList<>();
  private final List<PGSimpleDataSource> dataSources = new CopyOnWriteArrayList<>();

  private final ReentrantLock state = new ReentrantLock();
  private final Condition closed = state.newCondition();
  private Process postmaster; // guarded by state
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile int port;

  private EmbeddedPostgres(PostgresCluster cluster, DirectoryLock lock) throws IOException {
    this.cluster = cluster;
    this.lock = lock;
    this.processes = new PostgresProcesses(cluster.binaries(), cluster.data(), cluster.user());
    this.password = cluster.password();
    processes.clear();
    this.postmaster = start();
  }

  /**
   * Starts the PostgreSQL of {@code directory}, making it first if need be, and returns when it
   * accepts connections.
   *
   * @param runAs the system user to step down to; only for root, who is refused without it
   * @param binaries where the programs are unpacked, private and kept between runs
   */
  public static EmbeddedPostgres open(
      Path directory, Path binaries, Optional<String> runAs, SecureRandom random) {
    SystemUser user = runAs.map(SystemUser::named).orElseGet(SystemUser::current);
    try {
      user.privateDirectory(directory);
      DirectoryLock lock = DirectoryLock.acquire(directory);
      try {
        PostgresCluster cluster =
            new PostgresCluster(
                directory.toRealPath(), PostgresBinaries.unpack(binaries, user), user);
        cluster.prepare(random);
        EmbeddedPostgres postgres = new EmbeddedPostgres(cluster, lock);
        Thread.ofPlatform().daemon().name("postgres-supervisor").start(postgres::supervise);
        return postgres;
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StoreException(
          "store-start-failed",
          "The embedded PostgreSQL in " + directory + " did not start: " + e.getMessage(),
          e);
    }
  }

  /**
   * A source of connections to one database that follows the server when a restart has to take
   * another port.
   */
  public PGSimpleDataSource dataSource(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"127.0.0.1"});
    source.setDatabaseName(database);
    source.setUser(PostgresCluster.SUPERUSER);
    source.setPassword(password);
    source.setConnectTimeout(5);
    source.setTcpKeepAlive(true);
    try {
      // While the postmaster is down somebody else could listen on its port and ask for the
      // password in the clear.
      source.setProperty("requireAuth", "scram-sha-256");
    } catch (SQLException e) {
      throw new IllegalStateException("The driver does not know requireAuth", e);
    }
    source.setPortNumbers(new int[] {port});
    dataSources.add(source);
    return source;
  }

  /** The port on 127.0.0.1, which a restart may change. */
  public int port() {
    return port;
  }

  /** The postmaster's process id. */
  public long pid() {
    state.lock();
    try {
      return postmaster.pid();
    } finally {
      state.unlock();
    }
  }

  /** The directory with the database's files. */
  public Path data() {
    return cluster.data();
  }

  public void listen(PostgresListener listener) {
    listeners.add(listener);
  }

  /**
   * Stops it in fast mode, after 20 s in immediate mode; returns when it is gone. A second call
   * does nothing.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    state.lock();
    try {
      closed.signalAll();
      processes.stop(postmaster.toHandle());
      processes.clear();
      lock.close();
    } catch (IOException e) {
      throw new StoreException(
          "store-stop-failed",
          "The embedded PostgreSQL in " + cluster.directory() + " did not stop.",
          e);
    } finally {
      state.unlock();
    }
  }

  private void supervise() {
    Duration pause = FIRST_PAUSE;
    while (true) {
      long upSince = System.nanoTime();
      int exit = ended();
      if (System.nanoTime() - upSince > STABLE.toNanos()) {
        pause = FIRST_PAUSE;
      }
      if (closing.get()) {
        return;
      }
      LOG.warn("PostgreSQL ended with {}; starting it again", exit);
      listeners.forEach(listener -> listener.stopped(exit));
      while (!startAgain()) {
        if (pausedUntilClosed(pause)) {
          return;
        }
        pause = longer(pause);
      }
      if (closing.get()) {
        return;
      }
      LOG.info("PostgreSQL runs again on port {}", port);
      listeners.forEach(PostgresListener::started);
      if (pausedUntilClosed(pause)) {
        return;
      }
      pause = longer(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private int ended() {
    Process process;
    state.lock();
    try {
      process = postmaster;
    } finally {
      state.unlock();
    }
    return process.onExit().join().exitValue();
  }

  /** True when it runs again, or must not any more. */
  private boolean startAgain() {
    state.lock();
    try {
      if (!closing.get()) {
        processes.clear();
        postmaster = start();
      }
      return true;
    } catch (IOException | StoreException e) {
      LOG.error("PostgreSQL does not start: {}", e.getMessage());
      return false;
    } finally {
      state.unlock();
    }
  }

  private boolean pausedUntilClosed(Duration pause) {
    state.lock();
    try {
      long left = pause.toNanos();
      while (!closing.get() && left > 0) {
        left = closed.awaitNanos(left);
      }
      return closing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      state.unlock();
    }
  }

  private Process start() throws IOException {
    port = freePort(port);
    dataSources.forEach(source -> source.setPortNumbers(new int[] {port}));
    ProcessBuilder builder = new ProcessBuilder(cluster.postmaster(port));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    builder.directory(cluster.directory().toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true).redirectOutput(cluster.startLog().toFile());
    Process process = builder.start();
    try {
      awaitReady(process);
      return process;
    } catch (IOException | RuntimeException e) {
      processes.stop(process.toHandle());
      process.destroyForcibly();
      throw e;
    }
  }

  private void awaitReady(Process process) throws IOException {
    long start = System.nanoTime();
    try {
      while (!process.waitFor(15, TimeUnit.MILLISECONDS)) {
        if (isReady(process)) {
          login();
          return;
        }
        if (closing.get()) {
          throw new StoreException(
              "store-closed", "The store was closed while PostgreSQL started.");
        }
        if (System.nanoTime() - start > START_PATIENCE.toNanos()) {
          throw new StoreException(
              "store-start-failed",
              "PostgreSQL was not ready after " + START_PATIENCE + "; see " + logs());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while PostgreSQL started", e);
    }
    throw new StoreException(
        "store-start-failed",
        "PostgreSQL ended with "
            + process.exitValue()
            + " while starting; see "
            + logs()
            + ": "
            + Files.readString(cluster.startLog()).strip());
  }

  /** Line 8 of the pid file says {@code ready} once connections are accepted. */
  private boolean isReady(Process process) throws IOException {
    Path file = cluster.data().resolve("postmaster.pid");
    if (Files.notExists(file)) {
      return false;
    }
    List<String> lines = Files.readAllLines(file);
    return lines.size() >= 8
        && lines.getFirst().strip().equals(Long.toString(process.pid()))
        && lines.get(7).strip().equals("ready");
  }

  private void login() {
    PGSimpleDataSource source = dataSource("postgres");
    try (Connection connection = source.getConnection()) {
      connection.isValid(5);
    } catch (SQLException e) {
      throw new StoreException(
          "store-start-failed", "PostgreSQL runs but does not let us in: " + e.getMessage(), e);
    } finally {
      dataSources.remove(source);
    }
  }

  private String logs() {
    return cluster.directory().resolve("log") + " and " + cluster.startLog();
  }

  /** The port it had, while it is free; so connections come back to where they were. */
  private static int freePort(int preferred) throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    if (preferred != 0) {
      try (ServerSocket socket = new ServerSocket(preferred, 1, loopback)) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        LOG.info("Port {} is taken meanwhile", preferred);
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }
}
