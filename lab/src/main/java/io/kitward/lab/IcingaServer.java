package io.kitward.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Debian's Icinga 2 on a host named {@code ici}, with its API and the configuration that the
 * package brings. Its certificate is for {@code ici.lab}. Thread-safe.
 */
public final class IcingaServer {
  /** The layer that has Icinga 2 and the usual plugins. */
  public static final String LAYER = "icinga";

  /** Kitward's user there. */
  public static final String USER = "kitward";

  /** Its password. */
  public static final String PASSWORD = "kitward-in-the-lab";

  /** A user that may look at nothing but Icinga's own status. */
  public static final String POOR = "poor";

  /** A host template of the people who run this Icinga. */
  public static final String TEMPLATE = "lab-quick";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration START = Duration.ofMinutes(1);

  /**
   * Query, create, modify and delete for hosts and services are the work itself. config/* is for
   * the packages with groups and templates, which can't be changed otherwise, and the query of
   * groups and templates for knowing when those are loaded.
   */
  private static final List<String> PERMISSIONS =
      List.of(
          "objects/query/Host",
          "objects/query/Service",
          "objects/query/HostGroup",
          "objects/create/Host",
          "objects/create/Service",
          "objects/modify/Host",
          "objects/modify/Service",
          "objects/delete/Host",
          "objects/delete/Service",
          "templates/query/Host",
          "actions/reschedule-check",
          "objects/query/Downtime",
          "actions/schedule-downtime",
          "actions/remove-downtime",
          "config/query",
          "config/modify");

  private final LabHost host;
  private final String ca;
  private final String authorization;
  private final HttpClient http;

  private IcingaServer(LabHost host, String ca, String rootPassword) {
    this.host = host;
    this.ca = ca;
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(("root:" + rootPassword).getBytes(StandardCharsets.UTF_8));
    try {
      this.http =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(
                  PinnedTrust.of(new ByteArrayInputStream(ca.getBytes(StandardCharsets.UTF_8))))
              .build();
    } catch (IOException | GeneralSecurityException e) {
      throw new LabException("Icinga's CA can't be read", e);
    }
  }

  /** Sets it up, if it isn't yet, starts it and waits until it answers. */
  public static IcingaServer start(Lab lab) {
    lab.prepare(LAYER);
    LabHost host = lab.host("ici", LAYER);
    host.run("icinga2", "api", "setup").orThrow("setting up Icinga's API");
    host.write("/etc/icinga2/conf.d/lab.conf", configuration(), "0640");
    host.run("chgrp", "nagios", "/etc/icinga2/conf.d/lab.conf").orThrow("its configuration");
    host.run("systemctl", "restart", "icinga2").orThrow("starting Icinga");
    String password =
        host.run(
                "sed",
                "-n",
                "s/.*password = \"\\(.*\\)\"/\\1/p",
                "/etc/icinga2/conf.d/api-users.conf")
            .orThrow("the password of its root")
            .stdout()
            .strip();
    var icinga = new IcingaServer(host, host.read("/var/lib/icinga2/certs/ca.crt"), password);
    icinga.awaitAnswer();
    return icinga;
  }

  private static String configuration() {
    return """
    object ApiUser "%s" {
      password = "%s"
      permissions = %s
    }
    object ApiUser "%s" {
      password = "%s"
      permissions = [ "status/query" ]
    }
    template Host "%s" {
      check_command = "dummy"
      check_interval = 1h
      retry_interval = 1h
    }
    """
        .formatted(USER, PASSWORD, JSON.writeValueAsString(PERMISSIONS), POOR, PASSWORD, TEMPLATE);
  }

  /** The host that it runs on. */
  public LabHost host() {
    return host;
  }

  /** Where its API is. */
  public URI url() {
    return URI.create("https://" + host.certname() + ":5665");
  }

  /** The certificate of its CA, in PEM. */
  public String ca() {
    return ca;
  }

  /** Waits until its API answers. */
  public void awaitAnswer() {
    Mission.await("Icinga's answer", START, this::answers, this::log);
  }

  /** Has it read its files anew; returns when it runs with them. */
  public void reload() {
    String before = started();
    host.run("systemctl", "reload", "icinga2").orThrow("reloading Icinga");
    Mission.await(
        "Icinga's reload", START, () -> answers() && !started().equals(before), this::log);
  }

  /**
   * Has it load a package of configuration; returns when it runs with it.
   *
   * @param template a host template that is there when the package is loaded
   */
  public void load(String name, String file, String template) {
    send("POST", "/v1/config/packages/" + name, Map.of());
    send("POST", "/v1/config/stages/" + name, Map.of("files", Map.of("conf.d/lab.conf", file)));
    Mission.await(name + " in Icinga", START, () -> has(template), this::log);
  }

  /** Takes a package away that was loaded; returns when it runs without it. */
  public void unload(String name, String template) {
    send("DELETE", "/v1/config/packages/" + name, Map.of());
    Mission.await(name + " gone from Icinga", START, () -> lacks(template), this::log);
  }

  private boolean has(String template) {
    return templates().contains(template);
  }

  private boolean lacks(String template) {
    List<String> templates = templates();
    return !templates.isEmpty() && !templates.contains(template);
  }

  /** Its host templates; none while it does not answer. */
  private List<String> templates() {
    try {
      return JSON.readTree(request("GET", "/v1/templates/hosts", Map.of()).body())
          .path("results")
          .valueStream()
          .map(found -> found.path("name").asString(""))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private String started() {
    return get("/v1/status/IcingaApplication")
        .getFirst()
        .path("status")
        .path("icingaapplication")
        .path("app")
        .path("program_start")
        .toString();
  }

  private String log() {
    return host.run("tail", "/var/log/icinga2/icinga2.log").stdout();
  }

  /** The results of a GET as root. */
  public List<JsonNode> get(String path) {
    return send("GET", path, Map.of()).path("results").valueStream().toList();
  }

  /** What a request as root, who may everything, is answered. */
  public JsonNode send(String method, String path, Map<String, ?> body) {
    try {
      return JSON.readTree(request(method, path, body).body());
    } catch (IOException e) {
      throw new LabException("Icinga does not answer: " + e.getMessage(), e);
    }
  }

  private boolean answers() {
    try {
      return request("GET", "/v1", Map.of()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> request(String method, String path, Map<String, ?> body)
      throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(ANSWER)
            .header("authorization", authorization)
            .header("accept", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while Icinga answered", e);
    }
  }
}
