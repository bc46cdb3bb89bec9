package io.kitward.server.api.handler;

import static io.kitward.server.access.Action.ADMINISTER_SECRETS;
import static io.kitward.server.access.Action.ADMINISTER_TOKENS;
import static io.kitward.server.access.Action.ADMIT_NODES;
import static io.kitward.server.access.Action.DECLARE;
import static io.kitward.server.access.Action.DISCOVER;
import static io.kitward.server.access.Action.ENROL_VOUCHER;
import static io.kitward.server.access.Action.FETCH_CONNECTOR;
import static io.kitward.server.access.Action.OPERATE_BACKENDS;
import static io.kitward.server.access.Action.OPERATE_EXCEPTIONS;
import static io.kitward.server.access.Action.OPERATE_NODE;
import static io.kitward.server.access.Action.READ_AUDIT;
import static io.kitward.server.access.Action.READ_BACKENDS;
import static io.kitward.server.access.Action.READ_DOCUMENTS;
import static io.kitward.server.access.Action.READ_FLEET;
import static io.kitward.server.access.Action.READ_METRICS;
import static io.kitward.server.access.Action.READ_NODE;
import static io.kitward.server.access.Action.READ_PLANS;
import static io.kitward.server.access.Action.READ_PUBLIC;
import static io.kitward.server.access.Action.RELEASE_EXCEPTION;
import static io.kitward.server.access.Action.RENEW_CERTIFICATE;
import static io.kitward.server.access.Action.WRITE_DOCUMENTS;
import static io.kitward.server.access.Action.WRITE_PLANS;
import static io.kitward.server.access.Action.WRITE_TAGS;
import static io.kitward.server.api.Door.NODE;
import static io.kitward.server.api.Door.PEOPLE;

import io.kitward.server.api.Route;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Ports;
import io.kitward.server.api.port.SecretVersions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Every operation of the API; {@code openapi.yaml} describes exactly these. */
public final class Routes {

  /** Documents may be long: a whole catalogue in one request. */
  private static final int DOCUMENTS_LIMIT = 8 << 20;

  /** An import names each node by itself: some 200,000 of them. */
  private static final int PLAN_LIMIT = 32 << 20;

  /** The longest secret, each byte of it escaped. */
  private static final int SECRET_LIMIT = 6 * SecretVersions.LONGEST + 1024;

  /** A certificate request is small, and anybody may send one. */
  private static final int JOIN_LIMIT = 32 << 10;

  private Routes() {}

