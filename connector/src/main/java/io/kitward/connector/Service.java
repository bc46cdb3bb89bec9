package io.kitward.connector;

import io.kitward.connector.apply.Outlook;
import io.kitward.connector.config.Configuration;
import io.kitward.connector.config.Route;
import io.kitward.connector.control.Answer;
import io.kitward.connector.control.Door;
import io.kitward.connector.control.Order;
import io.kitward.connector.control.Orders;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.debian.DebianHost;
import io.kitward.connector.host.debian.SystemJournal;
import io.kitward.connector.link.IdentityFiles;
import io.kitward.connector.link.Link;
import io.kitward.connector.link.PemIdentity;
import io.kitward.connector.link.Renewal;
import io.kitward.connector.operation.Operations;
import io.kitward.connector.state.DiskStorage;
import io.kitward.connector.upgrade.DebianMachine;
import io.kitward.connector.upgrade.SigningKeys;
import io.kitward.connector.upgrade.Upgrade;
import io.kitward.connector.watch.Watch;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The long-running connector: its parts, put together and started. */
final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Path STATE = Path.of("/var/lib/kitward-connector");
  private static final Path STATUS = Path.of("/run/kitward-connector/status.json");
  private static final Path INSTANCES = STATUS.resolveSibling("instances.json");
  private static final long STATUS_INTERVAL_MILLIS = 1_000;

  /** How often file pages are given back; as often as the C heap is trimmed. */
  private static final Duration GIVE_BACK = Duration.ofSeconds(60);

  static final Path DOOR = Path.of("/run/kitward-connector/control");

  /** What {@code status} prints. */
  record Status(
      String server,
      String connection,
      List<InstanceObserved> instances,
      SortedMap<String, Outlook> outlooks) {}

  private Service() {}

  /** Runs until the process is asked to end. */
  static void run(Configuration configuration) throws IOException {
    settle(configuration);
    try (DiskStorage storage = DiskStorage.open(STATE);
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        var journal =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("journal").factory())) {
      var random = new SecureRandom();
      Host host = DebianHost.open(configuration.packages());
      var node =
          new Node(
              host,
              storage,
              configuration.limits(),
              Connector.version(),
              host.facts().getOrDefault("hostname", "localhost"),
              Clock.systemUTC(),
              random);
      Route route =
          Route.of(configuration.proxy(), System.getenv(), configuration.server().getHost());
      var link =
          new Link(
              configuration.server(),
              () -> PemIdentity.context(configuration.identity()),
              node,
              executor,
              random,
              route,
              Link.Polling.STANDARD);
      var renewal =
          new Renewal(
              configuration.server(),
              configuration.identity(),
              route,
              () -> link.again("the certificate was renewed"),
              node::accepted,
              Clock.systemUTC(),
              random);
      node.upgrades(
          new Upgrade(
              new DebianMachine(
                  configuration.server(),
                  () ->
                      route
                          .client()
                          .sslContext(PemIdentity.context(configuration.identity()))
                          .executor(executor)
                          .build()),
              storage,
              STATE.resolve("upgrade"),
              Connector.version(),
              SigningKeys.read(),
              configuration.upgrades().returnAfterSeconds(),
              configuration.upgrades().ours(),
              node.journal(),
              link::changed));
      var status = new CountDownLatch(1);
      node.listener(link::changed);
      LOG.info(
          "connector {} starts, server {}, {}", Connector.version(), configuration.server(), route);
      node.caretaker().systemLog(new SystemJournal(journal));
      var door = Door.open(DOOR);
      var orders = new Orders(node.caretaker(), Clock.systemUTC());
      var operations =
          new Operations(
              node.caretaker(),
              orders,
              node::desired,
              host,
              link::status,
              Connector.version(),
              Clock.systemUTC());
      node.operator(operations::carryOut);
      thread("control").daemon().start(() -> door.serve(orders::carryOut, executor));
      node.caretaker().lookAtAll();
      var worker = thread("caretaker").start(node.caretaker()::run);
      var watch = new Watch(host, node::desired, node.caretaker()::look);
      node.onDesired(watch::renew);
      Thread.ofPlatform().daemon().name("warm-up").start(() -> warmUp(host, storage, random));
      thread("watch").daemon().start(watch::run);
      thread("link").daemon().start(link::run);
      Thread.ofVirtual().name("renewal").start(renewal::run);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    node.caretaker().stop();
                    link.stop();
                    door.close();
                    node.journal().force();
                    status.countDown();
                  },
                  "stop"));
      keepStatus(configuration, node, link, status);
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A renewal that the power interrupted is finished before anybody reads the files. */
  private static void settle(Configuration configuration) {
    try {
      new IdentityFiles(configuration.identity()).settle();
    } catch (IOException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private static void warmUp(Host host, DiskStorage storage, SecureRandom random) {
    try {
      WarmUp.run(host, storage, random);
    } catch (RuntimeException e) {
      LOG.warn("warming up failed, the first installation begins slower: {}", e.getMessage());
    }
  }

  /** A thread whose unexpected end ends the process: systemd starts it again, whole. */
  private static Thread.Builder.OfPlatform thread(String name) {
    return Thread.ofPlatform()
        .name(name)
        .uncaughtExceptionHandler(
            (thread, error) -> {
              LOG.error("{} broke down, the connector starts again", thread.getName(), error);
              Runtime.getRuntime().halt(70);
            });
  }

  private static void keepStatus(
      Configuration configuration, Node node, Link link, CountDownLatch end)
      throws InterruptedException {
    Status before = null;
    FilePages pages = null;
    var instances = new InstancesFile(INSTANCES, Connector.version());
    long givenBackAt = System.nanoTime();
    while (!end.await(STATUS_INTERVAL_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      var now =
          new Status(
              configuration.server().toString(),
              link.status(),
              node.caretaker().observed(),
              node.caretaker().outlooks());
      if (!now.equals(before)) {
        write(now);
        before = now;
      }
      keep(instances, node, link);
      if (System.nanoTime() - givenBackAt > GIVE_BACK.toNanos()) {
        pages = pages == null ? FilePages.ofThisProgram() : pages;
        pages.giveBack();
        givenBackAt = System.nanoTime();
      }
    }
  }

  private static void keep(InstancesFile instances, Node node, Link link) {
    try {
      instances.keep(
          link.connected(),
          node.desired(),
          node.caretaker().observed(),
          node.caretaker().repaired(),
          Instant.now());
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", INSTANCES, e.getMessage());
    }
  }

  private static void write(Status status) {
    try {
      Path folder = STATUS.resolveSibling(".");
      Files.createDirectories(folder.normalize());
      Path temporary = STATUS.resolveSibling("status.json.new");
      Files.write(temporary, Payload.bytes(status));
      Files.move(temporary, STATUS, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", STATUS, e.getMessage());
    }
  }

  /** What the running connector does, as text for people. */
  static String status() throws IOException {
    Status status;
    try {
      status = Payload.read(Files.readAllBytes(STATUS), Status.class);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the connector does not run here; start it: systemctl start kitward-connector", e);
    }
    return StatusText.of(status);
  }

  /** Gives an order to the running connector. */
  static Answer order(Order order) throws IOException {
    try {
      return Door.ask(DOOR, order);
    } catch (java.nio.file.AccessDeniedException | java.net.SocketException e) {
      throw new IOException(
          "the connector cannot be reached at "
              + DOOR
              + " ("
              + e.getMessage()
              + "); be root, and see: systemctl status kitward-connector",
          e);
    }
  }
}
