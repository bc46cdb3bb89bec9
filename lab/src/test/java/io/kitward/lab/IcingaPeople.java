package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What the people do who run an Icinga, and what they see there. */
final class IcingaPeople {

  private static final String HOST = "/v1/objects/hosts/";

  private final IcingaServer icinga;

  IcingaPeople(IcingaServer icinga) {
    this.icinga = icinga;
  }

  /** All that is there while Kitward has no host, with all that a person may set of it. */
  String strangers() {
    var all = new TreeMap<String, String>();
    for (String kind :
        List.of("hosts", "services", "hostgroups", "comments", "apiusers", "checkcommands")) {
      for (JsonNode object : icinga.get("/v1/objects/" + kind)) {
        JsonNode attributes = object.path("attrs");
        String name = object.path("name").asString("");
        // The tests' own groups stay, as empty groups do.
        if (!(kind.equals("hostgroups") && name.startsWith("lab-"))) {
          var kept = new TreeMap<String, String>();
          for (String attribute :
              List.of(
                  "address",
                  "groups",
                  "templates",
                  "vars",
                  "check_command",
                  "check_interval",
                  "enable_active_checks",
                  "enable_notifications",
                  "display_name",
                  "original_attributes",
                  "text",
                  "author",
                  "permissions",
                  "command")) {
            kept.put(attribute, attributes.path(attribute).toString());
          }
          all.put(kind + " " + name, kept.toString());
        }
      }
    }
    return String.join("\n", all.entrySet().stream().map(Object::toString).toList());
  }

  JsonNode ask(String method, String path, Map<String, ?> body) {
    JsonNode answer = icinga.send(method, path, body);
    assertThat(answer.path("results").valueStream().map(result -> result.path("code").asInt(0)))
        .as(answer.toString())
        .isNotEmpty()
        .allMatch(code -> code == 200);
    return answer;
  }

  void set(String path, String attribute, Object value) {
    ask("POST", path, Map.of("attrs", Map.of(attribute, value)));
  }

  void comment(String host, String text) {
    ask(
        "POST",
        "/v1/actions/add-comment",
        Map.of(
            "type",
            "Host",
            "filter",
            "host.name==\"" + host + "\"",
            "author",
            "alice",
            "comment",
            text));
  }

  JsonNode attributes(String path) {
    List<JsonNode> found = icinga.get(path);
    return found.isEmpty() ? MissingNode.getInstance() : found.getFirst().path("attrs");
  }

  List<String> names(String kind, String begin) {
    return icinga.get("/v1/objects/" + kind + "?attrs=name").stream()
        .map(object -> object.path("name").asString(""))
        .filter(name -> name.startsWith(begin))
        .sorted()
        .toList();
  }

  /** What checks and people left on a host. */
  String history(String host) {
    JsonNode attributes = attributes(HOST + host);
    var history = new ArrayList<String>();
    for (String attribute :
        List.of(
            "state",
            "state_type",
            "last_state_change",
            "last_hard_state_change",
            "acknowledgement",
            "downtime_depth",
            "vars",
            "enable_flapping")) {
      history.add(attribute + " " + attributes.path(attribute));
    }
    history.add(attributes.path("last_check_result").path("output").asString(""));
    for (String kind : List.of("comments", "downtimes", "services")) {
      for (JsonNode object : icinga.get("/v1/objects/" + kind)) {
        JsonNode one = object.path("attrs");
        if (one.path("host_name").asString("").equals(host)) {
          history.add(
              one.path("__name")
                  + " "
                  + one.path("text")
                  + one.path("comment")
                  + one.path("entry_time")
                  + one.path("version"));
        }
      }
    }
    history.sort(String::compareTo);
    return String.join("\n", history);
  }
}
