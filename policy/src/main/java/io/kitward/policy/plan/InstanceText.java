package io.kitward.policy.plan;

import io.kitward.policy.Check;
import io.kitward.policy.DesiredFile;
import io.kitward.policy.DesiredInstance;
import io.kitward.policy.ServiceParts;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An instance as texts by part, for people to compare; secrets as references. */
final class InstanceText {
  private InstanceText() {}

  static NavigableMap<String, String> of(DesiredInstance instance) {
    NavigableMap<String, String> parts = new TreeMap<>();
    for (ServiceParts.PackageItem item : instance.packages()) {
      parts.put("package " + item.name(), version(item));
    }
    for (ServiceParts.RepositoryItem item : instance.repositories()) {
      parts.put(
          "repository " + item.name(),
          (item.type() + " " + item.url()).toLowerCase(Locale.ROOT)
              + "\n"
              + String.join(" ", item.suites())
              + "\n"
              + String.join(" ", item.components())
              + "\n"
              + item.key());
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
    parts.put("directories", lines(instance.directories(), InstanceText::directory));
    parts.put(
        "units",
        instance.units().stream()
            .map(unit -> unit.name() + " " + unit.onChange())
            .collect(Collectors.joining("\n")));
    parts.put("checks", lines(instance.checks(), Check::words));
    some(parts, "probes", lines(instance.probes(), Check::words));
    some(parts, "accounts", lines(instance.accounts(), InstanceText::account));
    some(
        parts,
        "hooks",
        lines(
            instance.hooks(),
            hook ->
                hook.moment() + " " + String.join(" ", hook.command()) + " in " + hook.timeout()));
    some(parts, "conflicts", conflicts(instance.conflicts()));
    some(parts, "conduct", instance.conduct().words());
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
        + (file.insertAfter() == null ? "" : "\ninsert after " + file.insertAfter())
        + (file.concerns().isEmpty() ? "" : "\nconcerns " + String.join(", ", file.concerns()));
  }

  private static <T> String lines(List<T> items, Function<T, String> line) {
    return items.stream().map(line).collect(Collectors.joining("\n"));
  }

  /** Parts that few services have are only shown where they are. */
  private static void some(NavigableMap<String, String> parts, String name, String text) {
    if (!text.isEmpty()) {
      parts.put(name, text);
    }
  }

  private static String version(ServiceParts.PackageItem item) {
    if (item.version() != null) {
      return "version " + item.version();
    }
    if (item.minimum() != null) {
      return "version " + item.minimum() + " or newer";
    }
    return item.upgrade() == ServiceParts.Upgrade.LATEST ? "newest version" : "any version";
  }

  private static String directory(ServiceParts.DirectoryItem item) {
    ServiceParts.Access access = item.access();
    return access == null
        ? item.path()
        : item.path() + " " + access.owner() + ":" + access.group() + " " + access.mode();
  }

  private static String account(ServiceParts.AccountItem item) {
    return item.user()
        + ":"
        + item.group()
        + " home "
        + item.home()
        + " shell "
        + item.shell()
        + (item.groups().isEmpty() ? "" : " in " + String.join(", ", item.groups()));
  }

  private static String conflicts(ServiceParts.Conflicts conflicts) {
    return Stream.of(
            lines(conflicts.services(), "service "::concat),
            lines(conflicts.packages(), "package "::concat),
            lines(conflicts.units(), "unit "::concat))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
