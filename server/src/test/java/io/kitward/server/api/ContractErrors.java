package io.kitward.server.api;

import io.kitward.protocol.Json;
import io.kitward.server.api.Contract.Operation;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * For each code of the error table, the request (and the state of the server) that brings it about.
 */
final class ContractErrors {
  private static final byte[] NOT_UTF8 = {'{', '"', (byte) 0xc3, '"', '}'};

  private static final String FORBIDDING =
      "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Policy\",\"metadata\":{\"name\":\"NAME\"},\"spec\":{\"selector\":\"all\",\"effect\":\"forbid\",\"services\":[\"orphan\"]}}";

  private static final String BUNDLE =
      "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Bundle\",\"metadata\":{\"name\":\"NAME\"},\"spec\":{\"services\":[\"SERVICE\"]}}";

  private static final String HOOKED =
      "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"hooked\"},\"spec\":{\"hooks\":{\"after-install\":[{\"command\":[\"/bin/true\"]}]}}}";

  private ContractErrors() {}

  /** Spoils a good request so that it must be refused with the code. */
  static ContractRequest provoke(
      String code, Operation operation, ContractRequest good, ContractSubject subject) {
    return switch (code) {
      case "query-unknown" -> good.query("limitt=1");
      case "query-invalid" ->
          good.query(
              switch (operation.id()) {
                case "showDocument" -> "revision=x";
                case "addTag", "addTags", "suspendNode" -> "expires=soon";
                case "explainNode" -> "service=a&would-get=b";
                case "reportTags" -> "silent-for=long";
                case "adoptHost" -> "node=a&node=b";
                case "showFigures" -> "keys=a%20b";
                case "completeSelector" -> "caret=-1";
                case "showHistory" -> "from=yesterday";
                case "showCoverage" -> "month=2026-13";
                case "applyDocuments",
                    "putDocument",
                    "deleteDocument",
                    "applyPlan",
                    "approveCommit" ->
                    "confirm=x";
                case "createPlan" -> "change=%20";
                default -> "limit=0";
              });
      case "cursor-invalid" -> good.query("after=nonsense");
      case "selector-malformed" ->
          operation.id().equals("createPlan")
              ? good.body(
                  "{\"tags\":[{\"selector\":\"a and (\",\"source\":\"user/ada\",\"add\":[\"a\"]}]}")
              : good.query("selector=a%20and%20(b");
      case "credential-needed" -> good.credential("");
      case "credential-invalid" -> good.credential("wrong");
      case "document-privileged" -> privileged(operation, good, subject);
      case "forbidden" -> forbidden(operation, good, subject);
      case "node-unknown" -> good.path(good.path().replaceFirst("(?<=/nodes/)[^/]+", "-bad-"));
      case "source-malformed" ->
          operation.id().equals("createPlan")
              ? good.body("{\"removeSources\":[\"some where\"]}")
              : good.path(
                  good.path().replaceFirst("(?<=/(tags|sources)/)(node|user/ada)", "user/b%20d"));
      case "header-invalid" -> header(operation, good);
      case "precondition-failed" -> good.header("if-match", "\"other\"");
      case "content-type-unsupported" -> good.header("content-type", "text/html");
      case "body-too-large" ->
          good.body(new byte[((operation.id().equals("createPlan") ? 32 : 8) << 20) + 1]);
      case "body-encoding" -> good.body(NOT_UTF8);
      case "json-malformed" -> good.body("{");
      case "json-duplicate-key" ->
          good.body(
              switch (operation.id()) {
                case "replaceSourceTags", "addTags", "createJoinToken" ->
                    "{\"tags\":[],\"tags\":[]}";
                case "askNode" -> "{\"kind\":\"check\",\"kind\":\"logs\"}";
                case "linkNode" -> "{\"issuer\":\"a\",\"issuer\":\"b\"}";
                case "enrolVoucher" -> "{\"key\":\"a\",\"key\":\"b\"}";
                case "putDeclaration" -> "{\"tags\":[],\"tags\":[]}";
                case "assignException" -> "{\"to\":\"a\",\"to\":\"b\"}";
                case "commentException" -> "{\"text\":\"a\",\"text\":\"b\"}";
                case "acceptException" -> "{\"reason\":\"a\",\"reason\":\"b\"}";
                case "retireNode", "denyJoinRequest" -> "{\"reason\":\"a\",\"reason\":\"b\"}";
                default -> "{\"name\":\"a\",\"name\":\"b\"}";
              });
      case "unknown-field" -> good.body("{\"nam\":\"a\",\"tag\":[]}");
      case "field-invalid" ->
          good.body(
              switch (operation.id()) {
                case "createPlan" -> "{\"documents\":1}";
                case "createJoinToken" -> "{\"validFor\":\"soon\"}";
                default -> "{}";
              });
      case "tag-malformed" ->
          operation.id().equals("createPlan")
              ? good.body("{\"rename\":{\"from\":\"a\",\"to\":\"not fine\"}}")
              : operation.id().equals("putDeclaration")
                  ? good.body("{\"tags\":[{\"tag\":\"not fine\"}],\"services\":[]}")
                  : operation.path().endsWith("{tag}")
                      ? good.path(good.path().replace("role=web", "role=web%20"))
                      : good.body("{\"tags\":[\"fine\",\"not fine\"]}");
      case "tags-too-many" -> tooMany(operation, good, subject);
      case "documents-invalid" ->
          good.body(
              operation.id().equals("createPlan")
                  ? "{\"documents\":\"kind: Bundel\"}"
                  : "[{\"apiVersion\":\"kitward/v1\",\"kind\":\"Bundel\"}]");
      case "repository-unknown" -> good.path(good.path().replace("/watched", "/none"));
      case "commit-not-waiting" -> good.body("{\"commit\":\"" + "1".repeat(40) + "\"}");
      case "document-managed" -> managed(operation, good, subject);
      case "secret-unknown" -> good.path("/v1/secrets/no-such-thing/rotate");
      case "secret-value-needed" -> givenByAPerson(good, subject);
      case "secret-made-by-server" ->
          good.body("{\"name\":\"console-" + subject.backend() + "\",\"value\":\"s3cret\"}");
      case "plan-impossible" -> good.body("{\"delete\":[\"Policy/none\"]}");
      case "plan-unknown" -> good.path(good.path().replace(subject.openPlan(), "p-0"));
      case "plan-applied" ->
          good.path(good.path().replace(subject.openPlan(), subject.appliedPlan()));
      case "plan-outdated" -> about(operation, subject.outdatedPlan(), good, subject);
      case "change-needed" -> ticketed(operation, good, subject);
      case "confirmation-needed" -> unconfirmed(operation, good, subject);
      case "kind-unknown" -> good.path(good.path().replaceFirst("/(Service|Bundle)", "/Servce"));
      case "operation-unknown" ->
          good.path(
              good.path().replaceFirst("(?<=/operations/)[^/]+", UUID.randomUUID().toString()));
      case "result-missing" ->
          good.path(good.path().replaceFirst("(?<=/operations/)[^/]+", subject.openOperation()));
      case "proof-refused" ->
          good.body(
              operation.id().equals("enrolVoucher")
                  ? "{\"key\":\"a\",\"proof\":\"b\"}"
                  : "{\"tags\":[{\"tag\":\"a\",\"proof\":\"a.b.c\"}],\"services\":[]}");
      case "voucher-unlisted" -> good.credential(subject.otherNode());
      case "join-token-refused" -> good.credential("wrong");
      case "join-request-invalid" -> good.body("no request");
      case "certname-taken" -> good.body(subject.certificateRequest(subject.node()));
      case "certificate-foreign" -> good.credential(subject.node() + "|CN=Other CA");
      case "join-request-decided" ->
          good.path(good.path().replace(subject.joinRequest(), subject.decidedJoinRequest()));
      case "join-request-unknown", "join-token-unknown" ->
          good.path(
              good.path()
                  .replace("/" + subject.joinRequest(), "/none")
                  .replace("/" + subject.spareJoinToken(), "/none"));
      case "document-unknown", "exception-unknown", "token-unknown", "backend-unknown" ->
          operation.id().equals("explainNode")
              ? good.query("service=no-such-service")
              : unknown(good, subject);
      case "document-in-use" -> good.path("/v1/documents/Service/" + subject.neededService());
      case "exception-not-releasable", "exception-closed" ->
          good.path(good.path().replace(subject.releasableException(), subject.closedException()));
      case "exception-not-acceptable" ->
          good.path(good.path().replace(subject.releasableException(), subject.heldException()));
      case "host-refused" -> good.path(good.path().replaceFirst("(?<=/hosts/)[0-9]", "4"));
      case "token-exists" -> good.body("{\"name\":\"" + subject.spareToken() + "\"}");
      default -> state(code, good, subject);
    };
  }

