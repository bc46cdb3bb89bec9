package io.kitward.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PuppetDB is asked, and answers that are long, broken, cut off or never come. */
class PuppetDbTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server = server();
  private int status = 200;
  private String answer = "[]";
  private long promised;

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    server.createContext(
        "/pdb/query/v4",
        exchange -> {
          try (exchange) {
            asked.add(exchange.getRequestURI().getQuery().substring("query=".length()));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, promised == 0 ? bytes.length : promised);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
            if (promised == Long.MAX_VALUE) {
              over.await();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private PuppetDb open(Duration limit) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new PuppetDb(
        new PuppetDbAccess(url, Optional.empty(), Optional.empty(), Optional.empty()), limit);
  }

  private static PuppetDbHosts hosts(boolean declared, String... mappings) {
    return new PuppetDbHosts(
        Mapping.parse(List.of(mappings)),
        Optional.empty(),
        declared,
        Invalid.refuse,
        Optional.empty());
  }

  private Wanted read(PuppetDbHosts hosts) {
    try (PuppetDb database = open(LONG)) {
      return hosts.read(database);
    }
  }

  @Test
  void onlyTheFieldsThatAreMappedAreAskedFor() {
    answer =
        """
        [{"certname":"a.lab","facts.os.name":"Debian","trusted.extensions":{"pp_role":"db","1.3.6.1.4.1.34380.1.2.1":"x"},"facts.disks":{"sda.1":{"size":1}}},
         {"certname":"b.lab","facts.os.name":"Debian","trusted.extensions":null}]
        """;

    Wanted wanted =
        read(
            hosts(
                false,
                "facts.os.name=os",
                "trusted.extensions.pp_role=role",
                "trusted.extensions.1.3.6.1.4.1.34380.1.2.1=own",
                "facts.disks.sda.1.size=size"));

    assertThat(asked)
        .containsExactly(
            "inventory[certname, facts.os.name, trusted.extensions.pp_role, trusted.extensions, facts.disks]{}");
    assertThat(wanted.hosts())
        .isEqualTo(
            Map.of(
                "a.lab", Set.of("os=Debian", "own=x", "role=db", "size=1"),
                "b.lab", Set.of("os=Debian")));
  }

  @Test
  void withoutMappingsTheDeclaredTagsAreTaken() {
    answer =
        "[{\"certname\":\"a.lab\",\"title\":\"web\"},{\"certname\":\"a.lab\",\"title\":\"env=prod\"}]";

    assertThat(read(hosts(false)).hosts()).isEqualTo(Map.of("a.lab", Set.of("env=prod", "web")));
    assertThat(asked)
        .containsExactly(
            "resources[certname, title]{ type = \"Kitward_tag\" and exported = false }");
  }

  @Test
  void aHundredThousandRowsAreReadAsTheyCome() {
    var rows = new StringBuilder("[");
    for (int i = 0; i < 100_000; i++) {
      rows.append(i == 0 ? "" : ",")
          .append("{\"certname\":\"n%06d.lab\",\"facts.os.name\":\"Debian\"}".formatted(i));
    }
    answer = rows.append("]").toString();

    assertThat(read(hosts(false, "facts.os.name=os")).hosts()).hasSize(100_000);
  }

  @Test
  void anAnswerThatIsCutOffIsNoAnswer() {
    String whole =
        "[{\"certname\":\"a.lab\",\"title\":\"web\"},{\"certname\":\"b.lab\",\"title\":\"web\"}]";
    answer = whole.substring(0, 40);
    assertThat(Refused.words(() -> read(hosts(false))))
        .singleElement()
        .asString()
        .startsWith("puppetdb-answer: PuppetDB's answer can't be taken: it is not whole: ");

    promised = whole.length();
    assertThat(Refused.words(() -> read(hosts(false))))
        .singleElement()
        .asString()
        .startsWith("puppetdb-unreachable: ");

    promised = 0;
    answer = "[{\"certname\":\"a.lab\",\"title\":\"web\"}";
    assertThat(Refused.words(() -> read(hosts(false)))).isNotEmpty();
  }

  @Test
  void anAnswerThatNeverEndsIsGivenUp() {
    answer = "[{\"certname\":\"a.lab\",\"title\":\"web\"},";
    promised = Long.MAX_VALUE;

    assertThat(
            Refused.words(
                () -> {
                  try (PuppetDb database = open(Duration.ofSeconds(1))) {
                    hosts(false).read(database);
                  }
                }))
        .singleElement()
        .asString()
        .endsWith("can't be reached: no whole answer within 1 seconds.");
  }

  @Test
  void whatIsNoListOfRowsIsRefused() {
    for (String text :
        List.of("[1]", "[{\"certname\":1,\"title\":\"a\"}]", "[{\"title\":\"a\"}]", "no")) {
      answer = text;
      assertThat(Refused.words(() -> read(hosts(false)))).as(text).isNotEmpty();
    }
  }

  @Test
  void aRefusalSaysWhatToDo() {
    status = 400;
    answer = "PQL parse error at line 1\u001b[31m";
    assertThat(Refused.words(() -> read(hosts(false))))
        .containsExactly(
            "puppetdb-refused: PuppetDB answered with status 400: PQL parse error at line 1\ufffd[31m");
    status = 403;
    try (PuppetDb database = open(LONG)) {
      ImportException refusal =
          org.assertj.core.api.Assertions.catchThrowableOfType(
              ImportException.class, () -> hosts(false).read(database));
      assertThat(refusal.next()).contains("certificate-allowlist");
    }
  }

  @Test
  void nobodyListensThere() {
    server.stop(0);
    assertThat(Refused.words(() -> read(hosts(false))))
        .singleElement()
        .asString()
        .endsWith("can't be reached: nothing listens there.");
  }

  @Test
  void aQueryOfOnesOwnIsAskedAsItIs() {
    answer = "[{\"certname\":\"a.lab\",\"value\":\"x\"}]";
    String query = "facts[certname, value]{ name = \"role\" }";
    var own =
        new PuppetDbHosts(
            Mapping.parse(List.of("value=role")),
            Optional.of(query),
            false,
            Invalid.refuse,
            Optional.empty());

    assertThat(read(own).hosts()).isEqualTo(Map.of("a.lab", Set.of("role=x")));
    assertThat(asked).containsExactly(query);
  }

  @Test
  void pathsElsewhereNeedAQuery() {
    assertThat(Refused.words(() -> hosts(false, "os=os").inventory()))
        .singleElement()
        .asString()
        .contains("“os” is neither below facts nor below trusted");
  }

  @Test
  void plainHttpGoesToThisMachineAlone() {
    assertThat(
            Refused.words(
                () ->
                    new PuppetDbAccess(
                        URI.create("http://pdb.lab:8080"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
        .containsExactly("puppetdb-url: “http://pdb.lab:8080” is no place of PuppetDB.");
  }
}
