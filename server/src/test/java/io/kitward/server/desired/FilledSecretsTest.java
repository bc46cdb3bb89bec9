package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.ParameterValue;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilledSecretsTest {

  private static final String JOB =
      """
      apiVersion: kitward/v1
      kind: Service
      metadata: {name: job}
      spec:
        parameters:
          token: {type: %s}
        offboarding: {contract: purge, grace: 0s}
      ---
      """;

  private static final String BACKEND =
      """
      apiVersion: kitward/v1
      kind: Backend
      metadata: {name: lab}
      spec:
        type: prometheus
        url: http://mon.lab:9090
        configure:
          node: mon.lab
          services:
            - name: job
              parameters: {%s}
      """;

  private static final FilledSecrets.Source THIRD =
      new FilledSecrets.Source() {
        @Override
        public ParameterValue.Secret token(String backend) {
          return new ParameterValue.Secret(FilledSecrets.tokenName(backend), "3");
        }

        @Override
        public ParameterValue.Secret master(String service, String parameter) {
          return new ParameterValue.Secret(FilledSecrets.masterName(service, parameter), "3");
        }
      };

  private static DocumentSet documents(String text) {
    var parsed = Documents.parse("test.yaml", text);
    assertThat(parsed.problems()).isEmpty();
    return DocumentSet.ofParsed(parsed.documents());
  }

  private static BackendDocument.ServiceItem filled(DocumentSet documents) {
    return Objects.requireNonNull(
            FilledSecrets.fill(documents, THIRD).backends().getFirst().configure())
        .services()
        .getFirst();
  }

  @Test
  void aSecretNamedTokenThatIsLeftOutGetsTheConsolesOwn() {
    assertThat(
            filled(documents(JOB.formatted("secret") + BACKEND.formatted("")))
                .parameters()
                .get("token"))
        .isEqualTo(new ParameterValue.Secret("console-lab", "3"));
  }

  @Test
  void aTokenThatTheDocumentNamesStays() {
    assertThat(
            filled(
                    documents(
                        JOB.formatted("secret") + BACKEND.formatted("token: \"secret:mine@1\"")))
                .parameters()
                .get("token"))
        .isEqualTo(new ParameterValue.Text("secret:mine@1"));
  }

  @Test
  void aTokenThatIsNoSecretIsLeftAlone() {
    assertThat(filled(documents(JOB.formatted("string") + BACKEND.formatted(""))).parameters())
        .isEmpty();
  }

  @Test
  void documentsWithoutAConsoleStayAsTheyAre() {
    DocumentSet documents = documents(JOB.formatted("secret").replace("---\n", ""));
    assertThat(FilledSecrets.fill(documents, THIRD)).isEqualTo(documents);
  }

  private static Optional<ParameterValue> filled(String definition) {
    DocumentSet documents =
        documents(
            JOB.formatted("secret").replace("token: {type: secret}", "hostKey: " + definition));
    return FilledSecrets.fill(documents, THIRD).service("job").stream()
        .flatMap(service -> service.parameters().values().stream())
        .flatMap(parameter -> Stream.ofNullable(parameter.defaultValue()))
        .findFirst();
  }

  @Test
  void aParameterPerNodeThatHasNoDefaultGetsTheMasterThatTheServerMakes() {
    assertThat(filled("{type: secret, perNode: true}"))
        .contains(new ParameterValue.Secret("job-host-key", "3"));
    assertThat(filled("{type: secret, perNode: true, default: 'secret:mine@1'}"))
        .contains(new ParameterValue.Secret("mine", "1"));
    assertThat(filled("{type: secret}")).isEmpty();
  }

  @Test
  void aMasterThatIsAConsolesTokenTooIsRefused() {
    String service =
        JOB.formatted("secret, perNode: true")
            .replace("name: job", "name: console")
            .replace("token:", "lab:");
    DocumentSet documents = documents(JOB.formatted("secret") + service + BACKEND.formatted(""));
    assertThat(LivePolicy.problems(documents))
        .singleElement()
        .asString()
        .contains("spec.configure.services[0].parameters.token", "goes nowhere as it is");
  }
}
