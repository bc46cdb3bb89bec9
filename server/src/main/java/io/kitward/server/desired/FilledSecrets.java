package io.kitward.server.desired;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ParameterType;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.ServiceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives parameters that documents leave out the secrets that the server makes for them: the secret
 * parameter {@code token} of a console's own services gets the token with which that console asks
 * Kitward, and a parameter that is {@code perNode} gets, as its default, the master from which each
 * node's key is derived. Pure.
 */
final class FilledSecrets {

  /** The parameter of a console's services that is filled in. */
  static final String TOKEN = "token";

  /** Where the secrets come from. */
  interface Source {

    /** The reference of a console's token. */
    ParameterValue.Secret token(String backend);

    /** The reference of the master for a service's parameter. */
    ParameterValue.Secret master(String service, String parameter);
  }

  private FilledSecrets() {}

  /** The name of a console's token. */
  static String tokenName(String backend) {
    return "console-" + backend;
  }

  /** The name of a master: {@code SERVICE-PARAMETER}, in lower case with hyphens between words. */
  static String masterName(String service, String parameter) {
    return service + "-" + parameter.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The documents with the secrets filled in. */
  static DocumentSet fill(DocumentSet documents, Source source) {
    List<ParsedDocument> filled = new ArrayList<>();
    for (BackendDocument backend : documents.backends()) {
      filled(documents, backend, source).map(ParsedDocument::of).ifPresent(filled::add);
    }
    for (ServiceDocument service : documents.services()) {
      filled(service, source).map(ParsedDocument::of).ifPresent(filled::add);
    }
    return filled.isEmpty() ? documents : documents.with(filled);
  }

  private static Optional<ServiceDocument> filled(ServiceDocument service, Source source) {
    var parameters = new TreeMap<>(service.parameters());
    parameters.replaceAll(
        (name, parameter) ->
            parameter.perNode() && parameter.defaultValue() == null
                ? parameter.byDefault(source.master(service.name(), name))
                : parameter);
    return parameters.equals(service.parameters())
        ? Optional.empty()
        : Optional.of(service.with(parameters));
  }

  private static Optional<BackendDocument> filled(
      DocumentSet documents, BackendDocument backend, Source source) {
    BackendDocument.Configure configure = backend.configure();
    if (configure == null
        || configure.services().stream()
            .noneMatch(item -> needs(documents.service(item.name()), item))) {
      return Optional.empty();
    }
    List<BackendDocument.ServiceItem> services = new ArrayList<>();
    for (BackendDocument.ServiceItem item : configure.services()) {
      services.add(
          needs(documents.service(item.name()), item)
              ? with(item, source.token(backend.name()))
              : item);
    }
    return Optional.of(
        backend.configuring(new BackendDocument.Configure(configure.node(), services)));
  }

  private static boolean needs(
      Optional<ServiceDocument> service, BackendDocument.ServiceItem item) {
    return !item.parameters().containsKey(TOKEN)
        && service
            .map(document -> document.parameters().get(TOKEN))
            .map(
                parameter ->
                    parameter.type() == ParameterType.SECRET
                        && !parameter.perNode()
                        && parameter.defaultValue() == null)
            .orElse(false);
  }

  private static BackendDocument.ServiceItem with(
      BackendDocument.ServiceItem item, ParameterValue.Secret token) {
    var parameters = new TreeMap<>(item.parameters());
    parameters.put(TOKEN, token);
    return new BackendDocument.ServiceItem(item.name(), parameters);
  }
}