  private static boolean carriesOut(Operation operation) {
    return operation.id().equals("applyPlan") || operation.id().equals("approveCommit");
  }

  /** The same about another plan. */
  private static ContractRequest about(
      Operation operation, String plan, ContractRequest good, ContractSubject subject) {
    if (operation.id().equals("approveCommit")) {
      subject.letWait(plan);
      return good;
    }
    return good.path(good.path().replace(subject.openPlan(), plan));
  }

  /** Somebody changes a bundle that another source takes to itself. */
  private static ContractRequest managed(
      Operation operation, ContractRequest good, ContractSubject subject) {
    String as = BUNDLE.replace("NAME", subject.unneededBundle());
    String bundle = as.replace("SERVICE", subject.neededService());
    String other = bundle.replace("\"}", "\",\"description\":\"another\"}");
    String plan =
        carriesOut(operation)
            ? Json.MAPPER
                .readTree(post("/v1/plans", documents(other, ""), good, subject))
                .path("id")
                .asString("")
            : "";
    String claim = post("/v1/plans", documents(bundle, "elsewhere"), good, subject);
    String id = Json.MAPPER.readTree(claim).path("id").asString("");
    var _ = post("/v1/plans/" + id + "/apply", "", good, subject);
    return switch (operation.id()) {
      case "deleteDocument" -> good;
      case "putDocument" -> good.body(other);
      case "createPlan" -> good.body(documents(other, ""));
      case "applyPlan", "approveCommit" -> about(operation, plan, good, subject);
      default -> good.body("[" + other + "]");
    };
  }

