package io.kitward.policy;

import java.util.ArrayList;
import java.util.List;

/** The files of systemd that a service's units become. */
final class UnitFiles {
  private static final String FOLDER = "/etc/systemd/system/";
  private static final String DROP_IN = ".d/50-kitward.conf";
  private static final String LIMITS = ".d/60-kitward-limits.conf";

  private UnitFiles() {}

  /** Where they lie. */
  static List<String> paths(ServiceParts.UnitItem unit) {
    return of(unit).stream().map(ServiceParts.FileItem::path).toList();
  }

  /** The files of a unit, each a concern of that unit alone. */
  static List<ServiceParts.FileItem> of(ServiceParts.UnitItem unit) {
    List<ServiceParts.FileItem> files = new ArrayList<>();
    if (unit.content() != null) {
      files.add(file(unit, "", unit.content()));
    }
    if (unit.dropIn() != null) {
      files.add(file(unit, DROP_IN, unit.dropIn()));
    }
    if (unit.limits() != null) {
      files.add(file(unit, LIMITS, unit.limits().dropIn()));
    }
    return files;
  }

  private static ServiceParts.FileItem file(
      ServiceParts.UnitItem unit, String suffix, String template) {
    return new ServiceParts.FileItem(
        FOLDER + unit.name() + suffix,
        "root",
        "root",
        "0644",
        Format.SYSTEMD,
        template,
        List.of(),
        null,
        List.of(unit.name()));
  }
}
