package io.kitward.policy;

import java.time.Duration;
import java.time.Instant;
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
          case ServiceDocument service -> ServiceForm.of(service);
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
                  .put("mode", optional(policy.mode()))
                  .put("until", text(policy.until()))
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
                  .put("mode", optional(assignment.mode()))
                  .put("until", text(assignment.until()))
                  .fields;
          case ExemptionDocument exemption ->
              new Form()
                  .put("selector", exemption.selector().toString())
                  .put("services", exemption.services())
                  .put("reason", exemption.reason())
                  .put("until", exemption.until().toString())
                  .fields;
          case SiteDocument site ->
              new Form()
                  .put("selector", site.selector().toString())
                  .put(
                      "mirrors",
                      site.mirrors().stream()
                          .map(it -> Map.of("from", it.from(), "to", it.to()))
                          .toList())
                  .fields;
          case RepositoryDocument repository -> repository(repository);
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

  private static Map<String, Object> repository(RepositoryDocument repository) {
    ParameterValue.Secret secret = repository.secret();
    return new Form()
        .put("url", repository.url())
        .put("branch", repository.branch())
        .put("tag", repository.tag())
        .put("path", repository.path())
        .putUnless("1m", "interval", grace(repository.interval()))
        .put("user", repository.user())
        .put("secret", secret == null ? null : secret.reference())
        .put("hostKey", repository.hostKey())
        .put("approval", word(repository.approval()))
        .put("prune", repository.prune() ? true : null)
        .put("takeOver", repository.takeOver() ? true : null)
        .put("suspended", repository.suspended() ? true : null)
        .fields;
  }

  private static Map<String, Object> backend(BackendDocument backend) {
    ParameterValue.Secret secret = backend.secret();
    Form form =
        new Form()
            .put("type", word(backend.type()))
            .put("url", backend.url())
            .put("alertmanager", backend.alertmanager())
            .put("through", backend.through())
            .put("registersAs", backend.registersAs())
            .put("secret", secret == null ? null : secret.reference())
            .put(
                "exceptions",
                backend.exceptions().stream().map(BackendDocument.ExceptionKind::word).toList());
    BackendDocument.Mail mail = backend.mail();
    if (mail != null) {
      form.put("from", mail.from()).put("to", mail.to());
    }
    BackendDocument.Login login = backend.login();
    if (login != null) {
      form.put("user", login.user())
          .put("ca", login.ca())
          .putUnless(word(BackendDocument.Drift.MEND), "drift", word(login.drift()))
          .putUnless(word(BackendDocument.Leaving.DELETE), "leaving", word(login.leaving()));
    }
    form.put(
        "hosts",
        backend.hosts().stream()
            .map(
                rule ->
                    new Form()
                        .put("selector", rule.selector().toString())
                        .put("groups", rule.groups())
                        .put("templates", rule.templates())
                        .put("variables", rule.variables())
                        .fields)
            .toList());
    HttpConsole requests = backend.requests();
    if (requests != null) {
      form.put("requests", HttpConsoleForm.of(requests));
    }
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

  private static @Nullable String optional(@Nullable Enum<?> choice) {
    return choice == null ? null : word(choice);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  /** A choice of several words, with hyphens between them. */
  static String hyphened(Enum<?> choice) {
    return word(choice).replace('_', '-');
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
}
