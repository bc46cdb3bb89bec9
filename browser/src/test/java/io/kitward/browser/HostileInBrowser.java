package io.kitward.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What nodes, consoles and people send is text on every page, whatever it pretends to be. Values
 * that doors refuse are put into the database past them, as if a door had failed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OnScenes.class)
class HostileInBrowser {

  private static final String NODE = "evil.example";
  private static final List<String> VALUES =
      List.of(
          "<script>window.__owned=1</script>",
          "\"><img src=x onerror=window.__owned=1>",
          "' onmouseover='window.__owned=1' x='",
          "javascript:window.__owned=1",
          "</title></textarea><svg/onload=window.__owned=1>",
          "`${window.__owned=1}`",
          "<hx-partial hx-target=\"body\"><script>window.__owned=1</script></hx-partial>",
          "\u202Ereversed\u202C e\u0301\u0327\u0338",
          "x".repeat(10_000));

  private final Scene scene;

  HostileInBrowser() throws Exception {
    scene = Scene.empty();
  }

  @BeforeAll
  void fill() throws Exception {
    scene.applyDocuments(VALUES.stream().filter(value -> value.length() < 1_000).toList());
    scene.apply(
        """
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: evil, description: '"><img src=x onerror=window.__owned=1><script>window.__owned=1</script>'}
        spec: {selector: role = evil, effect: require, services: [chrony]}
        """);
    scene.connect();
    scene.hold();
    try (Connection connection = scene.database()) {
      var seed = new Seed(connection);
      seed.history();
      for (int i = 0; i < VALUES.size(); i++) {
        String value = VALUES.get(i);
        node(seed, i == 0 ? NODE : i + value, value);
      }
      scene.counted(seed);
    }
  }

  private static void node(Seed seed, String certname, String value) throws Exception {
    String id = "(select id from node where certname = ?)";
    seed.run(
        "insert into node (id, certname, issuer, facts, connector_version, created_at)"
            + " values (gen_random_uuid(), ?, 'evil', jsonb_build_object('os.name', ?::text, 'evil.words', ?::text), ?, now())",
        List.of(certname, value, value, value));
    seed.run(
        "insert into tag_set select id, 'import/evil', 1, ?, now() from node where certname = ?",
        List.of(value, certname));
    // A tag of any other form can't be read from the database either.
    seed.run(
        "insert into tag select id, 'import/evil', 'role', ?, ?, now() from node where certname = ?",
        List.of("x".repeat(63), value, certname));
    seed.run(
        "insert into event (at, recorded_at, node_id, service, kind, message) values (now(), now(), "
            + id
            + ", ?, 'failed', ?)",
        List.of(certname, value, value));
    seed.run(
        "insert into exception (kind, subject, node_id, service, message, detail, opened_at)"
            + " select 'conflict', ?, id, ?, ?, jsonb_build_object('lines', jsonb_build_array(?::text)), now()"
            + " from node where certname = ?",
        List.of(certname, value, value, value, certname));
  }

  @AfterAll
  void end() throws IOException {
    scene.close();
  }

  @TestFactory
  Stream<DynamicTest> everyPageShowsItAsText(Chromium chromium) throws Exception {
    var stops = new ArrayList<>(Stops.full(scene.landmarks()));
    stops.add(Stop.of("/nodes/{certname}", "evil", "/nodes/" + NODE));
    stops.add(Stop.of("/policies/{name}", "evil", "/policies/evil"));
    stops.add(
        new Stop(
            "/nodes", "evil-query", "/nodes?q=%3Cscript%3Ewindow.__owned%3D1%3C%2Fscript%3E", 400));
    stops.add(
        new Stop("/<path>", "evil-path", "/%3Cscript%3Ewindow.__owned%3D1%3C%2Fscript%3E", 404));
    return Stream.of(Look.USUAL, new Look("dark", Look.NARROW, true))
        .flatMap(
            look ->
                stops.stream()
                    .map(
                        stop ->
                            DynamicTest.dynamicTest(
                                stop + " " + look, () -> harmless(chromium, stop, look))));
  }

  private void harmless(Chromium chromium, Stop stop, Look look) {
    try (Visitor visitor = Visitor.signedIn(chromium, scene, look)) {
      Page page = visitor.page();
      assertThat(visitor.open(stop.address())).isEqualTo(stop.status());
      page.locator("main").hover();

      assertThat(page.evaluate("typeof window.__owned")).isEqualTo("undefined");
      assertThat(
              page.evaluate(
                  "document.querySelectorAll('main script, main [onerror], main [onload], main a[href^=javascript]').length"))
          .isEqualTo(0);
      assertThat(visitor.troubles()).isEmpty();
      assertThat(
              page.evaluate(
                  "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .as("how far the document is wider than the window")
          .isEqualTo(0);
    }
  }

  @Test
  void itIsThereAtAll(Chromium chromium) {
    try (Visitor visitor = Visitor.signedIn(chromium, scene, Look.USUAL)) {
      visitor.open("/nodes/" + NODE);
      assertThat(visitor.page().locator("main").innerText())
          .contains("<script>window.__owned=1</script>");
      visitor.open("/backends/inventory/ledger");
      assertThat(visitor.page().locator("main").textContent())
          .contains("onerror=window.__owned=1>");
      visitor.open("/exceptions");
      assertThat(visitor.page().locator("main").innerText()).contains("</title></textarea>");
    }
  }
}
