package io.kitward.server.api;

import io.kitward.server.api.Contract.Operation;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request to an operation: a good one at first, then spoilt in one place. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ContractRequest(
    Door door,
    String method,
    String path,
    String query,
    Map<String, String> headers,
    byte[] body,
    String credential) {

  private static final String BUNDLE =
      "{\"apiVersion\":\"kitward/v1\",\"kind\":\"Bundle\",\"metadata\":{\"name\":\"NAME\"},\"spec\":{\"services\":[\"SERVICE\"]}}";

  /** A request that succeeds. */
  static ContractRequest good(Operation operation, Door door, ContractSubject subject) {
    boolean writesTags = operation.path().contains("{source}") && !operation.method().equals("GET");
    String kind =
        operation.id().equals("deleteDocument") || operation.id().equals("putDocument")
            ? "Bundle"
            : "Service";
    String path =
        operation
            .path()
            .replace("{certname}", door == Door.NODE ? "self" : subject.node())
            .replace("{source}", door == Door.NODE || !writesTags ? "node" : "user/ada")
            .replace("{tag}", "example.org/role=web")
            .replace(
                "{operation}",
                operation.path().contains("{operation}") ? subject.doneOperation() : "")
            .replace("{kind}", kind)
            .replace("{id}", id(operation, subject))
            .replace("{sha256}", "0".repeat(64))
            .replace("{repository}", "watched")
            .replace(
                "{backend}",
                operation.path().contains("/backends/")
                    ? subject.hostsBackend()
                    : subject.backend())
            .replace("{host}", operation.id().equals("adoptHost") ? "3" : "9")
            .replace("/secrets/{name}", "/secrets/console-" + subject.backend())
            .replace(
                "{name}",
                operation.id().equals("revokeToken")
                    ? subject.spareToken()
                    : kind.equals("Bundle") ? subject.unneededBundle() : subject.neededService());
    var headers = new LinkedHashMap<String, String>();
    String body =
        switch (operation.id()) {
          case "replaceSourceTags", "addTags" ->
              "{\"tags\":[\"database\",\"environment=production\"]}";
          case "createPlan" ->
              "{\"tags\":[{\"selector\":\"all\",\"source\":\"user/ada\",\"add\":[\"a\"]}]}";
          case "askNode" ->
              "{\"kind\":\"check\",\"service\":\"\",\"until\":\"\",\"reason\":\"\",\"lines\":10,\"seconds\":60}";
          case "approveCommit" -> "{\"commit\":\"" + "7".repeat(40) + "\"}";
          case "createToken" -> "{\"name\":\"fresh\"}";
          case "addSecret" -> "{\"name\":\"fresh\",\"value\":\"s3cret\"}";
          case "putDocument" -> bundle(subject);
          case "applyDocuments" -> "[" + bundle(subject) + "]";
          case "createJoinToken" -> "{\"tags\":[\"database\"],\"validFor\":\"2h\"}";
          case "assignException" -> "{\"to\":\"ada\"}";
          case "commentException" -> "{\"text\":\"looked at it\"}";
          case "acceptException" -> "{\"until\":\"7d\",\"reason\":\"it is known\"}";
          case "retireNode", "denyJoinRequest" -> "{\"reason\":\"not ours\"}";
          case "putDeclaration" -> subject.declaration();
          case "enrolVoucher" -> subject.enrolment();
          case "linkNode" -> "{\"issuer\":\"CN=Other CA\"}";
          case "joinWithToken", "requestToJoin" -> subject.certificateRequest("new.example");
          case "renewCertificate" -> subject.certificateRequest(subject.node());
          default -> "";
        };
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (body.startsWith("-----")) {
      headers.put("content-type", "application/x-pem-file");
    } else if (operation.id().equals("collectCertificate")) {
      headers.put("content-type", "application/octet-stream");
      bytes = subject.joinProof();
    } else if (!body.isEmpty()) {
      headers.put("content-type", "application/json");
    }
    return new ContractRequest(
        door,
        operation.method(),
        path,
        switch (operation.id()) {
          case "explainNode" -> "?service=node-exporter";
          case "adoptHost" -> "?node=" + subject.node();
          default -> "";
        },
        headers,
        bytes,
        door == Door.NODE
            ? subject.node()
            : operation.id().equals("joinWithToken") ? subject.joinToken() : subject.adminToken());
  }

  private static String id(Operation operation, ContractSubject subject) {
    if (operation.path().contains("/plans/")) {
      return subject.openPlan();
    }
    if (operation.path().contains("/join/tokens/")) {
      return subject.spareJoinToken();
    }
    return operation.path().contains("/join/requests/")
        ? subject.joinRequest()
        : subject.releasableException();
  }

  private static String bundle(ContractSubject subject) {
    return BUNDLE
        .replace("NAME", subject.unneededBundle())
        .replace("SERVICE", subject.neededService());
  }

  ContractRequest path(String other) {
    return new ContractRequest(door, method, other, query, headers, body, credential);
  }

  ContractRequest query(String other) {
    return new ContractRequest(door, method, path, "?" + other, headers, body, credential);
  }

  ContractRequest header(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ContractRequest(door, method, path, query, more, body, credential);
  }

  ContractRequest body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  ContractRequest body(byte[] bytes) {
    return new ContractRequest(door, method, path, query, headers, bytes, credential);
  }

  ContractRequest credential(String other) {
    return new ContractRequest(door, method, path, query, headers, body, other);
  }

  Exchange.Answer send(Exchange exchange) {
    return exchange.send(door, method, path + query, headers, body, credential);
  }
}
