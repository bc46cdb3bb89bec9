package io.kitward.policy.tags;

import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ExemptionDocument;
import io.kitward.policy.GroupDocument;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.ServiceDocument;
import io.kitward.policy.SiteDocument;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.TagRuleDocument;
import io.kitward.policy.TagTemplate;
import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import java.util.List;
import java.util.regex.Matcher;

/**
 * A tag key under another name, everywhere at once: in selectors, rules, tag keys, templates and on
 * nodes. What is resolved afterwards is what was resolved before.
 */
public final class KeyRename {
  private final String from;
  private final String to;

  private KeyRename(String from, String to) {
    this.from = from;
    this.to = to;
  }

  /**
   * Renaming among these documents.
   *
   * @throws io.kitward.selector.TagSyntaxException when the new name is no key
   * @throws IllegalArgumentException when a document speaks of the new name already: two keys would
   *     become one, which can't be undone
   */
  public static KeyRename of(DocumentSet documents, String from, String to) {
    Tag _ = new Tag(to, "");
    List<String> speakers =
        documents.documents().stream()
            .filter(document -> !new KeyRename(to, from).in(document).equals(document))
            .map(document -> document.kind().word() + " " + document.name())
            .toList();
    if (!speakers.isEmpty()) {
      throw new IllegalArgumentException(
          "the key " + to + " is in use already, by " + speakers + "; choose another name");
    }
    return new KeyRename(from, to);
  }

  /** The documents that change, as they are afterwards. */
  public List<Document> changed(DocumentSet documents) {
    return documents.documents().stream()
        .map(document -> new Renamed(document, in(document)))
        .filter(renamed -> !renamed.after().equals(renamed.before()))
        .map(Renamed::after)
        .toList();
  }

  private record Renamed(Document before, Document after) {}

  /** A node's tags afterwards; source, time and trust stay. */
  public List<SourcedTag> tags(List<SourcedTag> tags) {
    return tags.stream()
        .map(tag -> tag.tag().key().equals(from) ? tag.as(new Tag(to, tag.tag().value())) : tag)
        .toList();
  }

  private Document in(Document document) {
    return switch (document) {
      case PolicyDocument policy ->
          new PolicyDocument(
              policy.metadata(),
              in(policy.selector()),
              policy.priority(),
              policy.effect(),
              policy.bundles(),
              policy.services(),
              policy.parameters(),
              policy.versions(),
              policy.mode(),
              policy.until());
      case ExemptionDocument it ->
          new ExemptionDocument(
              it.metadata(), in(it.selector()), it.services(), it.reason(), it.until());
      case SiteDocument site ->
          new SiteDocument(site.metadata(), in(site.selector()), site.mirrors());
      case GroupDocument group -> new GroupDocument(group.metadata(), in(group.selector()));
      case TagRuleDocument rule ->
          new TagRuleDocument(
              rule.metadata(),
              in(rule.selector()),
              rule.tags().stream()
                  .map(tag -> tag.key().equals(from) ? new TagTemplate(to, tag.value()) : tag)
                  .toList());
      case TagKeyDocument key when key.key().equals(from) ->
          new TagKeyDocument(
              key.metadata(),
              to,
              key.values(),
              key.cardinality(),
              key.sources(),
              key.grantsAccess());
      case ServiceDocument service -> service.rewritten(this::in);
      default -> document;
    };
  }

  private Selector in(Selector selector) {
    return switch (selector) {
      case Selector.All all -> all;
      case Selector.GroupReference reference -> reference;
      case Selector.Not not -> new Selector.Not(in(not.term()));
      case Selector.And and -> new Selector.And(and.terms().stream().map(this::in).toList());
      case Selector.Or or -> new Selector.Or(or.terms().stream().map(this::in).toList());
      case Condition condition
          when condition.attribute().isTag() && condition.attribute().name().equals(from) ->
          in(condition);
      case Condition condition -> condition;
    };
  }

  private Selector in(Condition condition) {
    Attribute attribute = Attribute.tag(to);
    return switch (condition) {
      case Condition.Has _ -> new Condition.Has(attribute);
      case Condition.Lacks _ -> new Condition.Lacks(attribute);
      case Condition.In it -> new Condition.In(attribute, it.values());
      case Condition.NotIn it -> new Condition.NotIn(attribute, it.values());
      case Condition.Greater it -> new Condition.Greater(attribute, it.bound());
      case Condition.Less it -> new Condition.Less(attribute, it.bound());
      case Condition.Like it -> new Condition.Like(attribute, it.glob());
      case Condition.Compare it -> new Condition.Compare(attribute, it.operator(), it.operand());
      case Condition.Within it -> new Condition.Within(attribute, it.networks(), it.negative());
    };
  }

  private String in(String template) {
    return TagReads.TEMPLATE
        .matcher(template)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(2).equals(from)
                        ? match.group(1) + to + match.group(3)
                        : match.group()));
  }
}
