package io.kitward.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Debian's Zabbix on a host named {@code zbx}: server, front end behind nginx and PHP, PostgreSQL,
 * and an agent that answers to 127.0.0.1. Thread-safe.
 */
public final class ZabbixServer {
  /** The layer that has all of it. */
  public static final String LAYER = "zabbix";

  /** The address of the API in the lab's network. */
  public static final String URL = "http://zbx.lab:8080/api_jsonrpc.php";

  private static final Duration SETUP = Duration.ofMinutes(5);
  private static final Duration ANSWER = Duration.ofMinutes(1);
  private static final String TOKEN = "/root/kitward.token";

  /**
   * What Kitward's user may call. Only a super administrator can make host groups, so its role is
   * of that type, without the front end and with these methods alone. Where all groups are made
   * beforehand, a role of the type Admin does, with read-write rights on those groups and read
   * rights on those of the templates.
   */
  private static final List<String> METHODS =
      List.of(
          "host.get",
          "host.create",
          "host.update",
          "host.delete",
          "hostinterface.create",
          "hostinterface.update",
          "usermacro.create",
          "usermacro.update",
          "usermacro.delete",
          "hostgroup.get",
          "hostgroup.create",
          "template.get",
          "item.get",
          "task.create",
          "maintenance.get",
          "maintenance.create",
          "maintenance.update",
          "maintenance.delete");

  /**
   * PHP's memory_limit stays as packaged, 128 MB. The server looks for changes of its configuration
   * and for unreachable agents every second instead of every minute, so that tests need not wait.
   * Without PostgreSQL's statistics, which come by themselves after a minute, the first host.create
   * with a large template takes more than a minute.
   */
  private static final String SETUP_SCRIPT =
      """
      systemctl start postgresql
      until pg_isready -q; do sleep 0.1; done
      su postgres -c "psql -qc \\"create role zabbix login password 'lab'\\""
      su postgres -c "createdb -O zabbix -E UTF8 -T template0 zabbix"
      cd /usr/share/zabbix-server-pgsql
      zcat schema.sql.gz images.sql.gz data.sql.gz |
        PGPASSWORD=lab PGOPTIONS='-c synchronous_commit=off' psql -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -U zabbix zabbix >/dev/null
      su postgres -c 'psql -qc analyze zabbix'
      chown root:zabbix /etc/zabbix/zabbix_server.conf.d/lab.conf
      chown root:www-data /etc/zabbix/zabbix.conf.php
      systemctl restart zabbix-server php8.2-fpm nginx
      """;

  private final LabHost host;
  private final URI api;
  private final HttpClient http = HttpClient.newHttpClient();
  private String session = "";
  private String token = "";

  private ZabbixServer(LabHost host) {
    this.host = host;
    this.api = URI.create("http://" + host.address() + ":8080/api_jsonrpc.php");
  }

  /** Makes the database, which takes 20 s, and starts everything; the second time it is there. */
  public static ZabbixServer start(Lab lab) {
    var server = new ZabbixServer(lab.host("zbx", LAYER));
    if (server.host.run("test", "-e", TOKEN).exit() != 0) {
      server.configure();
    }
    server.session =
        server.call("user.login", Map.of("username", "Admin", "password", "zabbix")).asString("");
    if (server.host.run("test", "-e", TOKEN).exit() != 0) {
      server.host.write(TOKEN, server.enrol("kitward", 3, METHODS, List.of()), "0600");
    }
    server.token = server.host.read(TOKEN);
    return server;
  }

  /** The host that it runs on. */
  public LabHost host() {
    return host;
  }

  /** The address of the API as this machine sees it, which does not know the lab's names. */
  public URI api() {
    return api;
  }

  /** The API token of Kitward's user. */
  public String token() {
    return token;
  }

