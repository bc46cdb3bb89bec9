package io.kitward.connector.apply;

import io.kitward.connector.host.Packages;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import java.util.ArrayList;
import java.util.List;

/** The files of a service's package repositories, which are written before its packages come. */
final class Sources {

  private Sources() {}

  /** The files that its repositories become on this machine. */
  static List<FileDesired> of(InstanceDesired instance, Packages packages) {
    return instance.repositories().stream()
        .flatMap(repository -> packages.files(repository).stream())
        .toList();
  }

  /** All files of an instance, those of its repositories first. */
  static List<FileDesired> files(InstanceDesired instance, Packages packages) {
    if (instance.repositories().isEmpty()) {
      return instance.files();
    }
    var files = new ArrayList<>(of(instance, packages));
    files.addAll(instance.files());
    return files;
  }
}
