package io.kitward.server.api.stored;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.NodeCertificate;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.TagSets;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.store.Store;
import io.kitward.server.vouch.PuppetAuthorities;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trusted extensions of nodes' certificates as tags of the source {@code cert}. Each certificate is
 * looked at once in a server's life; of two of one node the later one tells. Thread-safe.
 */
public final class StoredCertificateTags implements Consumer<NodeCertificate> {

  private static final Logger LOG = LoggerFactory.getLogger(StoredCertificateTags.class);
  private static final String SOURCE = "cert";

  /** More certificates than these are looked at again, so that memory stays bounded. */
  private static final int REMEMBERED = 200_000;

  private final Store store;
  private final PuppetAuthorities authorities;
  private final TagSets tags;
  private final Clock clock;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  public StoredCertificateTags(
      Store store, PuppetAuthorities authorities, TagSets tags, Clock clock) {
    this.store = store;
    this.authorities = authorities;
    this.tags = tags;
    this.clock = clock;
  }

  /** Looks at the certificate that a known node came with; harmless when there is nothing new. */
  @Override
  public void accept(NodeCertificate certificate) {
    Optional<Map<String, String>> mapping =
        authorities
            .of(certificate.issuer())
            .map(authority -> authority.certificateTags())
            .filter(it -> !it.isEmpty());
    String key = certificate.serial() + " " + certificate.issuer();
    if (mapping.isEmpty() || seen.contains(key)) {
      return;
    }
    Instant now = clock.instant();
    Optional<Boolean> newest =
        store.write(
            handle ->
                NodeTable.find(handle, certificate.certname())
                    .map(
                        node ->
                            NodeTable.newestCredential(
                                handle,
                                node.id(),
                                certificate.issuer(),
                                certificate.certname(),
                                certificate.serial(),
                                certificate.notBefore(),
                                now)));
    if (newest.isEmpty()) {
      return; // A node that nobody knows yet: it is looked at when it is one.
    }
    if (newest.get()) {
      SortedSet<Tag> wanted = wanted(certificate, mapping.get());
      tags.change(certificate.certname(), SOURCE, _ -> wanted, actor(certificate));
    }
    if (seen.size() >= REMEMBERED) {
      seen.clear();
    }
    seen.add(key);
  }

  /** Takes away what the configuration maps no more. */
  public void forgetUnmapped() {
    Set<String> keys =
        authorities.all().stream()
            .flatMap(authority -> authority.certificateTags().values().stream())
            .collect(Collectors.toSet());
    List<String> certnames =
        store.read(
            handle ->
                handle
                    .createQuery(
                        "select distinct n.certname from tag t join node n on n.id = t.node_id"
                            + " where t.source = 'cert' and t.key <> all(:keys)")
                    .bindArray("keys", String.class, keys)
                    .mapTo(String.class)
                    .list());
    for (String certname : certnames) {
      tags.change(
          certname,
          SOURCE,
          present ->
              present.stream()
                  .filter(tag -> keys.contains(tag.key()))
                  .collect(Collectors.toCollection(TreeSet::new)),
          actor(new NodeCertificate(certname, "", "", Instant.EPOCH, Map.of())));
    }
  }

  private static SortedSet<Tag> wanted(NodeCertificate certificate, Map<String, String> mapping) {
    SortedSet<Tag> wanted = new TreeSet<>();
    mapping.forEach(
        (extension, key) -> {
          String value = certificate.extensions().get(extension);
          if (value != null) {
            try {
              wanted.add(new Tag(key, value));
            } catch (TagSyntaxException e) {
              LOG.warn(
                  "The certificate of {} says {} = {}, which makes no tag: {}",
                  certificate.certname(),
                  extension,
                  value.replaceAll("[^ -~]", "?"),
                  e.getMessage());
            }
          }
        });
    return wanted;
  }

  private static Actor actor(NodeCertificate certificate) {
    return new Actor(
        new NodePrincipal(certificate.certname(), certificate.issuer(), certificate.serial(), null),
        "");
  }
}
