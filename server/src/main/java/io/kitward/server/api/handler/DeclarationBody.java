package io.kitward.server.api.handler;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.selector.Tag;
import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response.Whole;
import io.kitward.server.api.port.Declarations;
import io.kitward.server.api.port.Declarations.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What Puppet declares on a node, as requests and answers carry it. */
final class DeclarationBody {

  private static final Set<String> FIELDS = Set.of("environment", "proof", "tags", "services");
  private static final Set<String> TAG = Set.of("tag", "proof");
  private static final Set<String> SERVICE = Set.of("service", "proof");
  private static final int LONGEST_NAME = 200;

  private DeclarationBody() {}

  private record Service(String service, Map<String, Object> parameters) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Answer(
      List<String> tags,
      List<Service> services,
      String environment,
      @Nullable Long renewFrom,
      @Nullable String notice) {}

  /** The node that asks; the door lets nobody else come here. */
  static NodePrincipal node(Request request) {
    if (request.principal() instanceof NodePrincipal node) {
      return node;
    }
    throw new IllegalStateException("the node door let in " + request.principal().display());
  }

  static Whole answer(Declarations.View view) {
    return Bodies.ok(
            new Answer(
                view.tags().stream().map(Tag::toString).toList(),
                view.services().entrySet().stream()
                    .map(entry -> new Service(entry.getKey(), entry.getValue()))
                    .toList(),
                view.environment(),
                view.renewFrom().orElse(null),
                view.notice().isEmpty() ? null : view.notice()))
        .with("etag", view.entityTag());
  }

  static Declarations.Sent read(Request request) {
    JsonNode body = JsonBody.read(request, JsonNode.class);
    PlanBody.known(body, FIELDS, "");
    String environment = PlanBody.text(body, "environment", "");
    if (environment.length() > LONGEST_NAME) {
      throw wrong("/environment", "An environment's name has at most 200 characters.");
    }
    List<Item<Tag>> tags = new ArrayList<>();
    Set<Tag> twice = new HashSet<>();
    for (JsonNode item : items(body, "tags")) {
      String at = "/tags/" + tags.size();
      PlanBody.known(item, TAG, at);
      Tag tag = TagSetBody.tag(PlanBody.text(item, "tag", at), at + "/tag");
      if (!twice.add(tag)) {
        throw wrong(at, "The tag " + tag + " stands here twice.");
      }
      tags.add(new Item<>(tag, PlanBody.text(item, "proof", at)));
    }
    List<Item<String>> services = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (JsonNode item : items(body, "services")) {
      String at = "/services/" + services.size();
      PlanBody.known(item, SERVICE, at);
      String service = PlanBody.text(item, "service", at);
      if (service.isEmpty() || service.length() > LONGEST_NAME || !named.add(service)) {
        throw wrong(at + "/service", "Name each service once.");
      }
      services.add(new Item<>(service, PlanBody.text(item, "proof", at)));
    }
    return new Declarations.Sent(environment, PlanBody.text(body, "proof", ""), tags, services);
  }

  private static List<JsonNode> items(JsonNode body, String field) {
    @Nullable JsonNode list = body.get(field);
    if (list == null || !list.isArray()) {
      throw wrong("/" + field, "A list is expected here; [] for nothing.");
    }
    if (list.size() > TagSetBody.LIMIT) {
      throw TagSetBody.tooMany(list.size());
    }
    return list.valueStream().toList();
  }

  private static ApiException wrong(String pointer, String words) {
    return new ApiException(ErrorCode.FIELD_INVALID, words).pointer(pointer);
  }
}
