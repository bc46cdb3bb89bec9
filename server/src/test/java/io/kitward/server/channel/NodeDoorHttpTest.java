package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP through the node door, over real TLS on the loopback address. */
class NodeDoorHttpTest {

  private static final int MAX_BODY = DoorLimits.standard().maxBody();

  @TempDir Path folder;

  private OpenDoor open = new OpenDoor(DoorLimits.standard(), this::handle);
  private HttpClient client = open.client("db1.lab");

  private NodeHttpReply handle(NodeHttpRequest request) {
    return switch (request.uri()) {
      case "/file" ->
          new NodeHttpReply.FileReply(
              200, Map.of("content-type", "application/x-debian"), folder.resolve("file"));
      case "/unchanged" -> new NodeHttpReply.Whole(304, Map.of("etag", "\"1\""), new byte[0]);
      case "/broken" -> throw new IllegalStateException("secret words");
      default -> OpenDoor.echo(request);
    };
  }

  private void reopen(DoorLimits limits, NodeHttp http) {
    close();
    open = new OpenDoor(limits, http);
    client = open.client("db1.lab");
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    open.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(open.uri("https", path)).timeout(Duration.ofSeconds(30));
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    var problem = Json.MAPPER.readTree(response.body());
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.get("type").asString()).isEqualTo("urn:kitward:problem:" + code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("next").asString()).isNotEmpty();
  }

  @Test
  void aRequestArrivesWithTheIdentityAndTheAnswerComesBackWithoutRetryAfter() throws Exception {
    var response = send(request("/v1/x?y=%20").PUT(BodyPublishers.ofString("hello")));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("db1.lab PUT /v1/x?y=%20 5");
    assertThat(response.headers().firstValue("content-type")).contains("text/plain");
    assertThat(response.headers().firstValue("retry-after")).isEmpty();
  }

  @Test
  void manyRequestsGoOverOneConnection() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(send(request("/" + i)).body()).isEqualTo("db1.lab GET /" + i + " 0");
    }
  }

  @Test
  void aBodyOfExactlyTheLimitIsTaken() throws Exception {
    var response = send(request("/v1/x").PUT(BodyPublishers.ofByteArray(new byte[MAX_BODY])));
    assertThat(response.body()).endsWith(" " + MAX_BODY);
  }

  @Test
  void aBodyOneByteBeyondTheLimitIsAProblem() throws Exception {
    var response = send(request("/v1/x").PUT(BodyPublishers.ofByteArray(new byte[MAX_BODY + 1])));
    assertProblem(response, 413, "body-too-large");
  }

  @Test
  void aBodyOfUnknownLengthBeyondTheLimitIsAProblem() throws Exception {
    var publisher =
        BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[MAX_BODY + 1]));
    assertProblem(send(request("/v1/x").PUT(publisher)), 413, "body-too-large");
  }

  @Test
  void aClientThatAsksFirstIsToldToContinueOrNot() throws Exception {
    var small =
        request("/v1/x").expectContinue(true).PUT(BodyPublishers.ofByteArray(new byte[1_000]));
    assertThat(send(small).body()).endsWith(" 1000");
    var large =
        request("/v1/x")
            .expectContinue(true)
            .PUT(BodyPublishers.ofByteArray(new byte[MAX_BODY + 1]));
    assertProblem(send(large), 413, "body-too-large");
  }

  @Test
  void tooManyHeadersAreAProblem() throws Exception {
    assertProblem(send(request("/v1/x").header("x", "y".repeat(17_000))), 431, "headers-too-large");
    assertProblem(send(request("/" + "y".repeat(9_000))), 431, "headers-too-large");
  }

  @Test
  void aFileIsStreamedWhole() throws Exception {
    var content = new byte[5_000_001];
    new Random(1).nextBytes(content);
    Files.write(folder.resolve("file"), content);
    var response = client.send(request("/file").build(), BodyHandlers.ofByteArray());
    assertThat(response.body()).isEqualTo(content);
    assertThat(response.headers().firstValueAsLong("content-length")).hasValue(content.length);
    assertThat(send(request("/after")).body()).isEqualTo("db1.lab GET /after 0");
  }

  @Test
  void headOfAFileSaysItsLengthOnly() throws Exception {
    Files.write(folder.resolve("file"), new byte[77]);
    var response = send(request("/file").HEAD());
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValueAsLong("content-length")).hasValue(77);
    assertThat(send(request("/after").HEAD()).statusCode()).isEqualTo(200);
  }

  @Test
  void anEmptyFileAndAMissingOneAreAnswered() throws Exception {
    assertProblem(send(request("/file")), 404, "file-missing");
    Files.write(folder.resolve("file"), new byte[0]);
    assertThat(send(request("/file")).body()).isEmpty();
  }

  @Test
  void notModifiedHasNoBodyAndTheConnectionGoesOn() throws Exception {
    assertThat(send(request("/unchanged")).statusCode()).isEqualTo(304);
    assertThat(send(request("/after")).statusCode()).isEqualTo(200);
  }

  @Test
  void aFailingHandlerIsAProblemThatTellsNothingOfItsInside() throws Exception {
    var response = send(request("/broken"));
    assertProblem(response, 500, "internal");
    assertThat(response.body()).doesNotContain("secret words");
  }

  @Test
  void theOpampPathWithoutWebSocketSaysWhatItSpeaks() throws Exception {
    var get = send(request("/v1/opamp"));
    assertProblem(get, 426, "upgrade-required");
    assertThat(get.headers().firstValue("upgrade")).contains("websocket");
    assertProblem(
        send(request("/v1/opamp").PUT(BodyPublishers.ofString("x"))), 405, "method-not-allowed");
  }

  @Test
  void pipelinedRequestsAreAnsweredOneAfterAnotherInOrder() throws Exception {
    try (SSLSocket socket = socket()) {
      write(socket, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\n");
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).containsSubsequence("GET /1 0", "HTTP/1.1 200", "GET /2 0");
    }
  }

  @Test
  void somethingThatIsNotHttpIsAProblem() throws Exception {
    try (SSLSocket socket = socket()) {
      write(socket, "nonsense\r\n\r\n");
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 400").contains("request-malformed");
    }
  }

  @Test
  void aRequestThatNeverBecomesWholeTimesOut() throws Exception {
    reopen(DoorLimits.standard().withRequestTimeout(Duration.ofSeconds(1)), OpenDoor::echo);
    try (SSLSocket socket = socket()) {
      write(socket, "PUT / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 408").contains("request-timeout");
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    reopen(DoorLimits.standard().withRequestTimeout(Duration.ofSeconds(1)), OpenDoor::echo);
    try (SSLSocket socket = socket()) {
      socket.startHandshake();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void closingTheDoorFinishesTheRequestsThatHaveBegun() throws Exception {
    var begun = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    reopen(
        DoorLimits.standard(),
        request -> {
          begun.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return OpenDoor.echo(request);
        });
    var response = client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    begun.await();
    Thread closing = Thread.ofVirtual().start(open::close);
    await().until(() -> refusesConnections());
    gate.countDown();
    assertThat(response).succeedsWithin(Duration.ofSeconds(20));
    assertThat(response.join().body()).isEqualTo("db1.lab GET /slow 0");
    closing.join();
  }

  private boolean refusesConnections() {
    try (var _ = new java.net.Socket("localhost", open.door.address().getPort())) {
      return false;
    } catch (IOException | NullPointerException e) {
      return true;
    }
  }

  private SSLSocket socket() throws IOException {
    return (SSLSocket)
        open.authority
            .client(open.authority.node("db1.lab"))
            .getSocketFactory()
            .createSocket("localhost", open.door.address().getPort());
  }

  private static void write(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
