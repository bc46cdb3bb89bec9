package io.kitward.server.console.view;

import io.kitward.server.api.port.AuditView;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One thing that somebody did, or was refused.
 *
 * @param object what it was about, with its page where it has one
 * @param changes the page with what differs; empty where nothing is compared
 * @param tags what was added and taken away, as {@code +TAG} and {@code -TAG}; none for others
 * @param detail what else is known; empty for nothing
 * @param revert what taking it back is called; empty where it can't be taken back from here
 */
public record ActivityLine(
    String element,
    long id,
    When at,
    String who,
    String door,
    String action,
    Link object,
    boolean denied,
    String changes,
    List<String> tags,
    String detail,
    String revert) {
  private static final Pattern DOCUMENT = Pattern.compile("document/([A-Za-z]+)/([^/]+)");
  private static final Pattern NODE = Pattern.compile("node/([^/]+)(/.*)?");
  private static final Pattern EXCEPTION = Pattern.compile("exception/(x-[0-9]+)");
  private static final Pattern PLAN = Pattern.compile("plan/(p-[0-9]+)");

  public static ActivityLine of(AuditView entry, Instant now) {
    boolean denied = entry.outcome().equals("denied");
    boolean tags = entry.action().equals("write-tags") && !denied;
    return new ActivityLine(
        "a-" + entry.id(),
        entry.id(),
        When.of(entry.at(), now),
        entry.principal(),
        entry.door(),
        entry.action().replace('-', ' '),
        object(entry.target()),
        denied,
        changes(entry),
        tags ? tags(entry) : List.of(),
        tags ? "" : entry.detail(),
        denied ? "" : revert(entry));
  }

  /** The page of an object; one without a page leads nowhere. */
  private static Link object(String target) {
    Matcher document = DOCUMENT.matcher(target);
    if (document.matches()) {
      return new Link(target, documentHref(document.group(1), document.group(2)));
    }
    Matcher node = NODE.matcher(target);
    if (node.matches()) {
      return new Link(target, Names.nodeHref(node.group(1)));
    }
    Matcher exception = EXCEPTION.matcher(target);
    if (exception.matches()) {
      return new Link(target, ExceptionCard.href(exception.group(1)));
    }
    Matcher plan = PLAN.matcher(target);
    return new Link(target, plan.matches() ? "/plans/" + plan.group(1) : "");
  }

  /** The page of a document. */
  public static String documentHref(String kind, String name) {
    return switch (kind) {
      case "Policy" -> "/policies/" + Names.encode(name);
      case "Service" -> "/services/" + Names.encode(name);
      case "Bundle" -> "/bundles/" + Names.encode(name);
      case "TagKey" -> "/tags/" + Names.encode(name);
      default -> "/documents/" + Names.encode(kind) + "/" + Names.encode(name) + "/edit";
    };
  }

  private static String changes(AuditView entry) {
    Matcher document = DOCUMENT.matcher(entry.target());
    long revision = revision(entry);
    return document.matches() && revision > 1 && entry.action().equals("apply-document")
        ? "/documents/"
            + Names.encode(document.group(1))
            + "/"
            + Names.encode(document.group(2))
            + "/compare/"
            + (revision - 1)
            + ".."
            + revision
        : "";
  }

  /** The revision that a change of a document made; 0 for other entries. */
  public static long revision(AuditView entry) {
    String text = entry.fields().getOrDefault("revision", "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  /** What a change of tags added and took away. */
  public static List<String> tags(AuditView entry) {
    return Stream.of(entry.fields().getOrDefault("change", "").split(" "))
        .takeWhile(word -> !word.equals("until"))
        .filter(word -> word.length() > 1 && "+-".indexOf(word.charAt(0)) >= 0)
        .toList();
  }

  private static String revert(AuditView entry) {
    return switch (entry.action()) {
      case "apply-document" -> revision(entry) > 1 ? "Bring back what was before" : "";
      case "delete-document" -> revision(entry) > 1 ? "Bring it back" : "";
      case "write-tags" ->
          !tags(entry).isEmpty() && entry.target().matches("node/[^/]+/tags/(user|token|import)/.+")
              ? "Take it back"
              : "";
      default -> "";
    };
  }
}
