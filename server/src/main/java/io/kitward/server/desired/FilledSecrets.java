package io.kitward.server.desired;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ParameterType;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.ServiceDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Gives a console's own services the token with which that console asks Kitward: a secret parameter
 * named {@code token} that the Backend document leaves out gets a reference to it. Pure.
 */
final class ConsoleTokens {

  /** The parameter that is filled in. */
  static final String PARAMETER = "token";

  private ConsoleTokens() {}

  /**
   * The documents with the tokens filled in.
   *
   * @param token the reference of a console's token, by the console's name
   */
  static DocumentSet fill(DocumentSet documents, Function<String, ParameterValue.Secret> token) {
    List<ParsedDocument> filled = new ArrayList<>();
    for (BackendDocument backend : documents.backends()) {
      if (backend.configure() == null) {
        continue;
      }
      if (backend.configure().services().stream()
          .noneMatch(item -> needs(documents.service(item.name()), item))) {
        continue;
      }
      List<BackendDocument.ServiceItem> services = new ArrayList<>();
      for (BackendDocument.ServiceItem item : backend.configure().services()) {
        services.add(
            needs(documents.service(item.name()), item)
                ? with(item, token.apply(backend.name()))
                : item);
      }
      filled.add(
          ParsedDocument.of(
              backend.configuring(
                  new BackendDocument.Configure(backend.configure().node(), services))));
    }
    return documents.with(filled);
  }

  private static boolean needs(
      Optional<ServiceDocument> service, BackendDocument.ServiceItem item) {
    return !item.parameters().containsKey(PARAMETER)
        && service
            .map(document -> document.parameters().get(PARAMETER))
            .map(
                parameter ->
                    parameter.type() == ParameterType.SECRET && parameter.defaultValue() == null)
            .orElse(false);
  }

  private static BackendDocument.ServiceItem with(
      BackendDocument.ServiceItem item, ParameterValue.Secret token) {
    var parameters = new TreeMap<>(item.parameters());
    parameters.put(PARAMETER, token);
    return new BackendDocument.ServiceItem(item.name(), parameters);
  }
}
