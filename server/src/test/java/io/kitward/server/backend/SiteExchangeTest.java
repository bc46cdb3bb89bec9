package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.protocol.ConsoleAnswer.Failure;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.driver.NoWayException;
import io.kitward.server.channel.Channel;
import io.kitward.server.rollout.AnsweringNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a driver sees of a console that is asked through a node. */
class SiteExchangeTest {

  private final AnsweringNode site = new AnsweringNode();
  private final Exchange exchange = through("gate.lab");

  private Exchange through(String certname) {
    return new SiteExchange(
        certname,
        "PEM",
        name -> name.equals("gate.lab") ? Optional.of(AnsweringNode.GATE) : Optional.empty(),
        site.requests);
  }

  private static Exchange.Answer send(Exchange exchange) throws Exception {
    return exchange.send(
        new Exchange.Request(
            "POST",
            URI.create("https://zbx.lab/api"),
            Map.of("Authorization", "Bearer s3"),
            "body".getBytes(StandardCharsets.UTF_8)),
        Duration.ofMillis(700));
  }

  @Test
  void theRequestReachesTheNodeWholeAndItsAnswerTheDriver() throws Exception {
    var asked = new AtomicReference<ConsoleRequest>();
    site.node =
        request -> {
          asked.set(request.request());
          assertThat(request.body().toStringUtf8()).isEqualTo("body");
          site.piece(AnsweringNode.GATE, request.request().id(), 1, true, "answer");
        };
    Exchange.Answer answer = send(exchange);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).asString().isEqualTo("answer");
    assertThat(answer.header("Date")).contains("d");
    assertThat(asked.get())
        .returns("POST", ConsoleRequest::method)
        .returns("https://zbx.lab/api", ConsoleRequest::url)
        .returns(Map.of("Authorization", "Bearer s3"), ConsoleRequest::headers)
        .returns(700L, ConsoleRequest::timeoutMillis)
        .returns(Exchange.LARGEST, ConsoleRequest::largest)
        .returns("PEM", ConsoleRequest::ca);
  }

  @Test
  void aNodeThatNobodyKnowsOrThatIsAwayIsNoWay() {
    assertThatThrownBy(() -> send(through("gone.lab")))
        .isInstanceOf(NoWayException.class)
        .hasMessage("through gone.lab: Kitward knows no such node");
    site.handed = Channel.Handed.AWAY;
    assertThatThrownBy(() -> send(exchange))
        .isInstanceOf(NoWayException.class)
        .hasMessage("through gate.lab: its connector is not connected");
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(Failure.FORBIDDEN, NoWayException.class),
        Arguments.of(Failure.BUSY, NoWayException.class),
        Arguments.of(Failure.UNREACHABLE, ConnectException.class),
        Arguments.of(Failure.UNTRUSTED, SSLException.class),
        Arguments.of(Failure.LATE, HttpTimeoutException.class),
        Arguments.of(Failure.LARGE, IOException.class),
        Arguments.of(Failure.BROKEN, IOException.class));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatTheConnectorSaysIsWhatADriverKnows(Failure failure, Class<? extends Exception> known) {
    site.node = request -> site.failure(request.request().id(), failure, "why");
    assertThatThrownBy(() -> send(exchange))
        .isExactlyInstanceOf(known)
        .hasMessage("through gate.lab: why");
  }

  @ParameterizedTest
  @EnumSource(Failure.class)
  void everyFailureIsKnown(Failure failure) {
    assertThat(failures().map(it -> it.get()[0])).contains(failure);
  }
}
