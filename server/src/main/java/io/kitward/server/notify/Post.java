package io.kitward.server.notify;

import io.kitward.server.backend.Unanswered;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

/** Sends one event to one address, and follows no redirect. Thread-safe. */
public final class Post implements AutoCloseable {

  /** How long a receiver has for its answer. */
  public static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final Duration limit;

  /**
   * Makes the post.
   *
   * @param limit after which there was no answer
   */
  public Post(Duration limit) {
    this.limit = limit;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
  }

  Answer send(String url, Map<String, String> headers, byte[] body) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(limit)
              .header("content-type", CloudEvent.MEDIA_TYPE + "; charset=UTF-8")
              .header("user-agent", "Kitward")
              .POST(HttpRequest.BodyPublishers.ofByteArray(body));
      headers.forEach(request::header);
      HttpResponse<InputStream> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      // The status says all: whatever follows is left unread, were it without an end.
      response.body().close();
      return answer(response.statusCode());
    } catch (HttpTimeoutException e) {
      return new Answer.Failed("does not answer within " + words(limit));
    } catch (IllegalArgumentException e) {
      return new Answer.Failed("is no address that can be asked: correct the url in its document");
    } catch (IOException e) {
      return new Answer.Failed("does not answer (" + Unanswered.words(e) + ")");
    }
  }

  private static Answer answer(int status) {
    if (status >= 200 && status < 300) {
      return new Answer.Taken("");
    }
    if (status == 410) {
      return new Answer.Gone();
    }
    return new Answer.Failed(
        "answers with status "
            + status
            + (status >= 300 && status < 400
                ? ", and redirects are not followed: write where it leads to into its document"
                : ""));
  }

  private static String words(Duration limit) {
    return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
  }

  /** Ends requests that are under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
