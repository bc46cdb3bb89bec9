package io.kitward.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.client.api.AccessApi;
import io.kitward.client.api.DocumentsApi;
import io.kitward.client.api.NodesApi;
import io.kitward.client.api.PlansApi;
import io.kitward.client.api.TagsApi;
import io.kitward.client.model.Kind;
import io.kitward.client.model.NewPlan;
import io.kitward.client.model.NewToken;
import io.kitward.client.model.Node;
import io.kitward.client.model.NodePage;
import io.kitward.client.model.Plan;
import io.kitward.client.model.TagSet;
import io.kitward.lab.simulate.InProcessServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A program that uses the generated client, on a real server and a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIT {

  private static final String POLICY =
      """
      apiVersion: kitward/v1
      kind: Policy
      metadata: {name: everywhere}
      spec: {selector: all, effect: require, services: [node-exporter]}
      """;

  @TempDir Path folder;
  private InProcessServer server;
  private ApiClient admin;

  @BeforeAll
  void start() throws Exception {
    server = InProcessServer.start();
    server.apply(List.of(Path.of("../catalog/node-exporter")));
    admin = Connection.to(URI.create(server.url()), server.ca(), server.tokenFile()).client();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private void tag(String certname, String... tags) throws ApiException {
    new TagsApi(admin)
        .replaceSourceTags(certname, "user/client", new TagSet().tags(List.of(tags)), null, null);
  }

  @Test
  void tagsAPlanAndWhatItDidAreReadAsValues() throws Exception {
    tag("p1.lab", "database", "environment=production");

    Node node = new NodesApi(admin).showNode("p1.lab");
    assertThat(node.getTags()).containsExactlyInAnyOrder("database", "environment=production");
    assertThat(node.getConnected()).isFalse();

    var plans = new PlansApi(admin);
    Plan plan = plans.createPlan(new NewPlan().documents(POLICY), null);
    assertThat(plan.getTotals().getTouched()).isPositive();
    Plan done = plans.applyPlan(plan.getId(), plan.getTotals().getTouched(), null, null);
    assertThat(done.getState().toString()).isEqualTo("applied");
    assertThat(
            new DocumentsApi(admin)
                .showDocument(Kind.POLICY, "everywhere", null, null)
                .getRevision())
        .isEqualTo(1);
  }

  @Test
  void aListIsReadPageByPage() throws Exception {
    for (int i = 0; i < 7; i++) {
      tag("page" + i + ".lab", "paged");
    }
    var seen = new ArrayList<String>();
    String after = null;
    do {
      NodePage page = new NodesApi(admin).listNodes(after, 3, "paged");
      page.getItems().forEach(node -> seen.add(node.getCertname()));
      after = page.getNext();
    } while (after != null);
    assertThat(seen).hasSize(7).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void whatTheServerRefusesIsAnExceptionWithItsCode() {
    assertThatThrownBy(() -> new NodesApi(admin).showNode("nobody.lab"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.getCode()).isEqualTo(404);
              assertThat(refused.getResponseBody()).contains("\"node-unknown\"", "next");
            });
    assertThatThrownBy(() -> new NodesApi(admin).listNodes(null, null, "a and (b"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> assertThat(refused.getResponseBody()).contains("selector-malformed"));
  }

  @Test
  void aTokenIsReadForEachRequestAndItsEndIsSeen() throws Exception {
    var access = new AccessApi(admin);
    String value = access.createToken(new NewToken().name("robot")).getValue();
    Path file = Files.writeString(folder.resolve("token"), value + "\n");
    var robot = new NodesApi(Connection.to(URI.create(server.url()), server.ca(), file).client());
    assertThat(robot.listNodes(null, 1, null).getItems()).isNotNull();

    access.revokeToken("robot");
    assertThatThrownBy(() -> robot.listNodes(null, 1, null))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.getCode()).isEqualTo(401));
    Files.copy(server.tokenFile(), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(robot.listNodes(null, 1, null).getItems()).isNotNull();
  }

  @Test
  void aServerOfAnotherAuthorityIsNotBelieved() throws Exception {
    Path other = Path.of("src/test/resources/other-ca.pem");
    var stranger =
        new NodesApi(Connection.to(URI.create(server.url()), other, server.tokenFile()).client());
    assertThatThrownBy(() -> stranger.listNodes(null, 1, null))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("PKIX");
    Path none = Files.writeString(folder.resolve("none.pem"), "");
    assertThatThrownBy(() -> Connection.to(URI.create(server.url()), none, server.tokenFile()))
        .hasMessageContaining("holds no certificate");
    assertThatThrownBy(
            () -> Connection.to(URI.create("localhost:1"), server.ca(), server.tokenFile()))
        .hasMessageContaining("write https://HOST:PORT");
  }
}
