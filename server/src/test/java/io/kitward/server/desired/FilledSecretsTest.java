package io.kitward.server.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.BackendDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.ParameterValue;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConsoleTokensTest {

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

  private static DocumentSet documents(String text) {
    var parsed = Documents.parse("test.yaml", text);
    assertThat(parsed.problems()).isEmpty();
    return DocumentSet.ofParsed(parsed.documents());
  }

  private static BackendDocument.ServiceItem filled(DocumentSet documents) {
    return Objects.requireNonNull(
            ConsoleTokens.fill(documents, name -> new ParameterValue.Secret("console-" + name, "3"))
                .backends()
                .getFirst()
                .configure())
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
    assertThat(ConsoleTokens.fill(documents, _ -> new ParameterValue.Secret("no", "1")))
        .isEqualTo(documents);
  }
}
