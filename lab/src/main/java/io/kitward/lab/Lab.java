package io.kitward.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A room of real Debian hosts, held by this process alone until it is closed. Closing forgets all
 * hosts; what a crashed predecessor left is cleaned up by the next one that opens the room.
 * Thread-safe.
 */
public final class Lab implements AutoCloseable {
  /** The layer that holds nothing beyond the base image. */
  public static final String BASE = "base";

  private static final Duration BUILD = Duration.ofMinutes(10);
  private static final Duration SWEEP = Duration.ofMinutes(2);

  private final LabScript script;
  private final FileChannel claim;
  private final Map<String, LabHost> hosts = new ConcurrentHashMap<>();

  private Lab(LabScript script, FileChannel claim) {
    this.script = script;
    this.claim = claim;
  }

  /**
   * Takes the room, cleans up after a crashed predecessor and prepares the base image.
   *
   * @throws LabException in one line, when the machine can't (not root, not Linux, no overlayfs),
   *     or the room is in use
   */
  public static Lab open(Room room) {
    LabScript script = new LabScript(LabScript.find(), room);
    FileChannel claim = claim(room);
    boolean opened = false;
    try {
      script.require(SWEEP, "sweep");
      script.require(BUILD, "prepare");
      opened = true;
      return new Lab(script, claim);
    } finally {
      if (!opened) {
        release(claim);
      }
    }
  }

  /** Makes sure that a prepared layer is there, without booting a host on it. */
  public void prepare(String layer) {
    if (!layer.equals(BASE)) {
      script.require(BUILD, "layer", layer);
    }
  }

  /**
   * The host of this name, with its address from the plan, booted on the layer if it isn't up yet.
   */
  public LabHost host(String name, String layer) {
    LabHost host =
        hosts.computeIfAbsent(name, key -> new LabHost(script, key, layer, address(key)));
    if (!host.layer().equals(layer)) {
      throw new LabException(name + " stands on layer " + host.layer() + ", not " + layer);
    }
    host.boot();
    return host;
  }

  /**
   * The address of a name of the plan, also of {@code host} and {@code kitward}: this machine as
   * the hosts see it.
   */
  public String address(String name) {
    return script.require(SWEEP, "address", name);
  }

  /** The source tree that this lab belongs to. */
  public Path home() {
    return Optional.ofNullable(script.path().getParent())
        .map(Path::getParent)
        .orElseThrow(() -> new LabException(script.path() + " lies in no source tree"));
  }

  @Override
  public void close() {
    try {
      script.require(SWEEP, "stop");
    } finally {
      release(claim);
    }
  }

  /** Gives the room back as a process that dies does: everything stays as it is. */
  void abandon() {
    release(claim);
  }

  private static FileChannel claim(Room room) {
    Path file =
        Path.of(
            Optional.ofNullable(System.getenv("LAB_STATE")).orElse("/var/tmp/kitward-lab"),
            room.id() + ".claim");
    try {
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(Path.of("")));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (locked(channel).isEmpty()) {
        channel.close();
        throw new LabException(
            "the lab's room " + room.id() + " is in use by another process; wait for it or end it");
      }
      return channel;
    } catch (IOException e) {
      throw new LabException(
          "could not take the lab's room " + room.id() + " (real hosts need root)", e);
    }
  }

  private static Optional<FileLock> locked(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  private static void release(FileChannel claim) {
    try {
      claim.close();
    } catch (IOException e) {
      throw new LabException("could not give the lab's room back", e);
    }
  }
}
