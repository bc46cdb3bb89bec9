package io.kitward.policy;

import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Renders one service for one node. */
final class InstanceRenderer {
  private final Templates templates;
  private final NavigableSet<String> secrets = new TreeSet<>();

  private InstanceRenderer(Map<String, Object> values) {
    this.templates = new Templates(values);
  }

  /**
   * The instance, rendered.
   *
   * @throws RenderException when a value is missing or cannot be made harmless
   */
  static DesiredInstance render(
      ServiceDocument service,
      ParameterMerge.Merged merged,
      Claim claim,
      NodeView node,
      Site site) {
    Map<String, Object> values = values(node, site);
    merged.parameters().forEach((name, choice) -> values.put(name, value(choice.value())));
    if (!claim.backends.isEmpty()) {
      values.put("backend", claim.backends.getFirst());
    }
    InstanceRenderer renderer = new InstanceRenderer(values);
    List<DesiredFile> files = service.files().stream().map(renderer::file).toList();
    return new DesiredInstance(
        service.name(),
        service.digest(),
        merged.parameters(),
        merged.versions(),
        List.copyOf(claim.requires),
        service.packages().stream().map(item -> pinned(item, merged)).toList(),
        service.directories(),
        files,
        service.units(),
        service.checks().stream().map(renderer::check).toList(),
        renderer.registration(service.registration()),
        service.offboarding(),
        renderer.secrets);
  }

  private static ServiceDocument.PackageItem pinned(
      ServiceDocument.PackageItem item, ParameterMerge.Merged merged) {
    ParameterChoice version = merged.versions().get(item.name());
    return version == null
        ? item
        : new ServiceDocument.PackageItem(item.name(), version.value().plain().toString());
  }

  private static Map<String, Object> values(NodeView node, Site site) {
    Map<String, Object> values = new HashMap<>();
    node.facts().forEach((path, value) -> values.put("facts." + path, value));
    Tags effective = node.effectiveTags();
    for (String key : effective.keys()) {
      String joined =
          effective.values(key).stream()
              .map(value -> value.isEmpty() ? "true" : value)
              .collect(Collectors.joining(","));
      values.put("tags." + key, joined);
    }
    values.put("certname", node.certname());
    values.put("kitward.url", site.url());
    values.put("kitward.caPem", new Templates.Pem(site.caPem()));
    return values;
  }

  private static Object value(ParameterValue value) {
    return switch (value) {
      case ParameterValue.Secret secret -> secret;
      case ParameterValue.Decimal decimal -> decimal.number().toPlainString();
      case ParameterValue.Text text -> text.text();
      case ParameterValue.Whole whole -> whole.number();
      case ParameterValue.Flag flag -> flag.flag();
      case ParameterValue.TextList list -> list.items();
    };
  }

  private DesiredFile file(ServiceDocument.FileItem file) {
    Templates.Rendered rendered;
    try {
      rendered = templates.render(file.template(), file.format());
    } catch (RenderException failure) {
      throw new RenderException(file.path() + ": " + failure.getMessage());
    }
    secrets.addAll(rendered.secrets());
    ServiceDocument.Insert insert = file.insert();
    return new DesiredFile(
        file.path(),
        file.owner(),
        file.group(),
        file.mode(),
        file.format(),
        rendered.text(),
        file.validate(),
        insert == null ? null : insert.after());
  }

  private Check check(Check check) {
    return switch (check) {
      case Check.Unit unit -> unit;
      case Check.Tcp tcp -> new Check.Tcp(port(open(tcp.port(), "a check")));
      case Check.Http http ->
          new Check.Http(url(open(http.url(), "a check")), open(http.contains(), "a check"));
    };
  }

  private NavigableMap<String, NavigableMap<String, String>> registration(
      NavigableMap<String, NavigableMap<String, String>> registration) {
    NavigableMap<String, NavigableMap<String, String>> rendered = new TreeMap<>();
    registration.forEach(
        (backend, fields) -> {
          NavigableMap<String, String> values = new TreeMap<>();
          fields.forEach((name, template) -> values.put(name, open(template, "a registration")));
          rendered.put(backend, values);
        });
    return rendered;
  }

  /** A text that the server and the console see too, so no secret may be in it. */
  private String open(String template, String where) {
    Templates.Rendered rendered = templates.render(template, Format.PLAIN);
    if (!rendered.secrets().isEmpty()) {
      throw new RenderException("a secret stands in " + where + "; secrets belong into files only");
    }
    return rendered.text();
  }

  private static String port(String text) {
    if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65_535) {
      throw new RenderException("the port of a check is '" + text + "', expected 1 to 65535");
    }
    return text;
  }

  private static String url(String text) {
    if (!text.matches("https?://[!-~]+")) {
      throw new RenderException(
          "the URL of a check is '" + text + "', expected http:// or https:// without spaces");
    }
    return text;
  }

  /**
   * Conflicts of instances that write one path, one for each of them; without those instances the
   * rest stays.
   */
  static List<Conflict> pathConflicts(List<DesiredInstance> instances) {
    NavigableMap<String, List<String>> writers = new TreeMap<>();
    for (DesiredInstance instance : instances) {
      instance
          .files()
          .forEach(
              file ->
                  writers
                      .computeIfAbsent(file.path(), ignored -> new ArrayList<>())
                      .add(instance.service()));
    }
    List<Conflict> conflicts = new ArrayList<>();
    writers.forEach(
        (path, services) -> {
          if (services.size() > 1) {
            String message =
                "the services " + String.join(" and ", services) + " both write " + path;
            services.forEach(
                service ->
                    conflicts.add(
                        new Conflict(service, Conflict.Reason.SAME_PATH, path, services, message)));
          }
        });
    return conflicts;
  }
}
