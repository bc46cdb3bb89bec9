package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tags that the real puppetserver vouches for, carried by a node whose root is honest, and by one
 * whose root is not.
 */
@Order(16)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class ProofsE2E {

  private static final String DECLARATION = "/v1/nodes/self/declaration";
  private static final String GET = "GET " + DECLARATION + " 200";
  private static final String PUT = "PUT " + DECLARATION + " 200";
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]{86}");
  private static final String CATALOG = "/var/cache/puppet/client_data/catalog/";

  /** Profiles as people write them, each with what it knows. */
  private static final String PROFILES =
      """
      class profile::database { kitward::tag('database', 'environment=production') }
      class profile::postgres { kitward::tag('postgres', 'database') }
      class profile::backup { kitward::tag(['backup', 'tier=gold']) }
      """;

  private final Stage stage;
  private final PuppetServer puppet;
  private final PuppetAgent web1;

  ProofsE2E(Stage stage) {
    this.stage = stage;
    this.puppet = stage.mission().puppet();
    this.web1 = stage.mission().web1();
  }

  @BeforeEach
  void ready() {
    stage.bare();
  }

  @AfterEach
  void noDataOfItsOwn() {
    puppet.writeData(Stage.WEB1, "{}\n");
  }

  @AfterAll
  void theCodeIsAsBefore() {
    stage.mission().puppetCode("site-without-database.pp");
    web1.run().orThrow();
  }

  private PuppetRun run(String body, String... arguments) {
    puppet.writeManifest(PROFILES + "node default { include kitward\n" + body + "\n}\n");
    var all = new ArrayList<>(List.of(arguments));
    all.add("--debug");
    return web1.run(all.toArray(String[]::new));
  }

  /** All tags of web1 that count, as {@code SOURCE TAG TRUST}. */
  private List<String> tags() {
    return stage
        .api()
        .get("/v1/nodes/web1.lab/tags")
        .path("items")
        .valueStream()
        .filter(tag -> tag.path("effective").asBoolean(false))
        .map(
            tag ->
                tag.path("source").asString("")
                    + " "
                    + tag.path("tag").asString("")
                    + " "
                    + tag.path("trust").asString(""))
        .toList();
  }

  private String nodesOwn() {
    return stage.api().get("/v1/nodes/web1.lab/tags/node").path("tags").toString();
  }

  @Test
  void threeClassesAndTwoLevelsOfHieraMakeOneSetThatPuppetVouchesFor() {
    puppet.writeData(Stage.WEB1, "kitward::tags: [from-node]\n");

    PuppetRun run =
        run("include profile::database\ninclude profile::postgres\ninclude profile::backup");

    assertThat(run.succeeded()).as(run.output()).isTrue();
    assertThat(NodeRequests.of(run)).containsExactly(GET, PUT);
    assertThat(tags())
        .containsExactly(
            "puppet backup vouched",
            "puppet database vouched",
            "puppet environment=production vouched",
            "puppet from-node vouched",
            "puppet postgres vouched",
            "puppet tier=gold vouched");
    assertThat(run.output()).contains("+backup").doesNotContain("eyJ");

    PuppetRun again = web1.run("--debug");
    assertThat(again.exit()).isZero();
    assertThat(NodeRequests.of(again)).containsExactly(GET);
  }

  @Test
  void whatPuppetNoLongerDeclaresGoesAndWhatAPersonSetStays() {
    run("include profile::backup");
    stage.api().tags(Stage.WEB1, "user/ann", List.of("hers"));
    try {
      PuppetRun run = run("kitward::tag('backup')");

      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.output()).contains("-tier=gold");
      assertThat(tags()).containsExactly("puppet backup vouched", "user/ann hers trusted");

      PuppetRun empty = run("");
      assertThat(NodeRequests.of(empty)).containsExactly(GET, PUT);
      assertThat(tags()).containsExactly("user/ann hers trusted");
    } finally {
      stage.api().tags(Stage.WEB1, "user/ann", List.of());
    }
  }

  @Test
  void noopShowsWhatWouldBeTaggedAndSendsNothing() {
    run("kitward::tag('one')");

    PuppetRun run = run("kitward::tag('two')", "--noop");

    assertThat(NodeRequests.of(run)).containsExactly(GET);
    assertThat(run.output()).contains("two").contains("noop");
    assertThat(tags()).containsExactly("puppet one vouched");
  }

  @Test
  void aRunOfOtherPartsOfTheCatalogAsksNothing() {
    PuppetRun run =
        run(
            "kitward::tag('one')\nfile { '/root/other': content => 'x', tag => 'other' }",
            "--tags",
            "other");

    assertThat(run.succeeded()).isTrue();
    assertThat(NodeRequests.of(run)).isEmpty();
  }

  @Test
  void whatSomebodyOnTheNodeTookAwayIsACorrectiveChange() {
    run("kitward::tag('one', 'two')");
    web1.run().orThrow();
    assertThat(declare("{\"environment\":\"production\",\"tags\":[],\"services\":[]}").status())
        .isEqualTo(200);
    assertThat(tags()).isEmpty();

    PuppetRun run = web1.run("--debug");

    assertThat(run.output()).contains("+one +two").contains("(corrective)");
    assertThat(tags()).containsExactly("puppet one vouched", "puppet two vouched");
  }

  @Test
  void aCachedCatalogIsTakenAsLongAsItsProofsAreGood() {
    run("kitward::tag('one')");
    declare("{\"environment\":\"production\",\"tags\":[],\"services\":[]}");

    PuppetRun run = web1.run("--use_cached_catalog", "--debug");

    assertThat(run.output()).contains("Using cached catalog");
    assertThat(NodeRequests.of(run)).containsExactly(GET, PUT);
    assertThat(tags()).containsExactly("puppet one vouched");
    assertThat(NodeRequests.of(web1.run("--use_cached_catalog", "--debug"))).containsExactly(GET);
  }

  @Test
  void aFeatureBranchIsShownAndNotApplied() {
    run("kitward::tag('one')");
    puppet.environment(
        "feature_x", "node default { include kitward kitward::tag('experiment') }\n");

    PuppetRun run = web1.run("--environment", "feature_x", "--debug");

    assertThat(run.output()).contains("feature_x").contains("shown, not applied");
    assertThat(tags()).containsExactly("puppet one vouched");
    assertThat(stage.mission().server().command("describe", Stage.WEB1).stdout())
        .contains("feature_x")
        .contains("experiment");
    PuppetRun again = web1.run("--environment", "feature_x", "--debug");
    assertThat(NodeRequests.of(again)).containsExactly(GET);

    assertThat(NodeRequests.of(web1.run("--debug"))).containsExactly(GET, PUT);
    assertThat(tags()).containsExactly("puppet one vouched");
  }

  @Test
  void aPlainResourceHasNoProofAndIsTheNodesOwnWord() {
    run("kitward_tag { 'plain': }\nkitward::tag('one')");

    assertThat(tags()).containsExactly("node plain self-asserted", "puppet one vouched");
  }

  @Test
  void puppetAssignsAServiceDirectlyAndAPolicyThatForbidsStillWins() {
    run("kitward::service('node-exporter', {})");
    stage.await(
        "the exporter on web1", () -> stage.isHealthy(Stage.WEB1, Stage.EXPORTER), Stage.WEB1);
    assertThat(
            stage
                .mission()
                .server()
                .command("explain", Stage.WEB1 + "/" + Stage.EXPORTER)
                .orThrow("explaining")
                .stdout())
        .contains("requires Puppet's code");
    assertThat(NodeRequests.of(web1.run("--debug"))).containsExactly(GET);

    stage
        .api()
        .send(
            "PUT",
            "/v1/documents/Policy/no-exporter-here",
            "application/json",
            """
            {"apiVersion":"kitward/v1","kind":"Policy","metadata":{"name":"no-exporter-here"},
             "spec":{"selector":"certname = web1.lab","effect":"forbid","services":["node-exporter"]}}
            """)
        .orThrow();
    try {
      stage.await(
          "the end of the exporter",
          () -> stage.mission().instances(Stage.WEB1).isEmpty(),
          Stage.WEB1);
    } finally {
      stage.api().send("DELETE", "/v1/documents/Policy/no-exporter-here", "", "").orThrow();
    }
    stage.await(
        "the exporter on web1 again",
        () -> stage.isHealthy(Stage.WEB1, Stage.EXPORTER),
        Stage.WEB1);

    run("");
    stage.await(
        "the end of the exporter",
        () -> stage.mission().instances(Stage.WEB1).isEmpty(),
        Stage.WEB1);
  }

  private ServerApi.Answer declare(String body) {
    return NodeClient.of(stage, web1.host()).ask("PUT", DECLARATION, body);
  }

  /** The proofs in a node's cached catalog, by their claims' tag. */
  private Map<String, String> proofs(LabHost host) {
    Matcher token = TOKEN.matcher(host.read(CATALOG + host.certname() + ".json"));
    var proofs = new java.util.TreeMap<String, String>();
    while (token.find()) {
      JsonNode claims =
          JsonMapper.shared()
              .readTree(
                  new String(
                      Base64.getUrlDecoder().decode(token.group(1)), StandardCharsets.UTF_8));
      proofs.put(claims.path("tag").asString(""), token.group());
    }
    return proofs;
  }

  private static String body(String tag, String proof) {
    return "{\"environment\":\"production\",\"services\":[],\"tags\":[{\"tag\":\""
        + tag
        + "\",\"proof\":\""
        + proof
        + "\"}]}";
  }

  private void assertRefused(String body, String words) {
    List<String> before = tags();
    ServerApi.Answer answer = declare(body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.json().path("code").asString("")).isEqualTo("proof-refused");
    assertThat(answer.json().path("detail").asString("")).contains(words);
    assertThat(tags()).isEqualTo(before);
    JsonNode audit = stage.api().get("/v1/audit?limit=1").path("items").path(0);
    assertThat(audit.path("outcome").asString("")).isEqualTo("denied");
    assertThat(audit.path("principal").asString("")).isEqualTo("node/web1.lab");
  }

  @Test
  void aHostileRootOnTheNodeGivesItselfNothingThatPuppetVouchesFor() {
    run("kitward::tag('one', 'two')");
    Map<String, String> first = proofs(web1.host());
    String one = first.getOrDefault("one", "");
    String two = first.getOrDefault("two", "");
    assertThat(List.of(one, two)).doesNotContain("");
    LabHost db1 = stage.mission().db1().host();
    stage.mission().db1().run().orThrow();
    String others = proofs(db1).getOrDefault("one", "");

    // Another node's proof, taken from its disk.
    assertRefused(body("one", others), "is for db1.lab, not for web1.lab");

    // Its own proof for another tag, and a token whose claims were changed.
    assertRefused(body("database", one), "is for something else");
    assertRefused(body("database", forged(one)), "was changed");

    // A key of its own, in the compiler's name.
    assertRefused(body("database", signedByItself()), "not enrolled");

    // An old one: Puppet's code dropped the tag since.
    run("kitward::tag('one')");
    assertRefused(body("two", two), "counts already");

    // One that is too old by any account, made on the compiler itself two hours ago.
    assertRefused(body("one", signedByTheCompiler(-7_200)), "was good until");

    // None: that is its own word, and shows as such.
    assertThat(
            declare(
                    "{\"environment\":\"production\",\"services\":[],\"tags\":[{\"tag\":\"database\"}]}")
                .status())
        .isEqualTo(200);
    assertThat(tags()).containsExactly("node database self-asserted");
    assertThat(
            NodeClient.of(stage, web1.host())
                .ask("PUT", "/v1/nodes/self/tags/puppet", "{\"tags\":[\"database\"]}")
                .status())
        .isEqualTo(403);
    assertThat(
            declare(
                    "{\"environment\":\"production\",\"tags\":[],\"services\":[{\"service\":\"node-exporter\",\"proof\":\"\"}]}")
                .status())
        .isEqualTo(403);
    assertThat(
            NodeClient.of(stage, web1.host())
                .ask("PUT", "/v1/nodes/self/voucher", "{\"key\":\"x\",\"proof\":\"y\"}")
                .json()
                .path("code")
                .asString(""))
        .isEqualTo("voucher-unlisted");

    // Puppet sets right what it did.
    PuppetRun run = web1.run("--debug");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(tags()).containsExactly("puppet one vouched");
    assertThat(nodesOwn()).isEqualTo("[]");
  }

  private static String forged(String token) {
    String[] parts = token.split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("\"one\"", "\"database\"");
    return parts[0]
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + "."
        + parts[2];
  }

  private static final String SIGN =
      """
      require 'openssl'
      require 'json'
      require 'base64'
      file, tag, shift = ARGV
      key = file.empty? ? OpenSSL::PKey::EC.generate('prime256v1') : OpenSSL::PKey.read(File.read(file))
      kid = OpenSSL::Digest::SHA256.hexdigest(OpenSSL::PKey.read(key.public_to_pem).to_der)
      encode = ->(text) { Base64.urlsafe_encode64(text, padding: false) }
      input = [{ alg: 'ES256', typ: 'kitward-proof+jwt', kid: kid },
               { iss: 'puppet.lab', sub: 'web1.lab', env: 'production', iat: Time.now.to_i + shift.to_i, tag: tag }]
              .map { |part| encode.call(JSON.generate(part)) }.join('.')
      numbers = OpenSSL::ASN1.decode(key.sign('SHA256', input)).value.map { |part| part.value.to_s(2).rjust(32, "\\0") }
      print "#{input}.#{encode.call(numbers.join)}"
      """;

  private String signedByItself() {
    return web1.host().run("ruby", "-e", SIGN, "", "database", "0").orThrow("signing").stdout();
  }

  private String signedByTheCompiler(int shift) {
    return puppet
        .host()
        .run("ruby", "-e", SIGN, "/etc/puppet/kitward/voucher.pem", "one", Integer.toString(shift))
        .orThrow("signing")
        .stdout();
  }

  @Test
  void whatThePuppetCaSignedIntoACertificateIsATagOfItsOwnSource() {
    PuppetAgent node = PuppetAgent.on(stage.mission().lab().host("n3", PuppetAgent.LAYER));
    node.host()
        .write(
            "/etc/puppet/csr_attributes.yaml",
            "extension_requests:\n  pp_role: db\n  pp_zone: north\n  pp_preshared_key: secret\n",
            "0644");
    puppet.writeManifest(
        "node default { class { 'kitward': manage_connector => false } kitward::tag('one') }\n");

    node.run().orThrow();
    node.run().orThrow();

    List<String> tags =
        stage
            .api()
            .get("/v1/nodes/n3.lab/tags")
            .path("items")
            .valueStream()
            .map(tag -> tag.path("source").asString("") + " " + tag.path("tag").asString(""))
            .toList();
    assertThat(tags).containsExactly("cert role=db", "puppet one");
    node.host().powerOff();
  }
}
