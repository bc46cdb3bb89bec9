package io.kitward.server.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The values behind references, for whoever may have them: {@code secret:NAME@VERSION}, and {@code
 * secret:NAME@VERSION~SERVICE.PARAMETER~CERTNAME} for the key that a node has for itself, which a
 * console's own node is lent while that node registers there. A secret from which keys are derived
 * is given to nobody. Thread-safe.
 */
public final class SecretValues {
  private final Secrets secrets;

  public SecretValues(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * The value behind any reference, for a console of ours.
   *
   * @throws StoreException {@code secret-reference-invalid} when the text is none, {@code
   *     secret-withheld} for a secret from which keys are derived, {@code secret-unknown} or {@code
   *     secret-damaged}
   */
  public String value(String reference) {
    Optional<NodeKey> key = NodeKey.parse(reference);
    if (key.isPresent()) {
      return key.get().of(secrets.get(key.get().master()));
    }
    SecretReference plain =
        SecretReference.parse(reference)
            .orElseThrow(
                () ->
                    new StoreException(
                        "secret-reference-invalid",
                        "This is no reference to a secret; expected secret:NAME@VERSION."));
    return plain(plain)
        .orElseThrow(
            () ->
                new StoreException(
                    "secret-withheld",
                    "The keys that nodes have for themselves are derived from "
                        + plain
                        + ", so it is given to nobody. Name another secret."));
  }

  /**
   * The value as this node may have it; empty when it is another node's key that it is not lent, or
   * a secret from which keys are derived.
   *
   * @param lent the references of other nodes' keys that this node is lent; anything else in it is
   *     passed over
   * @throws StoreException as {@link #value} does otherwise
   */
  public Optional<String> forNode(String certname, String reference, Set<String> lent) {
    Optional<NodeKey> key = NodeKey.parse(reference);
    if (key.isPresent() && !key.get().certname().equals(certname) && !lent.contains(reference)) {
      return Optional.empty();
    }
    Optional<SecretReference> plain = SecretReference.parse(reference);
    return plain.isPresent() ? plain(plain.get()) : Optional.of(value(reference));
  }

  private Optional<String> plain(SecretReference reference) {
    return secrets.withheld(reference.name())
        ? Optional.empty()
        : Optional.of(new String(secrets.get(reference), StandardCharsets.UTF_8));
  }
}