  private static String documents(String documents, String source) {
    return Json.MAPPER.writeValueAsString(Map.of("documents", documents, "source", source));
  }

  private static ContractRequest givenByAPerson(ContractRequest good, ContractSubject subject) {
    var given =
        new ContractRequest(
                good.door(), "POST", "/v1/secrets", "", Map.of(), new byte[0], good.credential())
            .header("content-type", "application/json")
            .body("{\"name\":\"given\",\"value\":\"s3cret\"}")
            .send(subject.exchange());
    if (given.status() != 201) {
      throw new IllegalStateException(given.text());
    }
    return good.path("/v1/secrets/given/rotate");
  }

  /** A node has what the last policy gives, and may only be changed with a ticket. */
  private static ContractRequest ticketed(
      Operation operation, ContractRequest good, ContractSubject subject) {
    String tags = "/v1/nodes/" + subject.node() + "/tags/user/ada";
    var _ = post(tags, "{\"tags\":[\"ticketed\",\"none-has-it\"]}", good, subject);
    if (!carriesOut(operation)) {
      return unconfirmed(operation, good, subject);
    }
    String made =
        post("/v1/plans", "{\"delete\":[\"Policy/" + subject.lastPolicy() + "\"]}", good, subject);
    return about(operation, Json.MAPPER.readTree(made).path("id").asString(""), good, subject);
  }

  private static String post(
      String path, String body, ContractRequest like, ContractSubject subject) {
    var answer =
        new ContractRequest(like.door(), "POST", path, "", Map.of(), new byte[0], like.credential())
            .header("content-type", "application/json")
            .body(body)
            .send(subject.exchange());
    if (answer.status() >= 300) {
      throw new IllegalStateException(answer.text());
    }
    return answer.text();
  }

  private static ContractRequest unconfirmed(
      Operation operation, ContractRequest good, ContractSubject subject) {
    return switch (operation.id()) {
      case "applyPlan", "approveCommit" -> about(operation, subject.dangerousPlan(), good, subject);
      case "deleteDocument" -> good.path("/v1/documents/Policy/" + subject.lastPolicy());
      default -> {
        String policy = FORBIDDING.replace("NAME", subject.lastPolicy());
        yield operation.id().equals("putDocument")
            ? good.path("/v1/documents/Policy/" + subject.lastPolicy()).body(policy)
            : good.body("[" + policy + "]");
      }
    };
  }

