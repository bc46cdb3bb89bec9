package io.kitward.browser;

import java.util.ArrayList;
import java.util.List;

/** Every page of the console in every state that it has. A new page is added here first. */
final class Stops {

  private Stops() {}

  /** Before anything is there. */
  static List<Stop> firstUse() {
    return List.of(
        Stop.of("/", "first-use", "/"),
        Stop.of("/nodes", "first-use", "/nodes"),
        Stop.of("/instances", "first-use", "/instances"),
        Stop.of("/policies", "first-use", "/policies"),
        Stop.of("/exceptions", "first-use", "/exceptions"),
        Stop.of("/backends", "first-use", "/backends"),
        Stop.of("/repositories", "first-use", "/repositories"),
        Stop.of("/services", "first-use", "/services"),
        Stop.of("/bundles", "first-use", "/bundles"),
        Stop.of("/tags", "first-use", "/tags"),
        Stop.of("/documents", "first-use", "/documents"),
        Stop.of("/activity", "first-use", "/activity"),
        Stop.of("/history", "first-use", "/history"),
        Stop.of("/reports/coverage", "first-use", "/reports/coverage"));
  }

  /** With a fleet, and what was made in it to be looked at. */
  static List<Stop> full(Landmarks there) {
    String node = there.node();
    var stops =
        new ArrayList<>(
            List.of(
                Stop.of("/", "full", "/"),
                Stop.of("/nodes", "full", "/nodes"),
                Stop.of("/nodes", "selected", "/nodes?q=environment%20%3D%20production"),
                Stop.of("/nodes/{certname}", "full", "/nodes/" + node),
                Stop.of("/instances", "full", "/instances"),
                Stop.of("/instances", "failed", "/instances?phase=failed"),
                Stop.of("/policies", "full", "/policies"),
                Stop.of("/policies/{name}", "full", "/policies/production"),
                Stop.of("/exceptions", "full", "/exceptions"),
                Stop.of("/exceptions", "all", "/exceptions?state=all"),
                Stop.of("/exceptions", "accepted", "/exceptions?state=accepted"),
                Stop.of("/exceptions/{id}", "full", "/exceptions/x-1"),
                Stop.of("/backends", "full", "/backends"),
                Stop.of("/backends/{backend}/ledger", "full", "/backends/inventory/ledger"),
                Stop.of("/history", "full", "/history"),
                Stop.of("/reports/coverage", "full", "/reports/coverage?key=environment")));
    stops.addAll(catalogue());
    stops.addAll(asked(there));
    stops.addAll(written());
    stops.addAll(planned(there));
    stops.addAll(nothingFound());
    stops.addAll(mistaken());
    return List.copyOf(stops);
  }

  private static List<Stop> catalogue() {
    return List.of(
        Stop.of("/services", "full", "/services"),
        Stop.of("/services", "unused", "/services?show=unused"),
        Stop.of("/services/{name}", "full", "/services/chrony"),
        Stop.of("/bundles", "full", "/bundles"),
        new Stop("/bundles/{name}", "unknown", "/bundles/no-such-bundle", 404),
        Stop.of("/tags", "full", "/tags"),
        Stop.of("/tags/{key}", "full", "/tags/role"),
        new Stop("/tags/{domain}/{key}", "unknown", "/tags/example.org/none", 404),
        Stop.of("/documents", "full", "/documents"),
        Stop.of("/documents", "kind", "/documents?kind=Service"),
        new Stop(
            "/documents/{kind}/{name}/compare/{range}",
            "unknown",
            "/documents/Service/no-such-service/compare/1..2",
            404),
        Stop.of("/activity", "full", "/activity"));
  }

  private static List<Stop> asked(Landmarks there) {
    String route = "/nodes/{certname}/asked/{operation}";
    String asked = "/nodes/" + there.node() + "/asked/";
    return List.of(
        Stop.of("/nodes", "matrix", "/nodes?view=matrix"),
        Stop.of("/nodes/{certname}", "done", "/nodes/" + there.node() + "?done=resume"),
        Stop.of(
            "/nodes/{certname}/i/{service}/why",
            "full",
            "/nodes/" + there.node() + "/i/chrony/why"),
        Stop.of(route, "check", asked + there.checked()),
        Stop.of(route, "logs", asked + there.logs()),
        new Stop(route, "unknown", asked + "none", 404));
  }

