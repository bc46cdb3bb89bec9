package io.kitward.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.api.Contract.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Goes over every operation of {@code openapi.yaml}: calls it at each of its doors, and brings
 * about each error that it declares. Whoever extends it names the server.
 */
abstract class ContractChecks {
  private static final Contract CONTRACT = Contract.load();

  /** A fresh server, or one that is as good as fresh. */
  abstract ContractSubject subject();

  /** The routes of that server. */
  abstract List<Route> routes();

  @Test
  void theDescriptionNamesExactlyTheRoutes() {
    assertThat(CONTRACT.operations().stream().map(ContractChecks::line))
        .containsExactlyInAnyOrderElementsOf(routes().stream().map(ContractChecks::line).toList());
  }

  private static String line(Operation operation) {
    return String.join(
        " ",
        operation.method(),
        operation.path(),
        operation.id(),
        operation.doors().stream().sorted().toList().toString(),
        CONTRACT.query(operation).stream().sorted().collect(Collectors.joining(",")));
  }

  private static String line(Route route) {
    return String.join(
        " ",
        route.method(),
        route.pattern().text(),
        route.operationId(),
        route.doors().stream().sorted().toList().toString(),
        route.query().stream().sorted().collect(Collectors.joining(",")));
  }

  @Test
  void theDescriptionKnowsExactlyTheErrorTable() {
    assertThat(CONTRACT.codes())
        .containsExactlyElementsOf(Stream.of(ErrorCode.values()).map(ErrorCode::code).toList());
  }

  @TestFactory
  Stream<DynamicTest> aGoodRequestIsAnsweredAsDescribed() {
    var tests = new ArrayList<DynamicTest>();
    for (Operation operation : CONTRACT.operations()) {
      for (Door door : operation.doors()) {
        tests.add(
            DynamicTest.dynamicTest(
                operation.id() + " at " + door,
                () -> {
                  try (ContractSubject subject = subject()) {
                    var answer =
                        ContractRequest.good(operation, door, subject).send(subject.exchange());
                    assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
                    assertThat(CONTRACT.violations(operation, answer)).isEmpty();
                  }
                }));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> eachDeclaredErrorIsAnsweredAsDescribed() {
    var tests = new ArrayList<DynamicTest>();
    for (Operation operation : CONTRACT.operations()) {
      for (Door door : operation.doors()) {
        for (String code : errors(operation, door)) {
          tests.add(
              DynamicTest.dynamicTest(
                  operation.id() + " at " + door + ": " + code,
                  () -> check(operation, door, code)));
        }
      }
    }
    return tests.stream();
  }

  private static List<String> errors(Operation operation, Door door) {
    var errors = new ArrayList<>(operation.errors());
    if (door == Door.PEOPLE) {
      if (!operation.node().has("security")) {
        errors.add("credential-needed");
        errors.add("credential-invalid");
      }
      return errors;
    }
    if (operation.id().endsWith("Events")) {
      errors.remove("header-invalid"); // streams are the people's door's
    }
    if (!operation.method().equals("GET")) {
      errors.remove("source-malformed"); // whatever is not `node` is forbidden here
    }
    return errors;
  }

  private void check(Operation operation, Door door, String code) {
    try (ContractSubject subject = subject()) {
      var good = ContractRequest.good(operation, door, subject);
      var answer = ContractErrors.provoke(code, operation, good, subject).send(subject.exchange());
      assertThat(answer.text()).contains("\"code\":\"" + code + "\"");
      assertThat(CONTRACT.violations(operation, answer)).isEmpty();
      assertThat(answer.headers()).doesNotContainKey("retry-after");
    }
  }
}
