package io.kitward.server.backend.icinga;

import io.kitward.protocol.Json;
import io.kitward.server.desired.WantedHost;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What Icinga fixes when a host is made: its templates and groups. Hosts with the same ones share a
 * shape and import the template of its name, which lies in a package of its own and never changes.
 * It looks up whether the host was moved to another shape ({@link Moves}). A value.
 */
record Shape(SortedSet<String> templates, SortedSet<String> groups) {

  /** Where a package's file lies in it. */
  static final String FILE = "conf.d/kitward.conf";

  private static final String PREFIX = "kitward-";

  Shape {
    templates = Collections.unmodifiableSortedSet(new TreeSet<>(templates));
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
  }

  static Shape of(WantedHost wanted) {
    return new Shape(wanted.templates(), wanted.groups());
  }

  /** The name of its package, and of the template that a host imports when it is made. */
  String name() {
    return PREFIX + Json.digest(List.of(templates, groups)).substring(0, 12);
  }

  /** Whether a template is one of Kitward's own. */
  static boolean isOwn(String template) {
    return template.startsWith(PREFIX);
  }

  /** Whether a template is one that a host imports when it is made. */
  static boolean isName(String template) {
    return template.matches("kitward-[0-9a-f]{12}");
  }

  /** The name of the template that holds what the shape of this name is. */
  static String content(String name) {
    return name + "-is";
  }

  /** Its package's file. A host whose templates name no check command is pinged. */
  String file() {
    var imports = new StringBuilder();
    templates.forEach(template -> imports.append("  import ").append(text(template)).append('\n'));
    String members = groups.isEmpty() ? "" : "  groups += " + text(groups) + "\n";
    return """
    // Written by Kitward. Hosts import this for ever: it is not edited and not deleted before them.
    template Host %1$s {
      check_command = "hostalive"
    %2$s%3$s}
    template Host %4$s {
      import (if (globals.contains("kitward_moved") && kitward_moved.contains(name)) {
        kitward_moved[name]
      } else {
        %1$s
      })
    }
    """
        .formatted(text(content(name())), imports, members, text(name()));
  }

  /** The package that defines a group which Icinga did not have. */
  static String packageOf(String group) {
    return PREFIX + "group-" + Json.digest(group).substring(0, 12);
  }

  /** That package's file. */
  static String fileOf(String group) {
    return """
    // Written by Kitward, for hosts that are in it.
    object HostGroup %s { }
    """
        .formatted(text(group));
  }

  /** JSON's strings and arrays are Icinga's too. */
  static String text(Object value) {
    return Json.MAPPER.writeValueAsString(value);
  }
}
