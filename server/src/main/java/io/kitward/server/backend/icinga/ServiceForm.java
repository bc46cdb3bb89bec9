package io.kitward.server.backend.icinga;

import io.kitward.server.desired.WantedHost;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A service as the {@code registration: icinga2:} of a Service document says it, and as Icinga has
 * it. The document's fields:
 *
 * <ul>
 *   <li>{@code check}: the check command, {@code tcp} when it says none;
 *   <li>{@code interval}: how often, in seconds, 60 when it says none;
 *   <li>{@code endpoint}: the endpoint that runs the check, which Icinga must have;
 *   <li>{@code templates}: names of service templates, with commas between them;
 *   <li>{@code vars.NAME}: a custom variable, such as {@code vars.tcp_port}.
 * </ul>
 *
 * <p>Pure.
 */
final class ServiceForm {

  private static final String VARS = "vars.";
  private static final String CHECK = "check";
  private static final String INTERVAL = "interval";
  private static final String ENDPOINT = "endpoint";
  private static final String TEMPLATES = "templates";

  /** Icinga can't change templates later, so it is kept which ones were given. */
  private static final String KEPT_TEMPLATES = "kitward_templates";

  /** Which endpoint was given: another may be a template's or a person's. */
  private static final String KEPT_ENDPOINT = "kitward_endpoint";

  /** Icinga's own name of it. */
  private static final String COMMAND_ENDPOINT = "command_endpoint";

  /** Which variables are Kitward's: others may be a template's or a person's. */
  private static final String KEPT_VARIABLES = "kitward_vars";

  /** The usual time between tries while a service isn't well, in seconds. */
  private static final BigDecimal RETRY = new BigDecimal(60);

  private ServiceForm() {}

  /** The fields as they are seen when they are set. */
  static SortedMap<String, String> expected(WantedHost.Service service) {
    var fields = new TreeMap<String, String>();
    fields.put("instance", service.instance().toString());
    fields.put(CHECK, check(service));
    fields.put(INTERVAL, interval(service).toPlainString());
    if (!endpoint(service).isEmpty()) {
      fields.put(ENDPOINT, endpoint(service));
    }
    if (!templates(service).isEmpty()) {
      fields.put(TEMPLATES, String.join(",", templates(service)));
    }
    Variables.expected(variables(service)).forEach((name, value) -> fields.put(VARS + name, value));
    service.fields().keySet().forEach(ServiceForm::known);
    return fields;
  }

  /** The fields of one that Icinga has. */
  static SortedMap<String, String> seen(JsonNode attributes) {
    JsonNode vars = attributes.path("vars");
    var fields = new TreeMap<String, String>();
    fields.put("instance", vars.path(Variables.MARK).asString(""));
    fields.put(CHECK, attributes.path("check_command").asString(""));
    fields.put(INTERVAL, seconds(attributes.path("check_interval").decimalValue()).toPlainString());
    if (!vars.path(KEPT_ENDPOINT).asString("").isEmpty()) {
      fields.put(ENDPOINT, attributes.path(COMMAND_ENDPOINT).asString(""));
    }
    String templates = vars.path(KEPT_TEMPLATES).asString("");
    if (!templates.isEmpty()) {
      fields.put(TEMPLATES, templates);
    }
    var ours = new TreeSet<String>();
    vars.path(KEPT_VARIABLES).valueStream().forEach(name -> ours.add(name.asString("")));
    Variables.seen(vars)
        .forEach(
            (name, value) -> {
              if (ours.contains(name)) {
                fields.put(VARS + name, value);
              }
            });
    return fields;
  }

  /** Whether it has to be made anew, with the loss of its history. */
  static boolean needsAnother(Map<String, String> before, Map<String, String> after) {
    return !before.getOrDefault(TEMPLATES, "").equals(after.getOrDefault(TEMPLATES, ""));
  }

  /**
   * What to set.
   *
   * @param before the fields as they were seen; empty when it is new
   */
  static SortedMap<String, Object> attributes(
      WantedHost.Service service, Map<String, String> before, UnaryOperator<String> secrets) {
    var attributes = new TreeMap<String, Object>();
    attributes.put("check_command", check(service));
    attributes.put("check_interval", interval(service));
    attributes.put("retry_interval", interval(service).min(RETRY));
    attributes.put(VARS + Variables.MARK, service.instance().toString());
    SortedMap<String, String> variables = variables(service);
    attributes.put(VARS + KEPT_VARIABLES, variables.keySet());
    attributes.put(VARS + KEPT_TEMPLATES, String.join(",", templates(service)));
    if (!endpoint(service).isEmpty() || before.containsKey(ENDPOINT)) {
      attributes.put(COMMAND_ENDPOINT, endpoint(service));
      attributes.put(VARS + KEPT_ENDPOINT, endpoint(service));
    }
    before.keySet().stream()
        .filter(field -> field.startsWith(VARS))
        .forEach(field -> attributes.put(field, null));
    Variables.set(attributes, variables, secrets);
    attributes.put(VARS + Variables.SECRETS, Variables.references(variables).keySet());
    return attributes;
  }

  /**
   * What to set so that the service depends on no endpoint: an Icinga whose service names one that
   * is gone does not start.
   *
   * @param before the fields as they were seen
   */
  static SortedMap<String, Object> withoutEndpoint(Map<String, String> before) {
    return before.getOrDefault(ENDPOINT, "").isEmpty()
        ? new TreeMap<>()
        : new TreeMap<>(Map.of(COMMAND_ENDPOINT, ""));
  }

  static List<String> templates(WantedHost.Service service) {
    return Stream.of(service.field(TEMPLATES).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** The custom variables that it names, with references where they hold a secret. */
  static SortedMap<String, String> variables(WantedHost.Service service) {
    var variables = new TreeMap<String, String>();
    service
        .fields()
        .forEach(
            (field, value) -> {
              if (field.startsWith(VARS)) {
                variables.put(field.substring(VARS.length()), value);
              }
            });
    return variables;
  }

  private static String check(WantedHost.Service service) {
    return service.field(CHECK).isBlank() ? "tcp" : service.field(CHECK).strip();
  }

  private static String endpoint(WantedHost.Service service) {
    return service.field(ENDPOINT).strip();
  }

  private static BigDecimal interval(WantedHost.Service service) {
    String text = service.field(INTERVAL).isBlank() ? "60" : service.field(INTERVAL).strip();
    if (!text.matches("\\d{1,7}(\\.\\d{1,3})?") || new BigDecimal(text).signum() == 0) {
      throw new IllegalArgumentException(
          "interval of icinga2 is '" + text + "': seconds are wanted, such as 60");
    }
    return seconds(new BigDecimal(text));
  }

  /** One form for each value, so that 60.0 is 60. */
  private static BigDecimal seconds(BigDecimal value) {
    BigDecimal plain = value.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  private static void known(String field) {
    if (!List.of(CHECK, ENDPOINT, INTERVAL, TEMPLATES).contains(field) && !field.startsWith(VARS)) {
      throw new IllegalArgumentException(
          "icinga2 of a registration has no field '"
              + field
              + "'; it has check, endpoint, interval, templates, and vars.NAME for each custom variable");
    }
  }
}
