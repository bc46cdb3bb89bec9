package io.kitward.server.vouch;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.SortedMap;

/**
 * What a compiler said of a node when it compiled a catalog; its signature was checked.
 *
 * @param voucher the compiler's certname
 * @param voucherIssuer the CA of its certificate
 * @param node the trusted certname that the catalog was compiled for
 * @param environment the Puppet environment of the catalog
 * @param issuedAt the same for all that one catalog holds
 */
public record Proof(
    String voucher,
    String voucherIssuer,
    String node,
    String environment,
    Instant issuedAt,
    Claim claim) {

  /** What it vouches for. */
  public sealed interface Claim {

    /** That the catalog declares a tag. */
    record OfTag(Tag tag) implements Claim {}

    /**
     * That the catalog assigns a service.
     *
     * @param parameters plain values by name: texts, numbers, booleans, lists
     */
    record OfService(String service, SortedMap<String, Object> parameters) implements Claim {}

    /** That there is such a catalog, whatever it holds. */
    record OfCatalog() implements Claim {}
  }
}
