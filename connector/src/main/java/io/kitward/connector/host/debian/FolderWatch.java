package io.kitward.connector.host.debian;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import io.kitward.connector.host.HostFailure;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Says which paths change directly within some folders, by inotify. The folders above are watched
 * too: one that goes and comes back, or is put in place of another, is watched again and said.
 */
final class FolderWatch {

  private final WatchService service;
  private final Consumer<String> changed;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private Set<Path> wanted = Set.of();

  private FolderWatch(WatchService service, Consumer<String> changed) {
    this.service = service;
    this.changed = changed;
  }

  static FolderWatch start(Consumer<String> changed) {
    try {
      var watch = new FolderWatch(FileSystems.getDefault().newWatchService(), changed);
      Thread.ofPlatform().daemon().name("files").start(watch::run);
      return watch;
    } catch (IOException e) {
      throw new HostFailure(
          HostFailure.Kind.FAILED,
          "the machine does not let folders be watched ("
              + e.getMessage()
              + "); raise fs.inotify.max_user_instances",
          e);
    }
  }

  /** Watches these folders and no others, those that are not there yet as well. */
  synchronized void folders(List<String> folders) {
    wanted = Set.copyOf(folders.stream().map(folder -> Path.of(folder).normalize()).toList());
    var needed = new HashSet<Path>();
    wanted.forEach(folder -> needed.addAll(line(folder)));
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !needed.contains(entry.getKey()) || !entry.getValue().isValid();
              if (gone) {
                entry.getValue().cancel();
              }
              return gone;
            });
    for (Path folder : needed) {
      if (!keys.containsKey(folder)) {
        register(folder);
      }
    }
  }

  /** A folder and those above it. */
  private static List<Path> line(Path folder) {
    var line = new java.util.ArrayList<Path>();
    for (Path one = folder; one != null; one = one.getParent()) {
      line.add(one);
    }
    return line;
  }

  private void register(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && !wanted.contains(folder)) {
      return;
    }
    try {
      keys.put(folder, folder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
    } catch (IOException e) {
      keys.remove(folder); // it is not there: the one above says when it comes
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        Path folder = (Path) key.watchable();
        for (var event : key.pollEvents()) {
          happened(event.context() instanceof Path name ? folder.resolve(name) : folder);
        }
        if (!key.reset()) {
          happened(folder);
        }
      }
    } catch (ClosedWatchServiceException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void happened(Path path) {
    Path parent = path.getParent();
    if (above(path)) {
      renew(path);
      changed.accept(path.toString());
    } else if (isWanted(path) || (parent != null && isWanted(parent))) {
      changed.accept(path.toString());
    }
  }

  private synchronized boolean isWanted(Path folder) {
    return wanted.contains(folder);
  }

  /** Whether it is one of the folders, or above one. */
  private synchronized boolean above(Path path) {
    return wanted.stream().anyMatch(folder -> folder.startsWith(path));
  }

  /** What is at a path now may be another folder than the one that was watched. */
  private synchronized void renew(Path path) {
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean below = entry.getKey().startsWith(path);
              if (below) {
                entry.getValue().cancel();
              }
              return below;
            });
    folders(wanted.stream().map(Path::toString).toList());
  }
}
