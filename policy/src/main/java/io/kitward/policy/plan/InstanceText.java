package io.kitward.policy.plan;

import io.kitward.policy.Check;
import io.kitward.policy.DesiredFile;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.ServiceDocument;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** An instance as texts by part, for people to compare; secrets as references. */
final class InstanceText {
  private InstanceText() {}

  static NavigableMap<String, String> of(DesiredInstance instance) {
    NavigableMap<String, String> parts = new TreeMap<>();
    for (ServiceDocument.PackageItem item : instance.packages()) {
      parts.put(
          "package " + item.name(),
          item.version() == null ? "any version" : "version " + item.version());
    }
    for (DesiredFile file : instance.files()) {
      parts.put("file " + file.path(), file.content());
      parts.put("attributes of " + file.path(), attributes(file));
    }
    parts.put(
        "parameters",
        instance.parameters().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue().value().plain())
            .collect(Collectors.joining("\n")));
    parts.put("directories", String.join("\n", instance.directories()));
    parts.put(
        "units",
        instance.units().stream()
            .map(unit -> unit.name() + " " + unit.onChange())
            .collect(Collectors.joining("\n")));
    parts.put(
        "checks",
        instance.checks().stream().map(InstanceText::check).collect(Collectors.joining("\n")));
    parts.put(
        "registration",
        instance.registration().entrySet().stream()
            .flatMap(
                entry ->
                    entry.getValue().entrySet().stream()
                        .map(it -> entry.getKey() + "." + it.getKey() + ": " + it.getValue()))
            .collect(Collectors.joining("\n")));
    parts.put("offboarding", instance.offboarding().words());
    return parts;
  }

  private static String attributes(DesiredFile file) {
    return file.owner()
        + ":"
        + file.group()
        + " "
        + file.mode()
        + "\nformat "
        + file.format()
        + "\nvalidate "
        + String.join(" ", file.validate())
        + (file.insertAfter() == null ? "" : "\ninsert after " + file.insertAfter());
  }

  private static String check(Check check) {
    return switch (check) {
      case Check.Unit unit -> "unit " + unit.unit();
      case Check.Tcp tcp -> "tcp " + tcp.port();
      case Check.Http http -> "http " + http.url() + " contains " + http.contains();
    };
  }
}