  /**
   * Calls a method of the API as Admin and gives its result.
   *
   * @throws LabException when Zabbix refuses, with its answer
   */
  public JsonNode call(String method, Object parameters) {
    var body = new LinkedHashMap<String, Object>();
    body.put("jsonrpc", "2.0");
    body.put("id", 1);
    body.put("method", method);
    body.put("params", parameters);
    if (!session.isEmpty()) {
      body.put("auth", session);
    }
    var request =
        HttpRequest.newBuilder(api)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(ANSWER)
            .header("content-type", "application/json-rpc")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(body)))
            .build();
    try {
      var response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answer = JsonMapper.shared().readTree(response.body());
      if (!answer.has("result")) {
        throw new LabException(method + " was answered with " + response.body());
      }
      return answer.path("result");
    } catch (IOException e) {
      throw new LabException("Zabbix does not answer " + method, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while asking Zabbix", e);
    }
  }

  /** The id that a call returned which made one thing. */
  public String make(String method, Object parameters) {
    return call(method, parameters).iterator().next().path(0).asString("");
  }

  private void configure() {
    host.write(
        "/etc/zabbix/zabbix_server.conf.d/lab.conf",
        """
        DBHost=127.0.0.1
        DBPassword=lab
        CacheUpdateFrequency=1
        UnreachablePeriod=1
        UnreachableDelay=1
        UnavailableDelay=1
        """,
        "0640");
    host.write(
        "/etc/zabbix/zabbix.conf.php",
        """
        <?php
        $DB['TYPE'] = 'POSTGRESQL';
        $DB['SERVER'] = '127.0.0.1';
        $DB['PORT'] = '5432';
        $DB['DATABASE'] = 'zabbix';
        $DB['USER'] = 'zabbix';
        $DB['PASSWORD'] = 'lab';
        $DB['SCHEMA'] = '';
        $DB['ENCRYPTION'] = false;
        $DB['DOUBLE_IEEE754'] = true;
        $IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
        """,
        "0640");
    host.write(
        "/etc/nginx/sites-enabled/zabbix.conf",
        """
        server {
          listen 8080;
          root /usr/share/zabbix;
          index index.php;
          client_max_body_size 16m;
          location ~ ^/(conf|app|include|local|vendor|locale)/ { deny all; }
          location / { try_files $uri $uri/ =404; }
          location ~ \\.php$ {
            try_files $uri =404;
            include fastcgi_params;
            fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            fastcgi_param PHP_VALUE "max_execution_time=300
        post_max_size=16M
        max_input_time=300
        date.timezone=UTC";
            fastcgi_read_timeout 300s;
            fastcgi_pass unix:/run/php/php8.2-fpm.sock;
          }
        }
        """,
        "0644");
    host.run(SETUP, "sh", "-euc", SETUP_SCRIPT).orThrow("setting up Zabbix");
  }

  /**
   * The token of a user of the type Admin, who can make no groups.
   *
   * @param writable ids of the groups in which it may change hosts
   * @param readable ids of the groups whose templates it may use
   */
  public String limitedToken(List<String> writable, List<String> readable) {
    var rights = new ArrayList<Map<String, Object>>();
    writable.forEach(group -> rights.add(Map.of("id", group, "permission", 3)));
    readable.forEach(group -> rights.add(Map.of("id", group, "permission", 2)));
    return enrol(
        "kitward-limited",
        2,
        METHODS.stream().filter(method -> !method.equals("hostgroup.create")).toList(),
        rights);
  }

  private String enrol(
      String name, int type, List<String> methods, List<Map<String, Object>> rights) {
    var rules = new LinkedHashMap<String, Object>();
    for (String access :
        List.of("ui.default_access", "modules.default_access", "actions.default_access")) {
      rules.put(access, 0);
    }
    rules.putAll(Map.of("api.access", 1, "api.mode", 1, "api", methods));
    String role = make("role.create", Map.of("name", name, "type", type, "rules", rules));
    // No access to the front end: the password is of no use there.
    String group =
        make("usergroup.create", Map.of("name", name, "gui_access", 3, "rights", rights));
    var user = new LinkedHashMap<String, Object>();
    user.put("username", name);
    user.put("passwd", "Lab-4711-token-only");
    user.put("roleid", role);
    user.put("usrgrps", List.of(Map.of("usrgrpid", group)));
    String id = make("token.create", Map.of("name", name, "userid", make("user.create", user)));
    return call("token.generate", List.of(id)).path(0).path("token").asString("");
  }
}
