package io.kitward.connector.watch;

import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that something changed on the node and says which service to look at: units by what the
 * init system tells, files and the package database by what the file system tells. Nothing runs
 * while nothing happens. It decides nothing; whoever looks finds out what it means.
 */
public final class Watch {

  /** So often it looks whether it still watches the right things, in case it was told wrongly. */
  private static final Duration AGAIN = Duration.ofMinutes(5);

  private static final Duration AGAIN_WHEN_DEAF = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Host host;
  private final Supplier<Optional<DesiredState>> desired;
  private final Consumer<String> look;
  private final Object mark = new Object();
  private boolean stale = true;
  private boolean deaf;

  /**
   * @param desired what the node shall carry out
   * @param look is given each service at which something changed
   */
  public Watch(Host host, Supplier<Optional<DesiredState>> desired, Consumer<String> look) {
    this.host = host;
    this.desired = desired;
    this.look = look;
  }

  /** What the node shall carry out is another now. Thread-safe, never blocks. */
  public void renew() {
    synchronized (mark) {
      stale = true;
      mark.notifyAll();
    }
  }

  /** Watches until it is interrupted. */
  public void run() {
    try {
      while (true) {
        arrange();
        synchronized (mark) {
          if (!stale) {
            mark.wait((deaf ? AGAIN_WHEN_DEAF : AGAIN).toMillis());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void arrange() {
    synchronized (mark) {
      stale = false;
    }
    List<InstanceDesired> instances = present();
    try {
      host.files().watch(folders(instances, host.packages().databases()), this::changed);
      deaf = false;
    } catch (HostFailure e) {
      if (!deaf) {
        LOG.warn("changes of files are found by the full check alone: {}", e.getMessage());
      }
      deaf = true;
    }
    host.units().watch(units(instances), this::stirred);
  }

  private List<InstanceDesired> present() {
    return desired.get().stream()
        .flatMap(state -> state.instances().stream())
        .filter(instance -> instance.ensure() == InstanceDesired.Ensure.PRESENT)
        .toList();
  }

  private static Set<String> units(List<InstanceDesired> instances) {
    var units = new TreeSet<String>();
    for (InstanceDesired instance : instances) {
      instance.units().forEach(unit -> units.add(unit.name()));
    }
    return units;
  }

  static List<String> folders(List<InstanceDesired> instances, List<String> databases) {
    var paths = new ArrayList<String>();
    for (InstanceDesired instance : instances) {
      instance.files().forEach(file -> paths.add(file.path()));
      instance.folders().forEach(folder -> paths.add(folder.path()));
      if (!instance.packages().isEmpty()) {
        paths.addAll(databases);
      }
    }
    var folders = new TreeSet<String>();
    for (String path : paths) {
      Path parent = Path.of(path).getParent();
      if (parent != null) {
        folders.add(parent.toString());
      }
    }
    return new ArrayList<>(folders);
  }

  private void stirred(String unit) {
    for (InstanceDesired instance : present()) {
      if (instance.units().stream().anyMatch(one -> one.name().equals(unit))) {
        look.accept(instance.service());
      }
    }
  }

  private void changed(String path) {
    if (path.contains(".kitward-")) {
      return;
    }
    boolean packages = host.packages().databases().contains(path);
    for (InstanceDesired instance : present()) {
      boolean concerns =
          packages
              ? !instance.packages().isEmpty()
              : instance.files().stream().anyMatch(file -> at(path, file.path()))
                  || instance.folders().stream().anyMatch(folder -> at(path, folder.path()));
      if (concerns) {
        look.accept(instance.service());
      }
    }
  }

  /** Whether a change at a path concerns a file: the file itself, or a folder above it. */
  private static boolean at(String changed, String file) {
    return file.equals(changed) || file.startsWith(changed + "/");
  }
}