  public static List<Route> all(Ports ports) {
    return Stream.of(
            nodes(ports),
            declarations(ports),
            documents(ports),
            plans(ports),
            repositories(ports),
            fleet(ports),
            exceptions(ports.exceptions()),
            joining(ports),
            server(ports))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Route> nodes(Ports ports) {
    String node = "/v1/nodes/{certname}";
    String source = node + "/tags/{source}";
    String tag = source + "/{tag}";
    var instances =
        new ListInstances(ports.instances(), ports.nodes(), ports.history(), Clock.systemUTC());
    var events = new ListEvents(ports.events(), ports.nodes());
    return List.of(
        Route.of("GET", "/v1/figures", "showFigures", READ_FLEET, new ShowFigures(ports.census()))
            .only(PEOPLE)
            .query("selector", "keys"),
        Route.of(
                "GET",
                "/v1/completions",
                "completeSelector",
                READ_FLEET,
                new CompleteSelector(ports.census()))
            .only(PEOPLE)
            .query("text", "caret"),
        Route.of("GET", "/v1/nodes", "listNodes", READ_FLEET, new ListNodes(ports.nodes()))
            .only(PEOPLE)
            .query("after", "limit", "selector"),
        Route.of("GET", node, "showNode", READ_NODE, new ShowNode(ports.nodes())),
        Route.of("GET", node + "/agents", "listAgents", READ_NODE, new ListAgents(ports.agents())),
        Route.of(
                "POST",
                node + "/operations",
                "askNode",
                OPERATE_NODE,
                new AskNode(ports.operations(), Clock.systemUTC()))
            .only(PEOPLE),
        Route.of(
                "GET",
                node + "/operations/{operation}",
                "showOperation",
                OPERATE_NODE,
                new ShowOperation(ports.operations()))
            .only(PEOPLE),
        Route.of(
                "GET",
                node + "/operations/{operation}/result",
                "fetchResult",
                OPERATE_NODE,
                new FetchResult(ports.operations()))
            .only(PEOPLE),
        Route.of("GET", node + "/tags", "listNodeTags", READ_NODE, new ListNodeTags(ports.tags())),
        Route.of("GET", source, "showSourceTags", READ_NODE, new ShowSourceTags(ports.tags())),
        Route.of(
            "PUT", source, "replaceSourceTags", WRITE_TAGS, new ReplaceSourceTags(ports.tags())),
        Route.of(
            "DELETE", source, "clearSourceTags", WRITE_TAGS, new ClearSourceTags(ports.tags())),
        Route.of("POST", source, "addTags", WRITE_TAGS, new AddTags(ports.tags())).query("expires"),
        Route.of("POST", tag, "addTag", WRITE_TAGS, new AddTag(ports.tags())).query("expires"),
        Route.of("DELETE", tag, "removeTag", WRITE_TAGS, new RemoveTag(ports.tags())),
        Route.of(
                "GET",
                node + "/explain",
                "explainNode",
                READ_NODE,
                new ExplainNode(ports.explanations()))
            .query("service", "leaf", "would-get"),
        Route.of("GET", node + "/instances", "listNodeInstances", READ_NODE, instances)
            .query("after", "at", "limit", "phase", "service"),
        Route.of("GET", "/v1/instances", "listInstances", READ_FLEET, instances)
            .only(PEOPLE)
            .query("after", "at", "limit", "phase", "service", "selector"),
        Route.of("GET", node + "/events", "listNodeEvents", READ_NODE, events)
            .query("after", "limit", "service"),
        Route.of(
                "POST",
                node + "/suspend",
                "suspendNode",
                OPERATE_NODE,
                new SuspendNode(ports.suspensions()))
            .only(PEOPLE)
            .query("expires", "service", "reason"),
        Route.of(
                "POST",
                node + "/resume",
                "resumeNode",
                OPERATE_NODE,
                new ResumeNode(ports.suspensions()))
            .only(PEOPLE)
            .query("service"),
        Route.of("GET", "/v1/events", "listEvents", READ_FLEET, events)
            .only(PEOPLE)
            .query("after", "limit", "service"));
  }

  private static List<Route> declarations(Ports ports) {
    String declaration = "/v1/nodes/{certname}/declaration";
    String voucher = "/v1/nodes/{certname}/voucher";
    var declarations = ports.declarations();
    var vouchers = ports.vouchers();
    return List.of(
        Route.of("GET", declaration, "showDeclaration", DECLARE, new ShowDeclaration(declarations))
            .only(NODE),
        Route.of("PUT", declaration, "putDeclaration", DECLARE, new PutDeclaration(declarations))
            .only(NODE),
        Route.of("GET", voucher, "showVoucher", ENROL_VOUCHER, new ShowVoucher(vouchers))
            .only(NODE),
        Route.of("PUT", voucher, "enrolVoucher", ENROL_VOUCHER, new EnrolVoucher(vouchers))
            .only(NODE)
            .bodyLimit(JOIN_LIMIT),
        Route.of("GET", "/v1/vouchers", "listVouchers", READ_FLEET, new ListVouchers(vouchers))
            .only(PEOPLE));
  }

  private static List<Route> documents(Ports ports) {
    var documents = ports.documents();
    String all = "/v1/documents";
    String one = all + "/{kind}/{name}";
    return List.of(
        Route.of("GET", all, "listDocuments", READ_DOCUMENTS, new ListDocuments(documents))
            .only(PEOPLE)
            .query("after", "limit"),
        Route.of("POST", all, "applyDocuments", WRITE_DOCUMENTS, new ApplyDocuments(documents))
            .only(PEOPLE)
            .query("confirm", "change", "take-over")
            .bodyLimit(DOCUMENTS_LIMIT),
        Route.of(
                "GET",
                all + "/{kind}",
                "listDocumentsOfKind",
                READ_DOCUMENTS,
                new ListDocuments(documents))
            .only(PEOPLE)
            .query("after", "limit"),
        Route.of("GET", one, "showDocument", READ_DOCUMENTS, new ShowDocument(documents))
            .only(PEOPLE)
            .query("revision"),
        Route.of("PUT", one, "putDocument", WRITE_DOCUMENTS, new PutDocument(documents))
            .only(PEOPLE)
            .query("confirm", "change", "take-over"),
        Route.of("DELETE", one, "deleteDocument", WRITE_DOCUMENTS, new DeleteDocument(documents))
            .only(PEOPLE)
            .query("confirm", "change", "take-over"),
        Route.of("GET", "/v1/schemas/{kind}", "showSchema", READ_PUBLIC, new ShowSchema(documents))
            .only(PEOPLE));
  }

  private static List<Route> plans(Ports ports) {
    var plans = ports.plans();
    String all = "/v1/plans";
    String one = all + "/{id}";
    return List.of(
        Route.of("GET", all, "listPlans", READ_PLANS, new ListPlans(plans))
            .only(PEOPLE)
            .query("after", "limit"),
        Route.of("POST", all, "createPlan", WRITE_PLANS, new CreatePlan(plans))
            .only(PEOPLE)
            .query("change")
            .bodyLimit(PLAN_LIMIT),
        Route.of("GET", one, "showPlan", READ_PLANS, new ShowPlan(plans)).only(PEOPLE),
        Route.of("GET", one + "/nodes", "listPlanNodes", READ_PLANS, new ListPlanNodes(plans))
            .only(PEOPLE)
            .query("after", "limit", "group"),
        Route.of("GET", one + "/groups", "listPlanGroups", READ_PLANS, new ListPlanGroups(plans))
            .only(PEOPLE),
        Route.of(
                "GET",
                one + "/nodes/{certname}",
                "showPlanNode",
                READ_PLANS,
                new ShowPlanNode(plans))
            .only(PEOPLE),
        Route.of("POST", one + "/apply", "applyPlan", WRITE_PLANS, new ApplyPlan(plans))
            .only(PEOPLE)
            .query("confirm", "removals", "change"));
  }

  private static List<Route> repositories(Ports ports) {
    var repositories = ports.repositories();
    String all = "/v1/repositories";
    String one = all + "/{repository}";
    return List.of(
        Route.of("GET", all, "listRepositories", READ_DOCUMENTS, new ListRepositories(repositories))
            .only(PEOPLE),
        Route.of("GET", one, "showRepository", READ_DOCUMENTS, new ShowRepository(repositories))
            .only(PEOPLE),
        Route.of(
                "POST",
                one + "/approve",
                "approveCommit",
                WRITE_PLANS,
                new ApproveCommit(repositories))
            .only(PEOPLE)
            .query("confirm", "change"),
        Route.of(
                "POST",
                one + "/check-now",
                "checkRepository",
                WRITE_PLANS,
                new CheckRepository(repositories))
            .only(PEOPLE));
  }

  private static List<Route> fleet(Ports ports) {
    return List.of(
        Route.of("GET", "/v1/status", "showStatus", READ_FLEET, new ShowStatus(ports.status()))
            .only(PEOPLE),
        Route.of(
                "GET",
                "/v1/history",
                "showHistory",
                READ_FLEET,
                new ShowHistory(ports.history(), Clock.systemUTC()))
            .only(PEOPLE)
            .query("from", "to", "service", "format"),
        Route.of(
                "GET",
                "/v1/reports/coverage",
                "showCoverage",
                READ_FLEET,
                new ShowCoverage(ports.history(), Clock.systemUTC()))
            .only(PEOPLE)
            .query("month", "selector", "key", "format"),
        Route.of(
                "GET",
                "/v1/backends",
                "listBackends",
                READ_BACKENDS,
                new ListBackends(ports.backends()))
            .only(PEOPLE),
        Route.of(
                "GET",
                "/v1/backends/{backend}/ledger",
                "showLedger",
                READ_BACKENDS,
                new ShowLedger(ports.ledgers()))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/backends/{backend}/hosts/{host}/adopt",
                "adoptHost",
                OPERATE_BACKENDS,
                new AdoptHost(ports.ledgers()))
            .only(PEOPLE)
            .query("node"),
        Route.of(
                "DELETE",
                "/v1/backends/{backend}/hosts/{host}",
                "removeOrphan",
                OPERATE_BACKENDS,
                new RemoveOrphan(ports.ledgers()))
            .only(PEOPLE),
        Route.of(
                "GET",
                "/v1/sources/{source}",
                "listSourceTags",
                READ_FLEET,
                new ListSourceTags(ports.tags()))
            .only(PEOPLE)
            .query("after", "limit"),
        Route.of(
                "GET", "/v1/tags/report", "reportTags", READ_FLEET, new ReportTags(ports.reports()))
            .only(PEOPLE)
            .query("silent-for"),
        Route.of("GET", "/v1/audit", "listAudit", READ_AUDIT, new ListAudit(ports.audit()))
            .only(PEOPLE)
            .query("after", "limit", "actor", "object", "action", "from", "to"),
        Route.of(
                "GET",
                "/sd/prometheus/{backend}",
                "discoverPrometheus",
                DISCOVER,
                new DiscoverPrometheus(ports.backends()))
            .only(PEOPLE));
  }

