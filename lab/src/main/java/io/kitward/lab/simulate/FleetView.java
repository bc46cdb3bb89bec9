package io.kitward.lab.simulate;

import io.kitward.lab.LabException;
import io.kitward.lab.ServerApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What a server's API says of the whole fleet. */
public record FleetView(ServerApi api) {

  /** How many instances are in a phase. */
  public int in(String phase) {
    return api.get("/v1/status").path("instances").path(phase).asInt(0);
  }

  /** How many instances there are, whatever their phase. */
  public int all() {
    int all = 0;
    for (JsonNode count : api.get("/v1/status").path("instances")) {
      all += count.asInt(0);
    }
    return all;
  }

  /** Whether exactly so many instances are there, and all are ok or were just mended. */
  public boolean settled(int instances) {
    JsonNode phases = api.get("/v1/status").path("instances");
    int all = 0;
    for (JsonNode count : phases) {
      all += count.asInt(0);
    }
    return all == instances
        && phases.path("ok").asInt(0) + phases.path("repaired").asInt(0) == instances;
  }

  /** How the phases stand, for people. */
  public String phases() {
    return api.get("/v1/status").path("instances").toString();
  }

  /** How many instances of each service are on nodes or on their way there. */
  public SortedMap<String, Integer> services() {
    var counts = new TreeMap<String, Integer>();
    String after = "";
    do {
      JsonNode page = api.get("/v1/instances?limit=1000" + after);
      for (JsonNode instance : page.path("items")) {
        counts.merge(instance.path("service").asString(""), 1, Integer::sum);
      }
      String next = page.path("next").asString("");
      after = next.isEmpty() ? "" : "&after=" + next;
    } while (!after.isEmpty());
    return counts;
  }

  /** The open exceptions of a kind, newest first. */
  public List<JsonNode> exceptions(String kind) {
    var found = new ArrayList<JsonNode>();
    for (JsonNode exception : api.get("/v1/exceptions?state=open").path("items")) {
      if (exception.path("kind").asString("").equals(kind)) {
        found.add(exception);
      }
    }
    return found;
  }

  /** What the brake holds, if it holds anything. */
  public Optional<JsonNode> brake() {
    List<JsonNode> open = exceptions("brake");
    if (open.size() > 1) {
      throw new LabException("one exception at most holds removals, not " + open.size());
    }
    return open.stream().findFirst();
  }
}
