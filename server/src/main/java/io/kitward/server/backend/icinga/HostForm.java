package io.kitward.server.backend.icinga;

import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostChange.Field;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.WantedHost;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** A host in the common words, and as Icinga has it. Pure. */
final class HostForm {

  private static final String VARS = "vars.";

  private HostForm() {}

  /** The host as it is seen when it holds what is wanted. */
  static SeenHost expected(WantedHost wanted) {
    var services = new TreeMap<String, SortedMap<String, String>>();
    wanted
        .services()
        .forEach((name, service) -> services.put(named(name), ServiceForm.expected(service)));
    return new SeenHost(
        "",
        Optional.of(wanted.node()),
        named(wanted.name()),
        address(wanted),
        wanted.groups(),
        wanted.templates(),
        wanted.labels(),
        Variables.expected(wanted.variables()),
        services,
        true);
  }

  /**
   * A host that Icinga has. It is watched unless checks and notifications are both off: who
   * silences it, or has only passive results, still watches it.
   *
   * @param services Kitward's, by their names
   */
  static SeenHost seen(JsonNode host, SortedMap<String, SortedMap<String, String>> services) {
    String name = host.path("name").asString("");
    JsonNode attributes = host.path("attrs");
    JsonNode vars = attributes.path("vars");
    Optional<UUID> mark = mark(vars);
    var labels = new TreeMap<String, String>();
    vars.path(Variables.TAGS)
        .propertyStream()
        .filter(tag -> tag.getValue().isString())
        .forEach(tag -> labels.put(tag.getKey(), tag.getValue().asString()));
    SortedSet<String> templates = names(attributes.path("templates"));
    templates.remove(name); // Icinga lists the object among its own templates
    templates.removeIf(Shape::isOwn);
    return new SeenHost(
        name,
        mark,
        name,
        attributes.path("address").asString(""),
        names(attributes.path("groups")),
        templates,
        labels,
        Variables.seen(vars),
        mark.isPresent() ? services : new TreeMap<>(),
        attributes.path("enable_active_checks").asBoolean(true)
            || attributes.path("enable_notifications").asBoolean(true));
  }

  /** The mark on an object; what a person wrote there and is none counts as none. */
  static Optional<UUID> mark(JsonNode vars) {
    String text = vars.path(Variables.MARK).asString("");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** References of secrets in a host and its services. */
  static SortedMap<String, String> secrets(WantedHost wanted) {
    var secrets = new TreeMap<>(Variables.references(wanted.variables()));
    wanted
        .services()
        .forEach(
            (name, service) ->
                Variables.references(ServiceForm.variables(service))
                    .forEach((variable, value) -> secrets.put(name + "!" + variable, value)));
    return secrets;
  }

  /** What to set of a new host. */
  static SortedMap<String, Object> attributes(WantedHost wanted, UnaryOperator<String> secrets) {
    var attributes = new TreeMap<String, Object>();
    attributes.put("address", address(wanted));
    attributes.put(VARS + Variables.MARK, wanted.node().toString());
    attributes.put(VARS + Variables.TAGS, wanted.labels());
    Variables.set(attributes, wanted.variables(), secrets);
    return attributes;
  }

  /** What to set of a host that is there, beside its mark and whether it is watched. */
  static SortedMap<String, Object> attributes(
      HostChange.Update update, UnaryOperator<String> secrets) {
    var attributes = new TreeMap<String, Object>();
    SeenHost before = update.before();
    SeenHost after = update.after();
    if (update.fields().contains(Field.ADDRESS)) {
      attributes.put("address", after.address());
    }
    if (update.fields().contains(Field.LABELS)) {
      attributes.put(VARS + Variables.TAGS, after.labels());
    }
    boolean allSecrets = update.fields().contains(Field.SECRETS);
    var changed = new TreeMap<String, String>();
    after
        .variables()
        .forEach(
            (name, value) -> {
              String wanted = update.wanted().variables().getOrDefault(name, value);
              boolean secret = allSecrets && Variables.isSecret(wanted);
              if (secret || !Objects.equals(before.variables().get(name), value)) {
                changed.put(name, wanted);
              }
            });
    before.variables().keySet().stream()
        .filter(name -> !after.variables().containsKey(name))
        .forEach(name -> attributes.put(VARS + name, null));
    Variables.set(attributes, changed, secrets);
    if (allSecrets) {
      attributes.put(
          VARS + Variables.SECRETS, Variables.references(update.wanted().variables()).keySet());
    } else {
      attributes.remove(VARS + Variables.SECRETS);
    }
    return attributes;
  }

  private static String address(WantedHost wanted) {
    return wanted.address().isEmpty() ? wanted.name() : wanted.address();
  }

  private static String named(String name) {
    if (name.isEmpty() || name.contains("!")) {
      throw new IllegalArgumentException("'" + name + "' can't be a name in Icinga: it has a !");
    }
    return name;
  }

  private static SortedSet<String> names(JsonNode array) {
    var names = new TreeSet<String>();
    array.valueStream().forEach(name -> names.add(name.asString("")));
    return names;
  }
}
