package io.kitward.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a site. */
final class SiteReader {
  private SiteReader() {}

  static SiteDocument site(Metadata metadata, Fields spec) {
    List<SiteDocument.Mirror> mirrors =
        spec.list("mirrors", (node, at) -> mirror(spec.mapping(node, at)));
    if (mirrors.isEmpty()) {
      spec.problem(Problem.MISSING, "mirrors", "a site has at least one mirror");
    }
    if (mirrors.stream().map(SiteDocument.Mirror::from).distinct().count() != mirrors.size()) {
      spec.problem(Problem.VALUE, "mirrors", "names one URL to replace twice; keep one");
    }
    return new SiteDocument(metadata, SpecReader.selector(spec), mirrors);
  }

  private static SiteDocument.@Nullable Mirror mirror(@Nullable Fields fields) {
    if (fields == null) {
      return null;
    }
    SiteDocument.Mirror mirror = new SiteDocument.Mirror(url(fields, "from"), url(fields, "to"));
    fields.refuseUnknown();
    return mirror;
  }

  /** A slash at the end says nothing. */
  private static String url(Fields fields, String name) {
    String url = fields.text(name, Syntax.REPOSITORY_URL, Syntax.REPOSITORY_EXPECTED);
    return url.length() > 1 && url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
