package io.kitward.lab.catalog;

import io.kitward.lab.KitwardServer;
import io.kitward.lab.Lab;
import io.kitward.lab.LabHost;
import io.kitward.lab.Mission;
import io.kitward.lab.Output;
import io.kitward.lab.Room;
import io.kitward.lab.ServerApi;
import io.kitward.lab.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A server, and hosts without Puppet that join it with a token: all that the catalog's tools need.
 */
public final class CatalogLab implements AutoCloseable {

  private static final String LAYER = "join";
  private static final Duration JOINING = Duration.ofMinutes(8);

  private final Lab lab;
  private final KitwardServer server;
  private final ServerApi api;
  private final Runnable close;

  private CatalogLab(Lab lab, KitwardServer server, ServerApi api, Runnable close) {
    this.lab = lab;
    this.server = server;
    this.api = api;
    this.close = close;
  }

  /** Beside a mission that is there already. */
  public static CatalogLab beside(Stage stage) {
    Mission mission = stage.mission();
    return new CatalogLab(mission.lab(), mission.server(), mission.api(), () -> {});
  }

  /** A room of its own with a server of its own, and nothing else. */
  public static CatalogLab open(Room room) {
    Lab lab = Lab.open(room);
    Path handover = Path.of("/var/tmp/kitward-" + room.id() + "-catalog");
    Optional<KitwardServer> started = Optional.empty();
    try {
      Path deb = handOver(Mission.connectorPackage(lab.home()), handover);
      KitwardServer server =
          KitwardServer.start(
              lab.home(),
              room,
              Mission.KITWARD,
              List.of("--connector.package=" + deb),
              Optional.empty());
      started = Optional.of(server);
      ServerApi api = ServerApi.of(server);
      server
          .command("apply", "-f", lab.home().resolve("catalog").toString())
          .orThrow("applying the catalog");
      return new CatalogLab(
          lab,
          server,
          api,
          () -> {
            api.close();
            server.close();
            forget(handover);
            lab.close();
          });
    } catch (RuntimeException e) {
      started.ifPresent(KitwardServer::close);
      lab.close();
      throw e;
    }
  }

  /** The package where the server's system user may read it. */
  private static Path handOver(Path deb, Path folder) {
    try {
      Files.createDirectories(folder);
      Path copy = folder.resolve(String.valueOf(deb.getFileName()));
      Files.copy(deb, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("the connector's package could not be handed over", e);
    }
  }

  private static void forget(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("what the server was handed could not be removed", e);
    }
  }

  /** A host that has joined. */
  LabHost joined(String name) {
    LabHost host = lab.host(name, LAYER);
    // A machine that is busy with booting hosts may keep somebody waiting: what failed is tried
    // again.
    Mission.await(name + " to join", JOINING, () -> joins(host), () -> "see " + server.log());
    return host;
  }

  private boolean joins(LabHost host) {
    Output token;
    synchronized (this) {
      token = server.command("token", "join", "--for=1h");
    }
    return token.exit() == 0
        && host.run(JOINING, "bash", "-o", "pipefail", "-c", token.stdout()).exit() == 0;
  }

  Path home() {
    return lab.home();
  }

  KitwardServer server() {
    return server;
  }

  ServerApi api() {
    return api;
  }

  /** A node's instance of a service; missing while there is none. */
  JsonNode instance(String certname, String service) {
    ServerApi.Answer answer = api.send("GET", "/v1/nodes/" + certname + "/instances", "", "");
    if (answer.status() != 404) {
      for (JsonNode instance : answer.orThrow().json().path("items")) {
        if (instance.path("service").asString("").equals(service)) {
          return instance;
        }
      }
    }
    return MissingNode.getInstance();
  }

  @Override
  public void close() {
    close.run();
  }
}
