package io.kitward.connector.host.debian;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Says which paths change directly within some folders, by inotify. */
final class FolderWatch {

  private final WatchService service;
  private final Map<Path, WatchKey> keys = new ConcurrentHashMap<>();
  private final Consumer<String> changed;

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
      throw new UncheckedIOException("cannot watch folders", e);
    }
  }

  /** Watches these folders and no others; one that is not there is left to the full check. */
  synchronized void folders(List<String> folders) {
    var wanted = folders.stream().map(Path::of).toList();
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean gone = !wanted.contains(entry.getKey()) || !entry.getValue().isValid();
              if (gone) {
                entry.getValue().cancel();
              }
              return gone;
            });
    for (Path folder : wanted) {
      if (!keys.containsKey(folder) && Files.isDirectory(folder)) {
        register(folder);
      }
    }
  }

  private void register(Path folder) {
    try {
      keys.put(folder, folder.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
    } catch (IOException e) {
      keys.remove(folder); // the full check finds what happens there
    }
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.take();
        Path folder = (Path) key.watchable();
        for (var event : key.pollEvents()) {
          changed.accept(
              event.context() instanceof Path name
                  ? folder.resolve(name).toString()
                  : folder.toString());
        }
        if (!key.reset()) {
          changed.accept(folder.toString());
        }
      }
    } catch (ClosedWatchServiceException e) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
