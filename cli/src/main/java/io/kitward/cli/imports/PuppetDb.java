package io.kitward.cli.imports;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;

/** PuppetDB's queries; an answer is read row by row, however long it is. For one thread. */
public final class PuppetDb implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ERROR_SHOWN = 300;

  private final PuppetDbAccess access;
  private final Duration limit;
  private final HttpClient client;

  /**
   * Opens nothing yet.
   *
   * @param limit the longest that one query may take, its whole answer included
   */
  public PuppetDb(PuppetDbAccess access, Duration limit) {
    this.access = access;
    this.limit = limit;
    var builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).version(HttpClient.Version.HTTP_1_1);
    if (access.secure()) {
      builder.sslContext(access.context());
    }
    this.client = builder.build();
  }

  /**
   * Hands each row of the answer on, as it comes.
   *
   * @throws ImportException when PuppetDB can't be reached, refuses, or stops in the middle
   */
  void query(String pql, Consumer<Map<?, ?>> row) {
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var going = thread.submit(() -> read(pql, row));
      try {
        going.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        client.shutdownNow();
        going.cancel(true);
        throw unreachable("no whole answer within " + limit.toSeconds() + " seconds");
      } catch (ExecutionException e) {
        throw e.getCause() instanceof ImportException known
            ? known
            : new IllegalStateException("asking PuppetDB", e.getCause());
      } catch (InterruptedException e) {
        client.shutdownNow();
        Thread.currentThread().interrupt();
        throw unreachable("interrupted");
      }
    }
  }

  private void read(String pql, Consumer<Map<?, ?>> row) {
    String base = access.url().toString().replaceFirst("/+$", "");
    URI uri =
        URI.create(
            base
                + "/pdb/query/v4?query="
                + URLEncoder.encode(pql, StandardCharsets.UTF_8).replace("+", "%20"));
    var request =
        HttpRequest.newBuilder(uri).header("accept", "application/json").timeout(limit).build();
    try {
      HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw refused(
              response.statusCode(),
              new String(body.readNBytes(ERROR_SHOWN), StandardCharsets.UTF_8),
              pql);
        }
        rows(body, row);
      }
    } catch (IOException e) {
      throw unreachable(reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted");
    }
  }

  private static void rows(InputStream body, Consumer<Map<?, ?>> row) throws IOException {
    try (MappingIterator<Object> rows = JSON.readerFor(Object.class).readValues(body)) {
      while (rows.hasNextValue()) {
        if (!(rows.nextValue() instanceof Map<?, ?> map)) {
          throw broken("a row is no object");
        }
        row.accept(map);
      }
    } catch (JacksonException e) {
      if (e.getCause() instanceof IOException lost) {
        throw lost;
      }
      throw broken("it is not whole: " + HostTags.shown(String.valueOf(e.getOriginalMessage())));
    }
  }

  private static ImportException broken(String what) {
    return new ImportException(
        "puppetdb-answer", "PuppetDB's answer can't be taken: " + what + ".", "");
  }

  private static ImportException refused(int status, String body, String pql) {
    boolean permission = status == 401 || status == 403;
    return new ImportException(
        "puppetdb-refused",
        "PuppetDB answered with status " + status + ": " + HostTags.shown(body.strip()),
        permission
            ? "Put this certificate's name on PuppetDB's certificate-allowlist."
            : "Check the query: " + HostTags.shown(pql));
  }

  private ImportException unreachable(String why) {
    return new ImportException(
        "puppetdb-unreachable",
        access.url().getAuthority() + " can't be reached: " + HostTags.shown(why) + ".",
        "Check --url and the certificates, and that PuppetDB runs; then try again.");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException refused when refused.getMessage() == null -> "nothing listens there";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