  private static ContractRequest state(String code, ContractRequest good, ContractSubject subject) {
    switch (code) {
      case "store-unavailable" -> subject.breakStore();
      case "discovery-unsure" -> subject.makeUnsure();
      case "console-failed" -> subject.silenceConsole();
      case "not-ready" -> subject.makeNotReady();
      case "package-missing" -> subject.removePackage();
      case "node-not-connected" -> subject.takeNoOperations();
      default -> throw new IllegalStateException("nothing here brings about " + code);
    }
    return good;
  }

  private static ContractRequest forbidden(
      Operation operation, ContractRequest good, ContractSubject subject) {
    if (good.door() == Door.NODE) {
      return good.path(good.path().replace("/self", "/" + subject.otherNode()));
    }
    return operation.path().contains("{source}") && !operation.method().equals("GET")
        ? good.path(good.path().replace("/user/ada", "/node"))
        : good.credential(subject.otherBackendToken());
  }

  /** Somebody with an operator's token, who would be root by this. */
  private static ContractRequest privileged(
      Operation operation, ContractRequest good, ContractSubject subject) {
    var made =
        new ContractRequest(
                good.door(), "POST", "/v1/tokens", "", Map.of(), new byte[0], good.credential())
            .header("content-type", "application/json")
            .body("{\"name\":\"operator\",\"role\":\"operator\"}")
            .send(subject.exchange());
    String token = Json.MAPPER.readTree(made.text()).path("value").asString("");
    return switch (operation.id()) {
      case "putDocument" ->
          good.path("/v1/documents/Service/hooked").body(HOOKED).credential(token);
      case "applyPlan", "approveCommit" -> {
        var planned =
            new ContractRequest(good.door(), "POST", "/v1/plans", "", Map.of(), new byte[0], token)
                .header("content-type", "application/json")
                .body(Json.MAPPER.writeValueAsString(Map.of("documents", HOOKED)))
                .send(subject.exchange());
        String plan = Json.MAPPER.readTree(planned.text()).path("id").asString("");
        yield about(operation, plan, good, subject).credential(token);
      }
      default -> good.body("[" + HOOKED + "]").credential(token);
    };
  }

  private static ContractRequest header(Operation operation, ContractRequest good) {
    return operation.id().endsWith("Events")
        ? good.header("accept", "text/event-stream").header("last-event-id", "soon")
        : good.header("if-none-match", "no quotes");
  }

  private static ContractRequest tooMany(
      Operation operation, ContractRequest good, ContractSubject subject) {
    if (operation.id().equals("putDeclaration")) {
      String tags =
          IntStream.range(0, 1_001)
              .mapToObj(i -> "{\"tag\":\"t=" + i + "\"}")
              .collect(Collectors.joining(","));
      return good.body("{\"tags\":[" + tags + "],\"services\":[]}");
    }
    if (!operation.path().endsWith("{tag}")) {
      return good.body(tags(1_001));
    }
    String source = good.path().replaceFirst("/example.org.*", "");
    var filled =
        new ContractRequest(
                good.door(), "PUT", source, "", good.headers(), new byte[0], good.credential())
            .header("content-type", "application/json")
            .body(tags(1_000))
            .send(subject.exchange());
    if (filled.status() != 200) {
      throw new IllegalStateException(filled.text());
    }
    return good;
  }

  private static String tags(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"t=" + i + "\"")
        .collect(Collectors.joining(",", "{\"tags\":[", "]}"));
  }

  private static ContractRequest unknown(ContractRequest good, ContractSubject subject) {
    String path = good.path();
    for (String name :
        new String[] {
          subject.releasableException(),
          subject.backend(),
          subject.hostsBackend(),
          subject.unneededBundle(),
          subject.neededService(),
          subject.spareToken()
        }) {
      path = path.replace("/" + name, "/no-such-thing");
    }
    return good.path(path);
  }
}
