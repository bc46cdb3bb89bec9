package io.kitward.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service as plain maps and lists, in the shape in which people write it. */
final class ServiceForm {
  private ServiceForm() {}

  static Map<String, Object> of(ServiceDocument service) {
    Form parameters = new Form();
    service.parameters().forEach((name, parameter) -> parameters.put(name, parameter(parameter)));
    Offboarding offboarding = service.offboarding();
    Form form = new Form().put("parameters", parameters.fields);
    parts(service.parts()).forEach(form::put);
    return form.put("variants", service.variants().stream().map(ServiceForm::variant).toList())
        .put("after", service.after())
        .putUnless(0, "startsPerDay", service.startsPerDay())
        .put("registration", service.registration())
        .put("agent", agent(service.agent()))
        .put(
            "offboarding",
            new Form()
                .put("contract", DocumentForm.word(offboarding.contract()))
                .put("grace", DocumentForm.grace(offboarding.grace()))
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
    if (parameter.perNode()) {
      form.put("perNode", true);
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

  /** Every part, also an empty one. */
  private static Map<String, Object> parts(ServiceParts parts) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("repositories", parts.repositories().stream().map(ServiceForm::repository).toList());
    form.put("accounts", parts.accounts().stream().map(ServiceForm::account).toList());
    form.put("packages", parts.packages().stream().map(ServiceForm::packageItem).toList());
    form.put("directories", parts.directories().stream().map(ServiceForm::directory).toList());
    form.put("files", parts.files().stream().map(ServiceForm::file).toList());
    form.put("units", parts.units().stream().map(ServiceForm::unit).toList());
    form.put("hooks", hooks(parts.hooks()));
    form.put("checks", parts.checks().stream().map(ServiceForm::check).toList());
    form.put("probes", parts.probes().stream().map(ServiceForm::check).toList());
    form.put("conflicts", conflicts(parts.conflicts()));
    return form;
  }

  static @Nullable Map<String, Object> agent(@Nullable AgentPart agent) {
    return agent == null
        ? null
        : new Form()
            .put("type", agent.type())
            .put(
                "config",
                agent.config().stream()
                    .map(
                        entry -> {
                          Form form =
                              new Form()
                                  .put("name", entry.name())
                                  .put("contentType", entry.contentType())
                                  .put("format", DocumentForm.word(entry.format()));
                          form.fields.put("template", entry.template());
                          return form.fields;
                        })
                    .toList())
            .fields;
  }

  /** What a variant replaces by nothing is written too. */
  private static Map<String, Object> variant(Variant variant) {
    Form form = new Form().put("when", variant.when().toString());
    Map<String, Object> parts = parts(variant.parts());
    variant
        .replaces()
        .forEach(
            part -> {
              String name = DocumentForm.word(part);
              Object value = parts.get(name);
              if (value != null) {
                form.fields.put(name, value);
              }
            });
    return form.fields;
  }

  static Map<String, Object> repository(ServiceParts.RepositoryItem item) {
    return new Form()
        .put("name", item.name())
        .put("type", DocumentForm.word(item.type()))
        .put("url", item.url())
        .put("suites", item.suites())
        .put("components", item.components())
        .put("key", item.key())
        .fields;
  }

  static Map<String, Object> account(ServiceParts.AccountItem item) {
    return new Form()
        .put("user", item.user())
        .put("group", item.group())
        .put("home", item.home())
        .put("shell", item.shell())
        .put("groups", item.groups())
        .fields;
  }

  static Map<String, Object> packageItem(ServiceParts.PackageItem item) {
    return new Form()
        .put("name", item.name())
        .put("version", item.version())
        .put("minimum", item.minimum())
        .putUnless("present", "upgrade", DocumentForm.word(item.upgrade()))
        .fields;
  }

  private static Object directory(ServiceParts.DirectoryItem item) {
    return item.access() == null ? item.path() : folder(item.path(), item.access());
  }

  static Map<String, Object> folder(String path, ServiceParts.Access access) {
    return new Form()
        .put("path", path)
        .put("owner", access.owner())
        .put("group", access.group())
        .put("mode", access.mode())
        .fields;
  }

  private static Map<String, Object> file(ServiceParts.FileItem file) {
    ServiceParts.Insert insert = file.insert();
    Form form =
        new Form()
            .put("path", file.path())
            .put("owner", file.owner())
            .put("group", file.group())
            .put("mode", file.mode())
            .put("format", DocumentForm.word(file.format()))
            .put("validate", file.validate())
            .put("insert", insert == null ? null : Map.of("after", insert.after()))
            .put("concerns", file.concerns());
    form.fields.put("template", file.template());
    return form.fields;
  }

  private static Map<String, Object> unit(ServiceParts.UnitItem unit) {
    return new Form()
        .put("name", unit.name())
        .put("onChange", DocumentForm.word(unit.onChange()))
        .put("content", unit.content())
        .put("dropIn", unit.dropIn())
        .put("limits", limits(unit.limits()))
        .fields;
  }

  private static @Nullable Map<String, Object> limits(ServiceParts.@Nullable Limits limits) {
    return limits == null
        ? null
        : new Form()
            .put("cpu", limits.cpu())
            .put("memory", limits.memory())
            .putUnless(0, "io", limits.io())
            .putUnless(0, "tasks", limits.tasks())
            .fields;
  }

  static Map<String, Object> hooks(List<ServiceParts.HookItem> hooks) {
    Map<String, List<Object>> byMoment = new LinkedHashMap<>();
    for (ServiceParts.HookItem hook : hooks) {
      byMoment
          .computeIfAbsent(DocumentForm.hyphened(hook.moment()), moment -> new ArrayList<>())
          .add(
              new Form()
                  .put("command", hook.command())
                  .put("timeout", DocumentForm.grace(hook.timeout()))
                  .fields);
    }
    return Map.copyOf(byMoment);
  }

  static Map<String, Object> conflicts(ServiceParts.Conflicts conflicts) {
    return new Form()
        .put("services", conflicts.services())
        .put("packages", conflicts.packages())
        .put("units", conflicts.units())
        .fields;
  }

  static Map<String, Object> check(Check check) {
    return switch (check) {
      case Check.Unit unit -> type("unit").put("unit", unit.unit()).fields;
      case Check.ProcessRuns process ->
          type("process").put("name", process.name()).put("user", process.user()).fields;
      case Check.Tcp tcp -> type("tcp").put("port", tcp.port()).fields;
      case Check.PortOwner owner ->
          type("port-owner")
              .put("port", owner.port())
              .put("transport", DocumentForm.word(owner.transport()))
              .put("unit", owner.unit())
              .fields;
      case Check.Http http ->
          type("http")
              .put("url", http.url())
              .put("contains", http.contains())
              .putUnless(200, "status", http.status())
              .fields;
      case Check.Command command ->
          type("command")
              .put("command", command.command())
              .put("user", command.user())
              .putUnless(0, "exit", command.exit())
              .put("contains", command.contains())
              .put("timeout", DocumentForm.grace(command.timeout()))
              .fields;
      case Check.FileAge file ->
          type("file-age")
              .put("path", file.path())
              .put("age", DocumentForm.grace(file.age()))
              .fields;
      case Check.Metrics metrics ->
          type("metrics")
              .put("url", metrics.url())
              .put("metric", metrics.metric())
              .put("samples", metrics.samples())
              .fields;
      case Check.Log log ->
          type("log")
              .put("source", log.source())
              .put("pattern", log.pattern())
              .put("within", DocumentForm.grace(log.within()))
              .fields;
    };
  }

  private static Form type(String word) {
    return new Form().put("type", word);
  }
}
