package io.kitward.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service says to consoles and checks, and could not work: consoles and fields that nobody
 * knows, and ports that are none.
 */
final class ServiceCheck {
  private static final Pattern NAME_AS_PORT =
      Pattern.compile("https?://[^/{}]*:\\{\\{\\s*([A-Za-z0-9]+)\\s*\\}\\}(/.*)?");

  private final Map<String, String> faults = new LinkedHashMap<>();

  private final Set<String> described;

  private ServiceCheck(Set<String> described) {
    this.described = described;
  }

  /**
   * Path of each place that is wrong, with what is wrong there.
   *
   * @param described kinds of consoles that Backend documents describe; any field may be theirs
   */
  static Map<String, String> faults(ServiceDocument service, Set<String> described) {
    ServiceCheck check = new ServiceCheck(described);
    check.ports("spec.checks", service.parts().checks());
    check.ports("spec.probes", service.parts().probes());
    for (int i = 0; i < service.variants().size(); i++) {
      ServiceParts parts = service.variants().get(i).parts();
      check.ports("spec.variants[" + i + "].checks", parts.checks());
      check.ports("spec.variants[" + i + "].probes", parts.probes());
    }
    service
        .registration()
        .forEach((console, fields) -> check.registration(service, console, fields));
    for (String name : ports(service)) {
      ServiceDocument.Parameter parameter = service.parameters().get(name);
      ParameterValue value = parameter == null ? null : parameter.defaultValue();
      if (value != null && !isPort(value.plain().toString())) {
        check.faults.put("spec.parameters." + name + ".default", noPort(value.plain().toString()));
      }
    }
    return check.faults;
  }

  private void ports(String path, List<Check> checks) {
    for (int i = 0; i < checks.size(); i++) {
      switch (checks.get(i)) {
        case Check.Tcp tcp -> port(path + "[" + i + "].port", tcp.port());
        case Check.PortOwner owner -> port(path + "[" + i + "].port", owner.port());
        case Check.Unit _,
            Check.ProcessRuns _,
            Check.Http _,
            Check.Command _,
            Check.FileAge _,
            Check.Metrics _,
            Check.Log _ -> {}
      }
    }
  }

  /** The parameters that stand as a port, whole, in a check or a registration. */
  static Set<String> ports(ServiceDocument service) {
    Set<String> ports = new TreeSet<>();
    for (ServiceParts parts : service.everyParts()) {
      for (Check check : parts.allChecks()) {
        switch (check) {
          case Check.Tcp tcp -> name(RegistrationFields.NAME_ALONE, tcp.port(), ports);
          case Check.PortOwner owner -> name(RegistrationFields.NAME_ALONE, owner.port(), ports);
          case Check.Http http -> name(NAME_AS_PORT, http.url(), ports);
          case Check.Metrics metrics -> name(NAME_AS_PORT, metrics.url(), ports);
          case Check.Unit _,
              Check.ProcessRuns _,
              Check.Command _,
              Check.FileAge _,
              Check.Log _ -> {}
        }
      }
    }
    service
        .registration()
        .values()
        .forEach(
            fields -> name(RegistrationFields.NAME_ALONE, fields.getOrDefault("port", ""), ports));
    return ports;
  }

  private static void name(Pattern pattern, String text, Set<String> names) {
    Matcher matcher = pattern.matcher(text);
    if (matcher.matches()) {
      names.add(matcher.group(1));
    }
  }

  static boolean isPort(String text) {
    return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65_535;
  }

  static String noPort(String text) {
    return "is '" + text + "', expected a port from 1 to 65535";
  }

  private void registration(
      ServiceDocument service, String console, NavigableMap<String, String> fields) {
    String path = "spec.registration." + console;
    if (described.contains(console)) {
      return;
    }
    Optional<String> unknown = RegistrationFields.fault(console, described);
    if (unknown.isPresent()) {
      faults.put(path, unknown.get());
      return;
    }
    fields.forEach(
        (name, value) -> {
          String at = path + "." + name;
          Optional<String> fault = RegistrationFields.fault(console, name);
          if (fault.isPresent()) {
            faults.put(at, fault.get());
          } else if (RegistrationFields.isKey(console, name)) {
            if (RegistrationFields.nodeKey(name, value, service.parameters()).isEmpty()) {
              faults.put(at, RegistrationFields.NO_KEY);
            }
          } else if (!value.contains("{{")) {
            literal(at, name, value);
          }
        });
  }

  private void literal(String path, String name, String value) {
    switch (name) {
      case "port" -> port(path, value);
      case "path" -> {
        if (!value.startsWith("/")) {
          faults.put(path, "is '" + value + "', expected a path that begins with /");
        }
      }
      case "scheme" -> {
        if (!value.equals("http") && !value.equals("https")) {
          faults.put(path, "is '" + value + "', expected http or https");
        }
      }
      default -> {}
    }
  }

  private void port(String path, String template) {
    if (!template.contains("{{") && !isPort(template)) {
      faults.put(path, noPort(template));
    }
  }
}
