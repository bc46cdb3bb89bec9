package io.kitward.policy;

import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A place in a document where a secret is named.
 *
 * @param path of the place, such as {@code spec.parameters.tool.token}
 * @param service whose parameter it is for; empty for what Kitward itself uses
 * @param parameter empty likewise
 */
public record SecretUse(
    String path, String service, String parameter, ParameterValue.Secret secret) {

  /** Every place in a document. */
  public static Stream<SecretUse> in(Document document) {
    return switch (document) {
      case ServiceDocument service ->
          service.parameters().entrySet().stream()
              .flatMap(
                  entry -> {
                    ParameterValue value = entry.getValue().defaultValue();
                    String path = "spec.parameters." + entry.getKey() + ".default";
                    return value == null
                        ? Stream.empty()
                        : use(path, service.name(), entry.getKey(), value);
                  });
      case PolicyDocument policy -> services(policy.parameters());
      case BundleDocument bundle -> services(bundle.parameters());
      case AssignmentDocument assignment -> services(assignment.parameters());
      case BackendDocument backend -> Stream.concat(own(backend), configured(backend));
      case RepositoryDocument repository ->
          Stream.ofNullable(repository.secret())
              .map(secret -> new SecretUse("spec.secret", "", "", secret));
      case ExemptionDocument _,
          GroupDocument _,
          SiteDocument _,
          TagKeyDocument _,
          TagRuleDocument _ ->
          Stream.empty();
    };
  }

  /** Whether it only serves to derive a key for each node. */
  public boolean perNode(DocumentSet documents) {
    return documents
        .service(service)
        .map(document -> document.parameters().get(parameter))
        .map(ServiceDocument.Parameter::perNode)
        .orElse(false);
  }

  private static Stream<SecretUse> own(BackendDocument backend) {
    return Stream.ofNullable(backend.secret())
        .map(secret -> new SecretUse("spec.secret", "", "", secret));
  }

  private static Stream<SecretUse> configured(BackendDocument backend) {
    BackendDocument.Configure configure = backend.configure();
    return configure == null
        ? Stream.empty()
        : IntStream.range(0, configure.services().size())
            .boxed()
            .flatMap(
                i -> {
                  BackendDocument.ServiceItem item = configure.services().get(i);
                  String path = "spec.configure.services[" + i + "].parameters";
                  return values(path, item.name(), item.parameters());
                });
  }

  private static Stream<SecretUse> services(
      Map<String, ? extends Map<String, ParameterValue>> parameters) {
    return parameters.entrySet().stream()
        .flatMap(
            entry -> values("spec.parameters." + entry.getKey(), entry.getKey(), entry.getValue()));
  }

  private static Stream<SecretUse> values(
      String path, String service, Map<String, ParameterValue> values) {
    return values.entrySet().stream()
        .flatMap(
            entry -> use(path + "." + entry.getKey(), service, entry.getKey(), entry.getValue()));
  }

  private static Stream<SecretUse> use(
      String path, String service, String parameter, ParameterValue value) {
    Optional<ParameterValue.Secret> secret =
        switch (value) {
          case ParameterValue.Secret known -> Optional.of(known);
          case ParameterValue.Text text -> ParameterValue.Secret.parse(text.text());
          case ParameterValue.Whole _,
              ParameterValue.Decimal _,
              ParameterValue.Flag _,
              ParameterValue.TextList _ ->
              Optional.empty();
        };
    return secret.stream().map(it -> new SecretUse(path, service, parameter, it));
  }
}
