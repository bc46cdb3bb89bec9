package io.kitward.lab.demo;

import io.kitward.lab.KitwardServer;
import io.kitward.lab.LabException;
import io.kitward.lab.Mission;
import io.kitward.lab.ServerApi;
import io.kitward.lab.ServerPlace;
import io.kitward.lab.simulate.Estate;
import io.kitward.lab.simulate.NodeTags;
import io.kitward.lab.simulate.SimulatedAuthority;
import io.kitward.lab.simulate.SimulatedFleet;
import io.kitward.lab.simulate.SimulatedFleet.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Kitward server of one's own, and the authority of the simulated nodes that connect to it. One
 * at a time for each user; all of it goes when it is closed.
 */
final class SimulatedWorld implements AutoCloseable {

  private static final String VERSION = "0.1.0-simulated";
  private static final Duration CONNECTING = Duration.ofMinutes(5);

  private final Path home;
  private final FileChannel claim;
  private final Path handover;
  private final SimulatedAuthority authority;
  private final KitwardServer server;
  private final ServerApi api;
  private final NodeTags tags;
  private List<Member> members = List.of();
  private @Nullable SimulatedFleet fleet;

  private SimulatedWorld(
      Path home,
      FileChannel claim,
      Path handover,
      SimulatedAuthority authority,
      KitwardServer server) {
    this.home = home;
    this.claim = claim;
    this.handover = handover;
    this.authority = authority;
    this.server = server;
    this.api = ServerApi.of(server);
    this.tags = new NodeTags(URI.create("https://localhost:" + server.nodePort()));
  }

  /**
   * Starts the server.
   *
   * @param home the source tree
   */
  static SimulatedWorld open(Path home) {
    ServerPlace place = ServerPlace.ofUser("simulation");
    Path handover = place.state().resolveSibling(place.state().getFileName() + "-handover");
    boolean opened = false;
    FileChannel claim = claim(place);
    try {
      var authority = SimulatedAuthority.create(Clock.systemUTC(), new SecureRandom());
      Files.createDirectories(handover);
      Path ca = handover.resolve("nodes.pem");
      Files.deleteIfExists(ca);
      Files.writeString(ca, authority.pem(), StandardOpenOption.CREATE_NEW);
      // The server may run as a user of its own.
      Files.setPosixFilePermissions(handover, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(ca, PosixFilePermissions.fromString("rw-r--r--"));
      KitwardServer server =
          KitwardServer.start(
              home,
              place,
              "localhost",
              List.of("--people.bind=127.0.0.1", "--node.bind=127.0.0.1", "--node.ca-file=" + ca),
              Optional.empty());
      opened = true;
      return new SimulatedWorld(home, claim, handover, authority, server);
    } catch (IOException e) {
      throw new UncheckedIOException("the server's files could not be laid out", e);
    } finally {
      if (!opened) {
        release(claim);
      }
    }
  }

  private static FileChannel claim(ServerPlace place) {
    Path file = place.state().resolveSibling(place.state().getFileName() + ".lock");
    try {
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw taken();
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      throw taken();
    } catch (IOException e) {
      throw new LabException(
          file.getParent() + " can't be written: " + e + "; set HOME or XDG_CACHE_HOME", e);
    }
  }

  private static LabException taken() {
    return new LabException("another simulation of yours is running; end it first");
  }

  private static void release(FileChannel claim) {
    try {
      claim.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects a simulated node for each server of an estate; returns when all are connected. */
  void connect(Estate estate, long seed) {
    members =
        estate.servers().parallelStream()
            .map(
                one ->
                    new Member(
                        one.certname(),
                        authority.identity(one.certname(), server.ca()),
                        one.facts()))
            .toList();
    SimulatedFleet started =
        SimulatedFleet.start(
            URI.create("wss://localhost:" + server.nodePort()), members, VERSION, seed);
    fleet = started;
    Mission.await(
        "the connection of every node",
        CONNECTING,
        () -> started.connected() == members.size(),
        () -> started.connected() + " of " + members.size());
  }

  SimulatedFleet fleet() {
    if (fleet == null) {
      throw new IllegalStateException("no node was connected yet");
    }
    return fleet;
  }

  List<Member> members() {
    return members;
  }

  KitwardServer server() {
    return server;
  }

  ServerApi api() {
    return api;
  }

  NodeTags tags() {
    return tags;
  }

  /** The documents of this simulation. */
  List<Path> documents() {
    return List.of(home.resolve("catalog"), home.resolve("lab/scenario/simulation.yaml"));
  }

  @Override
  public void close() {
    if (fleet != null) {
      fleet.close();
    }
    api.close();
    try {
      server.close();
      Files.deleteIfExists(handover.resolve("nodes.pem"));
      Files.deleteIfExists(handover);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(claim);
    }
  }
}
