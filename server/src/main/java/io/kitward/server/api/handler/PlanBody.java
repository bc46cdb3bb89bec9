package io.kitward.server.api.handler;

import io.kitward.policy.Kind;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.Plans;
import io.kitward.server.fleet.Source;
import io.kitward.server.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What shall be planned, as requests carry it; every field may be left out. */
final class PlanBody {

  private static final Set<String> FIELDS =
      Set.of(
          "documents", "delete", "prune", "tags", "removeSources", "rename", "source", "takeOver");

  /** A name that no followed repository has, as that speaks for itself alone. */
  private static final Pattern OWNER = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private static final Set<String> EDIT = Set.of("node", "selector", "source", "add", "remove");
  private static final Set<String> RENAME = Set.of("from", "to");

  private PlanBody() {}

  static Plans.Asked read(Request request) {
    JsonNode body = JsonBody.read(request, JsonNode.class);
    known(body, FIELDS, "");
    String documents = text(body, "documents", "");
    List<String> deletions = texts(body, "delete", "");
    for (int i = 0; i < deletions.size(); i++) {
      named(deletions.get(i), "/delete/" + i);
    }
    List<Change.TagEdit> edits = new ArrayList<>();
    for (JsonNode edit : list(body, "tags", "")) {
      edits.add(edit(edit, "/tags/" + edits.size()));
    }
    List<String> sources = texts(body, "removeSources", "");
    for (int i = 0; i < sources.size(); i++) {
      source(sources.get(i), "/removeSources/" + i);
    }
    Change.Rename rename = body.has("rename") ? rename(body.path("rename")) : null;
    boolean more = !edits.isEmpty() || !sources.isEmpty() || !deletions.isEmpty();
    if (rename != null && (more || !documents.isEmpty())) {
      throw wrong("/rename", "A key is renamed by a plan of its own.");
    }
    return new Plans.Asked(
        documents.isEmpty() ? List.of() : List.of(new DocumentSource("", documents)),
        deletions,
        flag(body, "prune"),
        edits,
        sources,
        rename,
        owner(body),
        flag(body, "takeOver"));
  }

  private static String owner(JsonNode body) {
    String name = text(body, "source", "");
    if (!name.isEmpty() && !OWNER.matcher(name).matches()) {
      throw wrong(
          "/source",
          "A source of documents is named with lower-case letters, digits and '-', at most 63; what"
              + " a followed repository has is changed there.");
    }
    return name;
  }

  private static Change.TagEdit edit(JsonNode edit, String at) {
    known(edit, EDIT, at);
    String node = text(edit, "node", at);
    String selector = text(edit, "selector", at);
    if (node.isEmpty() == selector.isEmpty()) {
      throw wrong(at, "Name either a node or a selector; the selector all means every node.");
    }
    String source = text(edit, "source", at);
    source(source, at + "/source");
    if (!Source.writableByPeople(source)) {
      throw new ApiException(
              ErrorCode.SOURCE_MALFORMED,
              "“" + source + "” is not written by people, only user/, token/ and import/.")
          .pointer(at + "/source");
    }
    return new Change.TagEdit(
        node.isEmpty() ? null : node,
        selector.isEmpty() ? null : selected(selector),
        source,
        tags(edit, "add", at),
        tags(edit, "remove", at));
  }

  private static Change.Rename rename(JsonNode rename) {
    known(rename, RENAME, "/rename");
    String from = text(rename, "from", "/rename");
    String to = text(rename, "to", "/rename");
    tag(from, "/rename/from");
    tag(to, "/rename/to");
    if (from.equals(to) || from.contains("=") || to.contains("=")) {
      throw wrong("/rename", "Name two different keys, without values.");
    }
    return new Change.Rename(from, to);
  }

  private static String selected(String text) {
    return Queries.parse(text).toString();
  }

  private static List<String> tags(JsonNode edit, String field, String at) {
    List<String> tags = texts(edit, field, at);
    for (int i = 0; i < tags.size(); i++) {
      tag(tags.get(i), at + "/" + field + "/" + i);
    }
    return tags;
  }

  private static void tag(String text, String pointer) {
    try {
      Tag _ = Tag.parse(text);
    } catch (TagSyntaxException e) {
      throw new ApiException(
              ErrorCode.TAG_MALFORMED,
              "The tag “" + JsonBody.printable(text) + "”: " + e.getMessage() + ".")
          .pointer(pointer);
    }
  }

  private static void source(String text, String pointer) {
    Source.fault(text)
        .ifPresent(
            fault -> {
              throw new ApiException(ErrorCode.SOURCE_MALFORMED, JsonBody.printable(fault) + ".")
                  .pointer(pointer);
            });
  }

  private static void named(String text, String pointer) {
    String[] parts = text.split("/", 2);
    if (parts.length != 2 || Kind.of(parts[0]).isEmpty()) {
      throw wrong(pointer, "A document is named as Kind/name, such as Policy/web.");
    }
  }

  static void known(JsonNode object, Set<String> fields, String at) {
    if (!object.isObject()) {
      throw wrong(at, "Expected an object here.");
    }
    for (var field : object.properties()) {
      if (!fields.contains(field.getKey())) {
        throw new ApiException(
                ErrorCode.UNKNOWN_FIELD,
                "The field “"
                    + JsonBody.printable(field.getKey())
                    + "” is not known here. Known: "
                    + String.join(", ", fields.stream().sorted().toList())
                    + ".")
            .pointer(at + "/" + JsonBody.printable(field.getKey()));
      }
    }
  }

  /** A text; empty when it is left out. */
  static String text(JsonNode object, String field, String at) {
    @Nullable JsonNode value = object.get(field);
    if (value == null) {
      return "";
    }
    if (!value.isString()) {
      throw wrong(at + "/" + field, "Expected text in quotes here.");
    }
    return value.asString();
  }

  private static boolean flag(JsonNode object, String field) {
    @Nullable JsonNode value = object.get(field);
    if (value != null && !value.isBoolean()) {
      throw wrong("/" + field, "Expected true or false here.");
    }
    return value != null && value.asBoolean();
  }

  private static List<JsonNode> list(JsonNode object, String field, String at) {
    @Nullable JsonNode value = object.get(field);
    if (value != null && !value.isArray()) {
      throw wrong(at + "/" + field, "Expected a list here.");
    }
    return value == null ? List.of() : value.valueStream().toList();
  }

  private static List<String> texts(JsonNode object, String field, String at) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list(object, field, at)) {
      if (!each.isString()) {
        throw wrong(at + "/" + field + "/" + texts.size(), "Expected text in quotes here.");
      }
      texts.add(each.asString());
    }
    return texts;
  }

  private static ApiException wrong(String pointer, String words) {
    return new ApiException(ErrorCode.FIELD_INVALID, words).pointer(pointer);
  }
}
