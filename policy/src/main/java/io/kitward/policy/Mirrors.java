package io.kitward.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * From where one node gets what lies in repositories: the sites that it is in, each with its
 * mirrors. The mirror with the longest URL counts, in whichever of the node's sites it stands.
 */
final class Mirrors {
  private record Candidate(SiteDocument site, SiteDocument.Mirror mirror) {}

  private final List<SiteDocument> certain = new ArrayList<>();
  private final List<SiteDocument> open = new ArrayList<>();

  private Mirrors() {}

  static Mirrors of(List<SiteDocument> sites, Matching matching, NodeView node) {
    Mirrors mirrors = new Mirrors();
    for (SiteDocument site : sites) {
      Certainty certainty =
          matching
              .expand(site.selector())
              .map(selector -> Matching.ask(selector, node, node.subject()))
              .orElse(Certainty.OPEN);
      switch (certainty) {
        case YES -> mirrors.certain.add(site);
        case OPEN -> mirrors.open.add(site);
        case NO -> {}
      }
    }
    return mirrors;
  }

  /**
   * A repository, as the node reaches it.
   *
   * @throws Disagreement when two of its sites say different things, or one is undecided
   */
  ServiceParts.RepositoryItem in(ServiceParts.RepositoryItem item) {
    for (SiteDocument site : open) {
      if (site.mirrors().stream().anyMatch(mirror -> mirror.holds(item.url()))) {
        throw new Disagreement(
            Conflict.Reason.UNDECIDED,
            item.url(),
            List.of("site " + site.name()),
            "whether the node is in the site "
                + site.name()
                + ", which has a mirror of "
                + item.url()
                + ", cannot be decided");
      }
    }
    List<Candidate> candidates =
        certain.stream()
            .flatMap(site -> site.mirrors().stream().map(mirror -> new Candidate(site, mirror)))
            .filter(candidate -> candidate.mirror().holds(item.url()))
            .toList();
    int longest = candidates.stream().mapToInt(it -> it.mirror().from().length()).max().orElse(0);
    List<Candidate> closest =
        candidates.stream()
            .filter(it -> it.mirror().from().length() == longest)
            .sorted(Comparator.comparing(it -> it.site().name()))
            .toList();
    TreeSet<String> urls =
        closest.stream()
            .map(it -> it.mirror().in(item.url()))
            .collect(Collectors.toCollection(TreeSet::new));
    if (urls.size() > 1) {
      List<String> parties = closest.stream().map(it -> "site " + it.site().name()).toList();
      throw new Disagreement(
          Conflict.Reason.MIRRORS,
          item.url(),
          parties,
          String.join(" and ", parties)
              + " have different mirrors of "
              + item.url()
              + "; agree on one, or let one selector leave this node out");
    }
    return urls.isEmpty()
        ? item
        : new ServiceParts.RepositoryItem(
            item.name(), item.type(), urls.first(), item.suites(), item.components(), item.key());
  }

  /** Sites of one node that say different things. */
  static final class Disagreement extends RuntimeException {
    private final transient Conflict conflict;

    Disagreement(Conflict.Reason reason, String subject, List<String> parties, String message) {
      super(message);
      this.conflict = new Conflict("", reason, subject, parties, message);
    }

    /** As a conflict of the service whose repository it is. */
    Conflict of(String service) {
      return new Conflict(
          service, conflict.reason(), conflict.subject(), conflict.parties(), conflict.message());
    }
  }
}
