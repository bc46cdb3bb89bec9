package io.kitward.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Debian's Pushgateway on a host named {@code psh}, where nobody comes in without a password: a
 * console that Kitward has no driver for. Thread-safe.
 */
public final class Pushgateway {
  /** The layer that has it, and curl to push with. */
  public static final String LAYER = "pushgateway";

  /** Kitward's password there. */
  public static final String PASSWORD = "lab-password-of-kitward";

  /** The machines' password there. */
  public static final String MACHINES = "lab-password-of-machines";

  private static final String UNIT = "prometheus-pushgateway";
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration START = Duration.ofSeconds(30);

  /** Of the two passwords, by bcrypt with the least cost that there is. */
  private static final String USERS =
      """
      basic_auth_users:
        kitward: $2b$04$Qog5GYDGYA5V5W57xLIteOW6XWnnVXWGpyqy0r2Mfe5PfzCC6wuFG
        machines: $2b$04$NCoWXUJ6FGwvzqzuCzyL4ue6t2yVbzDXbRRz9SOedwKvg3.wu.pe6
      """;

  private final LabHost host;
  private final HttpClient http = HttpClient.newHttpClient();

  private Pushgateway(LabHost host) {
    this.host = host;
  }

  /** Starts it, empty; returns when it answers. */
  public static Pushgateway start(Lab lab) {
    var gateway = new Pushgateway(lab.host("psh", LAYER));
    gateway.host.write("/etc/pushgateway.yml", USERS, "0644");
    gateway.host.write(
        "/etc/default/prometheus-pushgateway",
        "ARGS=\"--web.config.file=/etc/pushgateway.yml\"\n",
        "0644");
    gateway.again();
    return gateway;
  }

  /** Where it is, as this machine and the hosts see it. */
  public String address() {
    return host.address();
  }

  /** All groups of metrics as they are now; it lists them in another order each time. */
  public Set<JsonNode> groups() {
    return JsonMapper.shared()
        .readTree(send("GET", "/api/v1/metrics", ""))
        .path("data")
        .valueStream()
        .collect(Collectors.toSet());
  }

  /** The group of these labels; empty when there is none. */
  public Optional<JsonNode> group(String job, String instance) {
    return groups().stream()
        .filter(
            group ->
                group.at("/labels/job").asString("").equals(job)
                    && group.at("/labels/instance").asString("").equals(instance))
        .findFirst();
  }

  /** Puts metrics into a group, as a person or a machine does. */
  public void push(String job, String instance, String metrics) {
    send("POST", "/metrics/job/" + job + "/instance/" + instance, metrics + "\n");
  }

  /** Takes a group away by hand; returns when it is gone. */
  public void delete(String job, String instance) {
    send("DELETE", "/metrics/job/" + job + "/instance/" + instance, "");
    Mission.await(
        "the end of a group", ANSWER, () -> group(job, instance).isEmpty(), () -> "it is there");
  }

  /** Stops it; Debian's keeps what it holds. */
  public void stop() {
    host.run("systemctl", "stop", UNIT).orThrow("stopping the Pushgateway");
  }

  /** Starts it anew; returns when it answers. */
  public void again() {
    host.run("systemctl", "restart", UNIT).orThrow("starting the Pushgateway");
    Mission.await("the Pushgateway", START, this::answers, () -> "it does not answer");
  }

  /** Keeps it from answering, with its connections open. */
  public void freeze() {
    host.run("systemctl", "kill", "-s", "STOP", UNIT).orThrow("freezing the Pushgateway");
  }

  public void thaw() {
    host.run("systemctl", "kill", "-s", "CONT", UNIT).orThrow("thawing the Pushgateway");
  }

  private boolean answers() {
    try {
      Set<JsonNode> _ = groups();
      return true;
    } catch (LabException starting) {
      return false;
    }
  }

  private String send(String method, String path, String body) {
    String login =
        Base64.getEncoder()
            .encodeToString(("kitward:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + address() + ":9091" + path))
                  .timeout(ANSWER)
                  .header("authorization", "Basic " + login)
                  .method(method, HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new LabException(
            method + " " + path + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new LabException(method + " " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }
}