  private static List<Stop> written() {
    String compare = "/policies/{name}/compare/{range}";
    return List.of(
        Stop.of("/policies/new", "first-use", "/policies/new"),
        Stop.of("/policies/new", "form", "/policies/new?template=never&tab=form"),
        Stop.of("/policies/{name}/edit", "full", "/policies/production/edit"),
        Stop.of("/policies/{name}/edit", "form", "/policies/production/edit?tab=form"),
        Stop.of("/policies/{name}/edit", "ahead", "/policies/production/edit?effects=1"),
        Stop.of("/policies/{name}/edit", "faulty", "/policies/" + Landmarks.FAULTY + "/edit"),
        Stop.of("/policies/{name}/edit", "overtaken", "/policies/" + Landmarks.OVERTAKEN + "/edit"),
        Stop.of(compare, "full", "/policies/" + Landmarks.REVISED + "/compare/1..2"),
        new Stop(compare, "unknown", "/policies/no-such-policy/compare/1..2", 404),
        Stop.of("/documents/{kind}/new", "first-use", "/documents/Service/new"),
        Stop.of("/documents/{kind}/{name}/edit", "full", "/documents/Service/chrony/edit"));
  }

  private static List<Stop> planned(Landmarks there) {
    String route = "/plans/{id}";
    String open = "/plans/" + there.open();
    String node = "/plans/{id}/nodes/{certname}";
    return List.of(
        Stop.of("/plans", "full", "/plans"),
        Stop.of(route, "full", open),
        Stop.of(route, "group", open + "?group=" + there.group()),
        Stop.of(route, "removals", open + "?only=remove"),
        Stop.of(route, "service", open + "?cut=service"),
        Stop.of(route, "node", open + "?cut=node"),
        Stop.of(route, "applied", "/plans/" + there.applied() + "?cut=node&done=apply"),
        Stop.of(route, "outdated", "/plans/" + there.outdated()),
        Stop.of(route, "compared", open + "?instead=" + there.outdated()),
        new Stop(route, "unknown", "/plans/p-999999", 404),
        Stop.of(node, "full", open + "/nodes/" + there.touched()),
        new Stop(node, "unknown", "/plans/p-999999/nodes/" + there.node(), 404));
  }

  private static List<Stop> nothingFound() {
    return List.of(
        Stop.of("/nodes", "no-match", "/nodes?q=role%3Dnobody"),
        Stop.of("/instances", "no-match", "/instances?q=role%3Dnobody"),
        Stop.of("/policies/{name}", "no-match", "/policies/nobody"),
        Stop.of("/exceptions", "no-match", "/exceptions?kind=none"),
        Stop.of("/services", "no-match", "/services?text=no-such-service"),
        Stop.of("/tags", "no-match", "/tags?text=no-such-key"),
        Stop.of("/documents", "no-match", "/documents?text=no-such-document"),
        Stop.of("/activity", "no-match", "/activity?actor=nobody"),
        Stop.of("/reports/coverage", "no-match", "/reports/coverage?q=role%3Dnobody"),
        Stop.of("/history", "no-match", "/history?from=2001-01-01&to=2001-01-02"));
  }

  private static List<Stop> mistaken() {
    String broken = "?q=role%20in%20(web%2C";
    return List.of(
        new Stop("/nodes", "not-understood", "/nodes" + broken, 400),
        new Stop("/instances", "not-understood", "/instances" + broken, 400),
        new Stop("/reports/coverage", "not-understood", "/reports/coverage" + broken, 400),
        new Stop("/services/{name}", "unknown", "/services/no-such-service", 404),
        new Stop("/tags/{key}", "unknown", "/tags/no-such-key", 404),
        new Stop("/activity", "not-understood", "/activity?from=yesterday", 400),
        new Stop("/history", "not-understood", "/history?from=yesterday", 400),
        new Stop("/nodes/{certname}", "unknown", "/nodes/nobody.example", 404),
        new Stop("/nodes/{certname}", "not-understood", "/nodes/nobody.example?before=x", 404),
        new Stop("/policies/{name}", "unknown", "/policies/no-such-policy", 404),
        new Stop("/exceptions/{id}", "unknown", "/exceptions/x-999999", 404),
        new Stop("/backends/{backend}/ledger", "unknown", "/backends/none/ledger", 404),
        new Stop("/repositories/{name}", "unknown", "/repositories/none", 404),
        new Stop("/backends/{backend}/ledger", "silent", "/backends/silent/ledger", 502),
        new Stop("/<path>", "unknown", "/no/such/page", 404));
  }
}
