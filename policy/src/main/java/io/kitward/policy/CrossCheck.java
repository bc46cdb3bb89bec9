package io.kitward.policy;

import io.kitward.selector.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Checks one document against the others. */
final class CrossCheck {
  private final ParsedDocument parsed;
  private final DocumentSet documents;
  private final List<Problem> problems = new ArrayList<>();

  private CrossCheck(ParsedDocument parsed, DocumentSet documents) {
    this.parsed = parsed;
    this.documents = documents;
  }

  static List<Problem> problems(ParsedDocument parsed, DocumentSet documents) {
    CrossCheck check = new CrossCheck(parsed, documents);
    switch (parsed.document()) {
      case ServiceDocument service ->
          ServiceCheck.faults(service)
              .forEach((path, message) -> check.add(Problem.VALUE, path, message));
      case BundleDocument bundle -> {
        check.names(Kind.SERVICE, bundle.services(), "spec.services");
        check.parameters(bundle.parameters());
        bundle.parameters().keySet().stream()
            .filter(service -> !bundle.services().contains(service))
            .forEach(
                service ->
                    check.add(
                        Problem.REFERENCE,
                        "spec.parameters." + service,
                        "the bundle does not hold the service "
                            + service
                            + "; add it or drop its parameters"));
      }
      case PolicyDocument policy -> {
        check.names(Kind.BUNDLE, policy.bundles(), "spec.bundles");
        check.names(Kind.SERVICE, policy.services(), "spec.services");
        check.parameters(policy.parameters());
      }
      case BackendDocument backend -> check.backend(backend);
    }
    return check.problems;
  }

  private void backend(BackendDocument backend) {
    BackendDocument.Configure configure = backend.configure();
    if (configure == null) {
      return;
    }
    for (int i = 0; i < configure.services().size(); i++) {
      BackendDocument.ServiceItem item = configure.services().get(i);
      String at = "spec.configure.services[" + i + "]";
      if (known(Kind.SERVICE, item.name(), at + ".name")) {
        values(item.name(), item.parameters(), at + ".parameters");
      }
    }
  }

  private void names(Kind kind, List<String> names, String path) {
    for (int i = 0; i < names.size(); i++) {
      known(kind, names.get(i), path + "[" + i + "]");
    }
  }

  private boolean known(Kind kind, String name, String path) {
    if (documents.find(kind, name).isPresent()) {
      return true;
    }
    String word = DocumentForm.word(kind);
    String hint =
        DidYouMean.closest(name, documents.names(kind))
            .map(close -> "did you mean " + close + "?")
            .orElse("apply its document together with this one");
    add(Problem.REFERENCE, path, "there is no " + word + " named '" + name + "'; " + hint);
    return false;
  }

  private void parameters(NavigableMap<String, NavigableMap<String, ParameterValue>> parameters) {
    parameters.forEach(
        (service, values) -> {
          String path = "spec.parameters." + service;
          if (known(Kind.SERVICE, service, path)) {
            values(service, values, path);
          }
        });
  }

  private void values(String service, NavigableMap<String, ParameterValue> values, String path) {
    ports(service, values, path);
    Map<String, ServiceDocument.Parameter> defined =
        documents.service(service).map(ServiceDocument::parameters).orElseThrow();
    values.forEach(
        (name, value) -> {
          ServiceDocument.Parameter parameter = defined.get(name);
          if (parameter == null) {
            String hint =
                DidYouMean.closest(name, defined.keySet())
                    .map(close -> "did you mean " + close + "?")
                    .orElse("known are " + String.join(", ", defined.keySet()));
            add(
                Problem.PARAMETER,
                path + "." + name,
                "the service " + service + " has no parameter '" + name + "'; " + hint);
          } else if (parameter.type().accept(value).isEmpty()) {
            String message = "does not fit the type " + parameter.type().word() + "; expected ";
            add(Problem.PARAMETER, path + "." + name, message + parameter.type().expected());
          }
        });
  }

  private void ports(String service, NavigableMap<String, ParameterValue> values, String path) {
    for (String name : ServiceCheck.ports(documents.service(service).orElseThrow())) {
      if (values.get(name) instanceof ParameterValue.Whole value
          && !ServiceCheck.isPort(value.plain().toString())) {
        add(
            Problem.PARAMETER,
            path + "." + name,
            ServiceCheck.noPort(value.plain().toString())
                + ", since the service "
                + service
                + " listens there");
      }
    }
  }

  private void add(String code, String path, String message) {
    problems.add(parsed.problem(code, path, message));
  }
}