  private static List<Route> exceptions(Exceptions exceptions) {
    String all = "/v1/exceptions";
    String one = all + "/{id}";
    return List.of(
        Route.of("GET", all, "listExceptions", READ_FLEET, new ListExceptions(exceptions))
            .only(PEOPLE)
            .query("after", "limit", "state", "kind", "cause"),
        Route.of(
                "GET",
                "/v1/exception-causes",
                "listExceptionCauses",
                READ_FLEET,
                new ListExceptionCauses(exceptions))
            .only(PEOPLE)
            .query("after", "limit", "state", "kind", "cause"),
        Route.of("GET", one, "showException", READ_FLEET, new ShowException(exceptions))
            .only(PEOPLE),
        Route.of(
                "POST",
                one + "/release",
                "releaseException",
                RELEASE_EXCEPTION,
                new ReleaseException(exceptions))
            .only(PEOPLE),
        Route.of(
                "POST",
                one + "/assign",
                "assignException",
                OPERATE_EXCEPTIONS,
                ActOnException.assign(exceptions))
            .only(PEOPLE),
        Route.of(
                "POST",
                one + "/comment",
                "commentException",
                OPERATE_EXCEPTIONS,
                ActOnException.comment(exceptions))
            .only(PEOPLE),
        Route.of(
                "POST",
                one + "/accept",
                "acceptException",
                OPERATE_EXCEPTIONS,
                ActOnException.accept(exceptions))
            .only(PEOPLE),
        Route.of(
                "POST",
                one + "/reopen",
                "reopenException",
                OPERATE_EXCEPTIONS,
                ActOnException.reopen(exceptions))
            .only(PEOPLE));
  }

