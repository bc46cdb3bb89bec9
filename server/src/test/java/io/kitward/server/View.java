package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the API shows to an administrator. */
record View(Caller admin) {

  /** All items of a list, page after page. */
  List<JsonNode> all(String path) {
    var items = new ArrayList<JsonNode>();
    String after = "";
    do {
      Reply page = admin.get(path + (path.contains("?") ? "&" : "?") + "limit=1000" + after);
      assertThat(page.status()).as(page.toString()).isEqualTo(200);
      page.json().path("items").forEach(items::add);
      String next = page.json().path("next").asString("");
      after = next.isEmpty() ? "" : "&after=" + next;
    } while (!after.isEmpty());
    return items;
  }

  Optional<JsonNode> instance(String certname, String service) {
    return all("/v1/nodes/" + certname + "/instances").stream()
        .filter(instance -> instance.path("service").asString("").equals(service))
        .findFirst();
  }

  /** The phase of an instance; empty when there is none. */
  String phase(String certname, String service) {
    return instance(certname, service)
        .map(instance -> instance.path("phase").asString(""))
        .orElse("");
  }

  /** The exceptions of a kind that are in a state. */
  List<JsonNode> exceptions(String kind, String state) {
    return all("/v1/exceptions?state=" + state).stream()
        .filter(each -> each.path("kind").asString("").equals(kind))
        .toList();
  }

  /** How many instances are in each phase, and what they wait for. */
  Map<String, Long> standing() {
    return all("/v1/instances").stream()
        .collect(
            Collectors.groupingBy(
                instance ->
                    instance.path("phase").asString("")
                        + " "
                        + instance.path("waiting").asString(""),
                TreeMap::new,
                Collectors.counting()));
  }

  /** How many targets a console discovers; empty while the list is not certain. */
  Optional<Integer> targets(String console) {
    Reply reply = admin.get("/sd/prometheus/" + console);
    return reply.status() == 200 ? Optional.of(reply.json().size()) : Optional.empty();
  }
}
