package io.kitward.server.desired;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Format;
import io.kitward.policy.SecretText;
import io.kitward.policy.SecretUse;
import io.kitward.server.store.SecretReference;
import io.kitward.server.store.Secrets;
import io.kitward.server.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
        .flatMap(SecretUse::in)
        .map(use -> SecretReference.parse(use.secret().reference()))
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
}
