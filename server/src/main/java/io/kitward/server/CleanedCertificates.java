package io.kitward.server;

import io.kitward.server.pki.CurrentClientTrust;
import io.kitward.server.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Nodes whose newest certificate their CA took back some time ago ({@code puppetserver ca clean}),
 * and that did not come with another one since.
 *
 * @param own the issuer whose certificates people take back through us; not looked at here
 * @param patience how long a machine has to come back with a new certificate
 */
record CleanedCertificates(
    Store store, CurrentClientTrust trust, String own, Duration patience, InstantSource clock)
    implements Supplier<Map<UUID, String>> {

  @Override
  public Map<UUID, String> get() {
    Instant before = clock.instant().minus(patience);
    Map<UUID, String> cleaned = new HashMap<>();
    trust
        .snapshot()
        .revoked()
        .forEach(
            (issuer, entries) -> {
              Set<String> serials =
                  entries.stream()
                      .filter(entry -> entry.getRevocationDate().toInstant().isBefore(before))
                      .map(entry -> entry.getSerialNumber().toString(16))
                      .collect(Collectors.toSet());
              if (!issuer.equals(own) && !serials.isEmpty()) {
                cleaned.putAll(withNewest(issuer, serials));
              }
            });
    return cleaned;
  }

  private Map<UUID, String> withNewest(String issuer, Set<String> serials) {
    return store.read(
        handle ->
            handle
                .createQuery(
                    """
                    select c.node_id from credential c
                    where c.issuer = :issuer and c.serial = any(:serials)
                      and not exists (select 1 from credential newer where newer.node_id = c.node_id and newer.first_seen > c.first_seen)
                    """)
                .bind("issuer", issuer)
                .bindArray("serials", String.class, serials)
                .mapTo(UUID.class)
                .collect(
                    Collectors.toMap(
                        node -> node, _ -> "its certificate was taken back by " + issuer)));
  }
}
