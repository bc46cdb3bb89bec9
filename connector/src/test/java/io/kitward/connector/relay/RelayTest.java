package io.kitward.connector.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kitward.connector.config.Allowed;
import io.kitward.connector.config.Limits;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleAnswer.Failure;
import io.kitward.protocol.ConsoleRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a connector makes of what consoles answer, and of what it is asked. */
class RelayTest {

  private static final int LARGEST = 1 << 20;

  private final Relay relay = new Relay(Limits.NONE);
  private final List<ConsoleAnswer> answers = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    over.countDown();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      arrived.add(
          exchange.getRequestMethod()
              + " "
              + exchange.getRequestURI()
              + " "
              + exchange.getRequestHeaders().getFirst("authorization")
              + " "
              + sent);
      switch (exchange.getRequestURI().getPath()) {
        case "/redirect" -> {
          exchange.getResponseHeaders().add("Location", url("/elsewhere"));
          exchange.sendResponseHeaders(302, -1);
        }
        case "/endless" -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] some = new byte[64 * 1024];
          while (over.getCount() > 0) {
            exchange.getResponseBody().write(some);
          }
        }
        case "/begun" -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          over.await();
        }
        case "/silent" -> over.await();
        case "/exact" -> {
          exchange.sendResponseHeaders(200, 2L * ConsoleAnswer.PIECE);
          exchange.getResponseBody().write(new byte[2 * ConsoleAnswer.PIECE]);
        }
        default -> {
          exchange.getResponseHeaders().add("Retry-After", "7");
          exchange.getResponseHeaders().add("Set-Cookie", "session=1");
          exchange.sendResponseHeaders(201, 0);
          exchange.getResponseBody().write("{\"made\": 1}".getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static ConsoleRequest request(String method, String url, long millis) {
    return new ConsoleRequest(
        "r", method, url, Map.of("authorization", "Bearer s3"), millis, LARGEST, "");
  }

  private void ask(Relay relay, ConsoleRequest request, String sent) {
    relay.carryOut(
        request,
        ByteString.copyFromUtf8(sent),
        (answer, part) -> {
          answers.add(answer);
          body.writeBytes(part.toByteArray());
          return true;
        });
  }

  private ConsoleAnswer last() {
    assertThat(answers.getLast().last()).isTrue();
    return answers.getLast();
  }

  @Test
  void aRequestIsSentAsItIsAndItsAnswerHandedBack() {
    ask(relay, request("PUT", url("/hosts/n1?x=%2F"), 10_000), "{\"a\": 1}");
    assertThat(arrived).containsExactly("PUT /hosts/n1?x=%2F Bearer s3 {\"a\": 1}");
    assertThat(last().status()).isEqualTo(201);
    assertThat(last().failure()).isNull();
    assertThat(last().headers())
        .as("what drivers look at, and no more")
        .containsEntry("retry-after", "7")
        .doesNotContainKey("set-cookie");
    assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo("{\"made\": 1}");
  }

  @Test
  void aLargeAnswerComesInPiecesThatSayWhichIsTheLast() {
    ask(relay, request("GET", url("/exact"), 10_000), "");
    assertThat(answers).extracting(ConsoleAnswer::piece).containsExactly(1, 2, 3);
    assertThat(answers).extracting(ConsoleAnswer::last).containsExactly(false, false, true);
    assertThat(body.size()).isEqualTo(2 * ConsoleAnswer.PIECE);
  }

  @Test
  void aRedirectIsHandedBackAndNotFollowed() {
    ask(relay, request("GET", url("/redirect"), 10_000), "");
    assertThat(last().status()).isEqualTo(302);
    assertThat(last().headers()).containsEntry("location", url("/elsewhere"));
    assertThat(arrived).hasSize(1);
  }

  @Test
  void anAnswerThatDoesNotEndIsGivenUp() {
    ask(relay, request("GET", url("/endless"), 60_000), "");
    assertThat(last().failure()).isEqualTo(Failure.LARGE);
    assertThat(body.size()).isLessThanOrEqualTo(LARGEST);
  }

  @Test
  void anAnswerThatDoesNotComeOrNotWholeIsLate() {
    ask(relay, request("GET", url("/silent"), 200), "");
    assertThat(last()).extracting("failure", "message").containsExactly(Failure.LATE, "no answer");
    ask(relay, request("GET", url("/begun"), 200), "");
    assertThat(last())
        .extracting("failure", "message")
        .containsExactly(Failure.LATE, "no whole answer");
  }

  @Test
  void whoeverTakesNoMorePiecesEndsTheReading() {
    var taken = new ArrayList<ConsoleAnswer>();
    relay.carryOut(
        request("GET", url("/endless"), 60_000),
        ByteString.EMPTY,
        (answer, _) -> {
          taken.add(answer);
          return false;
        });
    assertThat(taken).hasSize(1);
  }

  @Test
  void whyThereIsNoConnectionIsSaid() {
    ask(relay, request("GET", "http://127.0.0.1:1/", 10_000), "");
    assertThat(last().failure()).isEqualTo(Failure.UNREACHABLE);
    ask(relay, request("GET", "http://no-such-name.invalid/", 10_000), "");
    assertThat(last().message()).isEqualTo("its name is not known there");
    var unreadable =
        new ConsoleRequest("r", "GET", url("/"), Map.of(), 10_000, LARGEST, "no certificate");
    ask(relay, unreadable, "");
    assertThat(last().failure()).isEqualTo(Failure.UNTRUSTED);
  }

  @Test
  void whatCannotBeSentIsRefusedWithoutAWordOfIt() {
    var request =
        new ConsoleRequest(
            "r", "GET", url("/"), Map.of("authorization", "s3\r\nX: y"), 10_000, LARGEST, "");
    ask(relay, request, "");
    assertThat(last().failure()).isEqualTo(Failure.BROKEN);
    assertThat(last().message()).doesNotContain("s3");
    assertThat(arrived).isEmpty();
  }

  @Test
  void whatNobodyMayAskIsNotAsked() {
    for (String url :
        List.of(
            "http://169.254.169.254/latest/meta-data",
            "http://[fe80::1]/",
            "http://2852039166/",
            "http://0.0.0.0:80/",
            "http://user:password@127.0.0.1/",
            "file:///etc/shadow",
            "ftp://127.0.0.1/")) {
      ask(relay, request("GET", url, 10_000), "");
      assertThat(last().failure()).as(url).isEqualTo(Failure.FORBIDDEN);
    }
  }

  @Test
  void theNodesOwnerSaysWhichConsolesMayBeAsked() {
    String place = "127.0.0.1:" + server.getAddress().getPort();
    ask(
        new Relay(limits(Allowed.ANY, Allowed.only("127.0.0.*"))),
        request("GET", url("/"), 10_000),
        "");
    ask(
        new Relay(limits(Allowed.only("agent"), Allowed.only(place))),
        request("GET", url("/"), 10_000),
        "");
    assertThat(answers).extracting(ConsoleAnswer::status).containsExactly(201, 201);

    ask(new Relay(limits(Allowed.ANY, Allowed.only())), request("GET", url("/"), 10_000), "");
    assertThat(last().message()).isEqualTo("this node's limits.consoles do not allow " + place);
    ask(
        new Relay(limits(Allowed.only("agent"), Allowed.ANY)),
        request("GET", url("/"), 10_000),
        "");
    assertThat(last().message())
        .isEqualTo("this node has limits, and limits.consoles among them does not name " + place);
    assertThat(arrived).hasSize(2);
  }

  private static Limits limits(Allowed services, Allowed consoles) {
    return new Limits(
        services,
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        consoles,
        0,
        Limits.Mode.ENFORCE);
  }
}
