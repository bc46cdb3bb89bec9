package io.kitward.policy;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Documents as plain maps and lists, in the shape in which people write them; what is empty is left
 * out.
 */
final class DocumentForm {
  private DocumentForm() {}

  static Map<String, Object> of(Document document) {
    Form metadata =
        new Form()
            .put("name", document.name())
            .put("description", document.metadata().description());
    Map<String, Object> spec =
        switch (document) {
          case ServiceDocument service -> service(service);
          case BundleDocument bundle ->
              new Form()
                  .put("services", bundle.services())
                  .put("parameters", parameters(bundle.parameters()))
                  .put("versions", parameters(bundle.versions()))
                  .fields;
          case PolicyDocument policy ->
              new Form()
                  .put("selector", policy.selector().toString())
                  .put("priority", policy.priority())
                  .put("effect", word(policy.effect()))
                  .put("bundles", policy.bundles())
                  .put("services", policy.services())
                  .put("parameters", parameters(policy.parameters()))
                  .put("versions", parameters(policy.versions()))
                  .fields;
          case BackendDocument backend -> backend(backend);
          case TagKeyDocument key ->
              new Form()
                  .put("key", key.key())
                  .put("values", key.values())
                  .put("cardinality", word(key.cardinality()))
                  .put("sources", key.sources())
                  .put("grantsAccess", key.grantsAccess())
                  .fields;
          case TagRuleDocument rule ->
              new Form()
                  .put("selector", rule.selector().toString())
                  .put("tags", rule.tags().stream().map(TagTemplate::toString).toList())
                  .fields;
          case GroupDocument group ->
              new Form().put("selector", group.selector().toString()).fields;
          case AssignmentDocument assignment ->
              new Form()
                  .put("node", assignment.node())
                  .put("services", assignment.services())
                  .put("parameters", parameters(assignment.parameters()))
                  .put("versions", parameters(assignment.versions()))
                  .fields;
          case ExemptionDocument exemption ->
              new Form()
                  .put("selector", exemption.selector().toString())
                  .put("services", exemption.services())
                  .put("reason", exemption.reason())
                  .put("until", exemption.until().toString())
                  .fields;
        };
    return Map.of(
        "apiVersion",
        Document.API_VERSION,
        "kind",
        document.kind().word(),
        "metadata",
        metadata.fields,
        "spec",
        spec);
  }

  private static Map<String, Object> service(ServiceDocument service) {
    Form parameters = new Form();
    service.parameters().forEach((name, parameter) -> parameters.put(name, parameter(parameter)));
    Offboarding offboarding = service.offboarding();
    return new Form()
        .put("parameters", parameters.fields)
        .put(
            "packages",
            service.packages().stream()
                .map(
                    item ->
                        new Form().put("name", item.name()).put("version", item.version()).fields)
                .toList())
        .put("directories", service.directories())
        .put("files", service.files().stream().map(DocumentForm::file).toList())
        .put(
            "units",
            service.units().stream()
                .map(
                    unit ->
                        new Form()
                            .put("name", unit.name())
                            .put("onChange", word(unit.onChange()))
                            .fields)
                .toList())
        .put("checks", service.checks().stream().map(DocumentForm::check).toList())
        .put("registration", service.registration())
        .put(
            "offboarding",
            new Form()
                .put("contract", word(offboarding.contract()))
                .put("grace", grace(offboarding.grace()))
                .fields)
        .fields;
  }

  private static Map<String, Object> parameter(ServiceDocument.Parameter parameter) {
    ParameterValue value = parameter.defaultValue();
    Form form =
        new Form().put("type", parameter.type().word()).put("description", parameter.description());
    if (value != null) {
      form.fields.put("default", value.plain());
    }
    form.fields.putAll(constraints(parameter.constraints()));
    return form.fields;
  }

  private static Map<String, Object> constraints(Constraints constraints) {
    Constraints items = constraints.items();
    TextPattern pattern = constraints.pattern();
    return new Form()
        .put("enum", constraints.allowed().stream().map(ParameterValue::plain).toList())
        .put("minimum", constraints.minimum())
        .put("maximum", constraints.maximum())
        .put("pattern", pattern == null ? null : pattern.toString())
        .put("minItems", constraints.minItems())
        .put("maxItems", constraints.maxItems())
        .put("items", items == null ? null : constraints(items))
        .fields;
  }

  private static Map<String, Object> file(ServiceDocument.FileItem file) {
    ServiceDocument.Insert insert = file.insert();
    Form form =
        new Form()
            .put("path", file.path())
            .put("owner", file.owner())
            .put("group", file.group())
            .put("mode", file.mode())
            .put("format", word(file.format()))
            .put("validate", file.validate())
            .put("insert", insert == null ? null : Map.of("after", insert.after()));
    form.fields.put("template", file.template());
    return form.fields;
  }

  static Map<String, Object> check(Check check) {
    return switch (check) {
      case Check.Unit unit -> new Form().put("type", "unit").put("unit", unit.unit()).fields;
      case Check.Tcp tcp -> new Form().put("type", "tcp").put("port", tcp.port()).fields;
      case Check.Http http ->
          new Form()
              .put("type", "http")
              .put("url", http.url())
              .put("contains", http.contains())
              .fields;
    };
  }

  private static Map<String, Object> backend(BackendDocument backend) {
    Form form = new Form().put("type", word(backend.type())).put("url", backend.url());
    BackendDocument.Configure configure = backend.configure();
    if (configure != null) {
      form.put(
          "configure",
          Map.of(
              "node",
              configure.node(),
              "services",
              configure.services().stream()
                  .map(
                      item ->
                          new Form()
                              .put("name", item.name())
                              .put("parameters", values(item.parameters()))
                              .fields)
                  .toList()));
    }
    return form.fields;
  }

  private static Map<String, Object> parameters(
      NavigableMap<String, NavigableMap<String, ParameterValue>> parameters) {
    Form form = new Form();
    parameters.forEach((service, values) -> form.put(service, values(values)));
    return form.fields;
  }

  private static Map<String, Object> values(NavigableMap<String, ParameterValue> values) {
    Map<String, Object> plain = new TreeMap<>();
    values.forEach((name, value) -> plain.put(name, value.plain()));
    return plain;
  }

  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /** A duration in the largest unit that gives a whole number, days at most. */
  static String grace(Duration grace) {
    long seconds = grace.toSeconds();
    if (seconds == 0) {
      return "0s";
    }
    return seconds % 86_400 == 0
        ? seconds / 86_400 + "d"
        : seconds % 3_600 == 0
            ? seconds / 3_600 + "h"
            : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** Fields in the making; null, empty text, empty lists and empty maps are left out. */
  private static final class Form {
    private final Map<String, Object> fields = new TreeMap<>();

    Form put(String name, @Nullable Object value) {
      boolean empty =
          value == null
              || (value instanceof String text && text.isEmpty())
              || (value instanceof List<?> list && list.isEmpty())
              || (value instanceof Map<?, ?> map && map.isEmpty());
      if (!empty) {
        fields.put(name, value);
      }
      return this;
    }
  }
}
