package io.kitward.server.desired;

import io.kitward.policy.AssignmentDocument;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.BundleDocument;
import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Format;
import io.kitward.policy.ParameterValue;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.SecretText;
import io.kitward.policy.ServiceDocument;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Which secrets can't be made harmless for files of which formats. A version of a secret never
 * changes, so what was found out stays so; the values themselves are not kept. Thread-safe.
 */
final class UnfitSecrets {
  private final Secrets secrets;
  private final Map<SecretReference, Set<Format>> known = new ConcurrentHashMap<>();

  UnfitSecrets(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Of the secrets that the documents name: {@code secret:NAME@VERSION#FORMAT}. */
  Set<String> of(Handle handle, DocumentSet documents) {
    Set<String> unfit = new HashSet<>();
    documents.documents().stream()
        .flatMap(UnfitSecrets::values)
        .map(ParameterValue::plain)
        .map(Object::toString)
        .map(SecretReference::parse)
        .flatMap(Optional::stream)
        .distinct()
        .forEach(
            reference ->
                formats(handle, reference)
                    .forEach(
                        format -> unfit.add(new SecretText(reference.toString(), format).text())));
    return unfit;
  }

  private Set<Format> formats(Handle handle, SecretReference reference) {
    Set<Format> formats = known.get(reference);
    if (formats != null) {
      return formats;
    }
    String value;
    try {
      value = new String(secrets.get(handle, reference), StandardCharsets.UTF_8);
    } catch (StoreException absent) {
      return Set.of();
    }
    Set<Format> unfit = EnumSet.noneOf(Format.class);
    for (Format format : Format.values()) {
      if (new SecretText(reference.toString(), format).of(value).isEmpty()) {
        unfit.add(format);
      }
    }
    known.put(reference, unfit);
    return unfit;
  }

  private static Stream<ParameterValue> values(Document document) {
    return switch (document) {
      case ServiceDocument service ->
          service.parameters().values().stream()
              .flatMap(parameter -> Stream.ofNullable(parameter.defaultValue()));
      case PolicyDocument policy -> values(policy.parameters());
      case BundleDocument bundle -> values(bundle.parameters());
      case AssignmentDocument assignment -> values(assignment.parameters());
      case BackendDocument backend when backend.configure() != null ->
          backend.configure().services().stream()
              .flatMap(item -> item.parameters().values().stream());
      default -> Stream.empty();
    };
  }

  private static Stream<ParameterValue> values(
      NavigableMap<String, NavigableMap<String, ParameterValue>> parameters) {
    return parameters.values().stream().flatMap(values -> values.values().stream());
  }
}
