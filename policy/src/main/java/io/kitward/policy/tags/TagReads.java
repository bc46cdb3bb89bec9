package io.kitward.policy.tags;

import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ExemptionDocument;
import io.kitward.policy.GroupDocument;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.ServiceDocument;
import io.kitward.policy.SiteDocument;
import io.kitward.policy.TagRuleDocument;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which documents read which tag keys: in selectors, and in the templates of services. */
public final class TagReads {
  static final Pattern TEMPLATE =
      Pattern.compile("(\\{\\{[#^/]?\\s*tags\\.)([^{}\\s]+)(\\s*\\}\\})");

  private TagReads() {}

  /** The readers of each key that is read, such as {@code Policy production-databases}. */
  public static NavigableMap<String, NavigableSet<String>> of(DocumentSet documents) {
    NavigableMap<String, NavigableSet<String>> readers = new TreeMap<>();
    for (Document document : documents.documents()) {
      String reader = document.kind().word() + " " + document.name();
      keys(document).forEach(key -> readers.computeIfAbsent(key, k -> new TreeSet<>()).add(reader));
    }
    return readers;
  }

  private static NavigableSet<String> keys(Document document) {
    return switch (document) {
      case PolicyDocument policy -> policy.selector().keys();
      case ExemptionDocument exemption -> exemption.selector().keys();
      case SiteDocument site -> site.selector().keys();
      case GroupDocument group -> group.selector().keys();
      case TagRuleDocument rule -> rule.selector().keys();
      case ServiceDocument service -> templates(service);
      default -> new TreeSet<>();
    };
  }

  private static NavigableSet<String> templates(ServiceDocument service) {
    NavigableSet<String> keys = new TreeSet<>();
    ServiceDocument _ =
        service.rewritten(
            template -> {
              Matcher matcher = TEMPLATE.matcher(template);
              while (matcher.find()) {
                keys.add(matcher.group(2));
              }
              return template;
            });
    return keys;
  }
}