  private static List<Route> joining(Ports ports) {
    var joining = ports.joining();
    var admissions = ports.admissions();
    String requests = "/v1/join/requests";
    return List.of(
        Route.of("GET", "/join", "showJoinScript", READ_PUBLIC, new ShowJoinScript(joining))
            .only(PEOPLE),
        Route.of(
                "GET",
                "/join/ca.pem",
                "showJoinAuthority",
                READ_PUBLIC,
                new ShowJoinAuthority(joining))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/join/certificate",
                "joinWithToken",
                READ_PUBLIC,
                new JoinWithToken(joining))
            .only(PEOPLE)
            .bodyLimit(JOIN_LIMIT),
        Route.of("POST", "/join/requests", "requestToJoin", READ_PUBLIC, new RequestToJoin(joining))
            .only(PEOPLE)
            .bodyLimit(JOIN_LIMIT),
        Route.of(
                "POST",
                "/join/requests/{id}",
                "collectCertificate",
                READ_PUBLIC,
                new CollectCertificate(joining))
            .only(PEOPLE)
            .bodyLimit(JOIN_LIMIT),
        Route.of(
                "POST",
                "/v1/nodes/{certname}/certificate",
                "renewCertificate",
                RENEW_CERTIFICATE,
                new RenewCertificate(joining))
            .only(NODE)
            .bodyLimit(JOIN_LIMIT),
        Route.of(
                "GET",
                "/v1/join/tokens",
                "listJoinTokens",
                ADMIT_NODES,
                new ListJoinTokens(admissions))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/join/tokens",
                "createJoinToken",
                ADMIT_NODES,
                new CreateJoinToken(admissions))
            .only(PEOPLE),
        Route.of(
                "DELETE",
                "/v1/join/tokens/{id}",
                "revokeJoinToken",
                ADMIT_NODES,
                new RevokeJoinToken(admissions))
            .only(PEOPLE),
        Route.of("GET", requests, "listJoinRequests", ADMIT_NODES, new ListJoinRequests(admissions))
            .only(PEOPLE),
        Route.of(
                "POST",
                requests + "/{id}/approve",
                "approveJoinRequest",
                ADMIT_NODES,
                new DecideJoinRequest(admissions, true))
            .only(PEOPLE),
        Route.of(
                "POST",
                requests + "/{id}/deny",
                "denyJoinRequest",
                ADMIT_NODES,
                new DecideJoinRequest(admissions, false))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/nodes/{certname}/retire",
                "retireNode",
                ADMIT_NODES,
                new RetireNode(ports.retirements(), ports.nodes()))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/nodes/{certname}/unretire",
                "unretireNode",
                ADMIT_NODES,
                new UnretireNode(ports.retirements(), ports.nodes()))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/nodes/{certname}/link",
                "linkNode",
                ADMIT_NODES,
                new LinkNode(admissions))
            .only(PEOPLE));
  }

  private static List<Route> server(Ports ports) {
    return List.of(
        Route.of(
                "GET",
                "/v1/connector/package.deb",
                "fetchConnectorPackage",
                FETCH_CONNECTOR,
                new FetchConnectorPackage(ports.connector(), "deb"))
            .only(NODE)
            .query("architecture"),
        Route.of(
                "GET",
                "/v1/connector/package.rpm",
                "fetchConnectorRpm",
                FETCH_CONNECTOR,
                new FetchConnectorPackage(ports.connector(), "rpm"))
            .only(NODE)
            .query("architecture"),
        Route.of(
            "GET",
            "/v1/connector/packages",
            "listConnectorPackages",
            FETCH_CONNECTOR,
            new ListConnectorPackages(ports.connector())),
        Route.of(
                "GET",
                "/v1/connector/packages/{sha256}",
                "fetchOfferedPackage",
                FETCH_CONNECTOR,
                new FetchOfferedPackage(ports.connector()))
            .only(NODE),
        Route.of(
                "GET",
                "/v1/tokens",
                "listTokens",
                ADMINISTER_TOKENS,
                new ListTokens(ports.tokens()))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/tokens",
                "createToken",
                ADMINISTER_TOKENS,
                new CreateToken(ports.tokens()))
            .only(PEOPLE),
        Route.of(
                "DELETE",
                "/v1/tokens/{name}",
                "revokeToken",
                ADMINISTER_TOKENS,
                new RevokeToken(ports.tokens()))
            .only(PEOPLE),
        Route.of(
                "GET",
                "/v1/secrets",
                "listSecrets",
                ADMINISTER_SECRETS,
                new ListSecrets(ports.secrets()))
            .only(PEOPLE),
        Route.of(
                "POST",
                "/v1/secrets",
                "addSecret",
                ADMINISTER_SECRETS,
                new AddSecret(ports.secrets()))
            .only(PEOPLE)
            .bodyLimit(SECRET_LIMIT),
        Route.of(
                "POST",
                "/v1/secrets/{name}/rotate",
                "rotateSecret",
                ADMINISTER_SECRETS,
                new RotateSecret(ports.secrets()))
            .only(PEOPLE),
        Route.of("GET", "/openapi.yaml", "showOpenApi", READ_PUBLIC, ShowOpenApi.load()),
        Route.of("GET", "/healthz", "showLiveness", READ_PUBLIC, new ShowLiveness()),
        Route.of("GET", "/readyz", "showReadiness", READ_PUBLIC, new ShowReadiness(ports.status())),
        Route.of("GET", "/metrics", "showMetrics", READ_METRICS, new ShowMetrics(ports.status()))
            .only(PEOPLE));
  }
}
