package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.List;

/** Where some nodes live, and from where they get packages instead. */
public record SiteDocument(Metadata metadata, Selector selector, List<Mirror> mirrors)
    implements Document {
  public SiteDocument {
    mirrors = List.copyOf(mirrors);
  }

  @Override
  public Kind kind() {
    return Kind.SITE;
  }

  /** A repository below one URL is below another one here. */
  public record Mirror(String from, String to) {

    /** Whether the repository is the one meant, or lies below it. */
    boolean holds(String url) {
      return url.equals(from) || url.startsWith(from + "/");
    }

    /** Where a repository is that {@link #holds}. */
    String in(String url) {
      return to + url.substring(from.length());
    }
  }
}
