package io.kitward.connector.watch;

import io.kitward.connector.host.Host;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notices that something changed on the node and says which service to look at: files and packages
 * by inotify, units by their processes, twice a second and without asking systemd. It decides
 * nothing; whoever looks finds out what it means.
 */
public final class Watch {

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final String PACKAGES = "/var/lib/dpkg";

  private final Host host;
  private final Supplier<Optional<DesiredState>> desired;
  private final Consumer<String> look;
  private boolean even;

  /**
   * @param desired what the node shall carry out
   * @param look is given each service at which something changed
   */
  public Watch(Host host, Supplier<Optional<DesiredState>> desired, Consumer<String> look) {
    this.host = host;
    this.desired = desired;
    this.look = look;
  }

  /** Watches until it is interrupted. */
  public void run() {
    try {
      while (true) {
        beat();
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    even = !even;
    List<InstanceDesired> instances = present();
    for (InstanceDesired instance : instances) {
      boolean changed = false;
      for (InstanceDesired.UnitDesired unit : instance.units()) {
        changed |=
            switch (host.units().stir(unit.name())) {
              case QUIET -> false;
              case STIRRED -> true;
              case UNKNOWN -> even;
            };
      }
      if (changed) {
        look.accept(instance.service());
      }
    }
    host.files().watch(folders(instances), this::changed);
  }

  private List<InstanceDesired> present() {
    return desired.get().stream()
        .flatMap(state -> state.instances().stream())
        .filter(instance -> instance.ensure() == InstanceDesired.Ensure.PRESENT)
        .toList();
  }

  static List<String> folders(List<InstanceDesired> instances) {
    var folders = new TreeSet<String>();
    for (InstanceDesired instance : instances) {
      for (InstanceDesired.FileDesired file : instance.files()) {
        Path parent = Path.of(file.path()).getParent();
        if (parent != null) {
          folders.add(parent.toString());
        }
      }
      if (!instance.packages().isEmpty()) {
        folders.add(PACKAGES);
      }
    }
    return new ArrayList<>(folders);
  }

  private void changed(String path) {
    if (path.contains(".kitward-")) {
      return;
    }
    for (InstanceDesired instance : present()) {
      boolean concerns =
          path.startsWith(PACKAGES)
              ? path.equals(PACKAGES + "/status") && !instance.packages().isEmpty()
              : instance.files().stream()
                  .anyMatch(file -> file.path().equals(path) || file.path().startsWith(path + "/"));
      if (concerns) {
        look.accept(instance.service());
      }
    }
  }
}
