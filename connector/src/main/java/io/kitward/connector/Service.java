package io.kitward.connector;

import io.kitward.connector.config.Configuration;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.debian.DebianHost;
import io.kitward.connector.link.Link;
import io.kitward.connector.link.PemIdentity;
import io.kitward.connector.state.DiskStorage;
import io.kitward.connector.watch.Watch;
import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The long-running connector: its parts, put together and started. */
final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Path STATE = Path.of("/var/lib/kitward-connector");
  private static final Path STATUS = Path.of("/run/kitward-connector/status.json");
  private static final long STATUS_INTERVAL_MILLIS = 1_000;

  /** What {@code status} prints. */
  record Status(String server, String connection, List<InstanceObserved> instances) {}

  private Service() {}

  /** Runs until the process is asked to end. */
  static void run(Configuration configuration) throws IOException {
    try (DiskStorage storage = DiskStorage.open(STATE);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var random = new SecureRandom();
      Host host = DebianHost.open();
      var node =
          new Node(
              host,
              storage,
              configuration.limits(),
              Connector.version(),
              host.facts().getOrDefault("hostname", "localhost"),
              Clock.systemUTC(),
              random);
      var link =
          new Link(
              configuration.server(),
              () -> PemIdentity.context(configuration.identity()),
              node,
              executor,
              random);
      var status = new CountDownLatch(1);
      node.listener(link::changed);
      LOG.info("connector {} starts, server {}", Connector.version(), configuration.server());
      node.caretaker().lookAtAll();
      var worker = thread("caretaker").start(node.caretaker()::run);
      var watch = new Watch(host, node::desired, node.caretaker()::look);
      Thread.ofPlatform().daemon().name("warm-up").start(() -> warmUp(host, storage, random));
      thread("watch").daemon().start(watch::run);
      thread("link").daemon().start(link::run);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    node.caretaker().stop();
                    link.stop();
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
    while (!end.await(STATUS_INTERVAL_MILLIS, java.util.concurrent.TimeUnit.MILLISECONDS)) {
      var now =
          new Status(configuration.server().toString(), link.status(), node.caretaker().observed());
      if (!now.equals(before)) {
        write(now);
        before = now;
      }
    }
  }

  private static void write(Status status) {
    try {
      Path folder = STATUS.resolveSibling(".");
      Files.createDirectories(folder.normalize());
      Path temporary = STATUS.resolveSibling("status.json.new");
      Files.write(temporary, Json.bytes(status));
      Files.move(temporary, STATUS, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", STATUS, e.getMessage());
    }
  }

  /** What the running connector does, as text for people. */
  static String status() throws IOException {
    Status status;
    try {
      status = Json.MAPPER.readValue(Files.readAllBytes(STATUS), Status.class);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the connector does not run here; start it: systemctl start kitward-connector", e);
    }
    var text = new StringBuilder();
    text.append("server      ").append(status.server()).append('\n');
    text.append("connection  ").append(status.connection()).append('\n');
    for (InstanceObserved instance : status.instances()) {
      text.append('\n').append(instance.service()).append("  ").append(instance.state());
      text.append('\n');
      for (Condition condition : instance.conditions()) {
        text.append("  ").append(condition.type().word()).append(' ');
        text.append(condition.status().word());
        text.append(condition.message().isEmpty() ? "" : ": " + condition.message());
        text.append('\n');
      }
      instance.drift().forEach(line -> text.append("  differs: ").append(line).append('\n'));
      instance.leftovers().forEach(line -> text.append("  kept: ").append(line).append('\n'));
    }
    return text.toString();
  }
}
