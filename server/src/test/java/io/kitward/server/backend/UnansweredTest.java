package io.kitward.server.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class UnansweredTest {

  /** What the real client throws. */
  private static String asked(String url) throws InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      http.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding());
      return "answered";
    } catch (IOException e) {
      return Unanswered.words(e);
    }
  }

  @Test
  void aPortWithoutAListenerRefuses() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(asked("http://127.0.0.1:" + free)).isEqualTo("connection refused");
  }

  @Test
  void aNameThatNobodyKnowsIsSaid() {
    // As the client throws it; to ask for a name would ask the network.
    var failure = new ConnectException();
    failure.initCause(new UnresolvedAddressException());
    assertThat(Unanswered.words(failure)).isEqualTo("its name is not known here");
    assertThat(Unanswered.words(new UnknownHostException("mail.example.org")))
        .isEqualTo("its name is not known here");
  }

  @Test
  void itsOwnWordsAreKept() {
    assertThat(Unanswered.words(new IOException("header is broken"))).isEqualTo("header is broken");
    assertThat(Unanswered.words(new IOException())).isEqualTo("IOException");
  }
}
