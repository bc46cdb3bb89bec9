package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kitward.lab.ConsoleSteps.Step;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference.Conduct;
import io.kitward.server.backend.driver.HostDifference.Drift;
import io.kitward.server.backend.driver.HostDifference.Leaving;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.backend.driver.WantedHost;
import io.kitward.server.backend.icinga.IcingaDriver;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The driver for Icinga 2 on a real one that belongs to other people too. */
@Order(71)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class IcingaDriverE2E {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String GROUP = "lab-group";
  private static final String HOST = "/v1/objects/hosts/";
  private static final String SERVICE = "/v1/objects/services/";

  private final IcingaServer icinga;
  private final IcingaDriver driver;
  private final ConsoleSteps steps;
  private final Map<String, String> secrets =
      new TreeMap<>(Map.of("secret:icinga@1", IcingaServer.PASSWORD));
  private String strangers = "";

  IcingaDriverE2E(Lab lab) throws ConsoleException {
    this.icinga = IcingaServer.start(lab);
    this.driver = driver(IcingaServer.USER, icinga.ca(), Duration.ofSeconds(30));
    this.steps = new ConsoleSteps(driver, ConsoleSteps.USUAL);
  }

  private IcingaDriver driver(String user, String ca, Duration timeout) throws ConsoleException {
    return new IcingaDriver(access(icinga.url(), user, ca), timeout, InstantSource.system());
  }

  private ConsoleAccess access(URI url, String user, String ca) {
    return new ConsoleAccess(
        "icinga", url, user, "secret:icinga@1", ca, it -> secrets.getOrDefault(it, "wrong"));
  }

  @BeforeAll
  void peoplesOwn() {
    ask(
        "PUT",
        HOST + "people.lab",
        Map.of(
            "templates",
            List.of("generic-host"),
            "attrs",
            Map.of("address", "127.0.0.1", "vars.owner", "alice")));
    comment("people.lab", "ours");
    strangers = strangers();
  }

  @AfterAll
  void strangersAreAsBefore() throws ConsoleException {
    assertThat(strangers()).isEqualTo(strangers);
    driver.close();
  }

  /** All that is not Kitward's, with all that a person may set of it. */
  private String strangers() {
    var all = new TreeMap<String, String>();
    for (String kind :
        List.of("hosts", "services", "hostgroups", "comments", "apiusers", "checkcommands")) {
      for (JsonNode object : icinga.get("/v1/objects/" + kind)) {
        JsonNode attributes = object.path("attrs");
        String name = object.path("name").asString("");
        if (name.startsWith("people.lab")
            || name.startsWith("ici.lab")
            || attributes.path("package").asString("").equals("_etc")) {
          var kept = new TreeMap<String, String>();
          for (String attribute :
              List.of(
                  "address",
                  "groups",
                  "templates",
                  "vars",
                  "check_command",
                  "check_interval",
                  "enable_active_checks",
                  "enable_notifications",
                  "display_name",
                  "original_attributes",
                  "text",
                  "author",
                  "permissions",
                  "command")) {
            kept.put(attribute, attributes.path(attribute).toString());
          }
          all.put(kind + " " + name, kept.toString());
        }
      }
    }
    return String.join("\n", all.entrySet().stream().map(Object::toString).toList());
  }

  private static WantedHost wanted(String name) {
    return new WantedHost(
        UUID.randomUUID(),
        name + ".lab",
        "127.0.0.1",
        new TreeSet<>(Set.of(GROUP)),
        new TreeSet<>(Set.of(IcingaServer.TEMPLATE)),
        new TreeMap<>(Map.of("environment", "production", "database", "true")),
        new TreeMap<>(Map.of("rack", "r7")),
        new TreeMap<>(
            Map.of(
                "exporter",
                service(Map.of("interval", "3600", "vars.tcp_port", "9100")),
                "load",
                service(Map.of("check", "dummy", "templates", "generic-service")))));
  }

  private static WantedHost.Service service(Map<String, String> fields) {
    return new WantedHost.Service(UUID.randomUUID(), new TreeMap<>(fields));
  }

  private static WantedHost in(WantedHost host, String... groups) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        new TreeSet<>(List.of(groups)),
        host.templates(),
        host.labels(),
        host.variables(),
        host.services());
  }

  private static WantedHost from(WantedHost host, String... templates) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        host.groups(),
        new TreeSet<>(List.of(templates)),
        host.labels(),
        host.variables(),
        host.services());
  }

  private static WantedHost knowing(WantedHost host, Map<String, String> variables) {
    return new WantedHost(
        host.node(),
        host.name(),
        host.address(),
        host.groups(),
        host.templates(),
        host.labels(),
        new TreeMap<>(variables),
        host.services());
  }

  private JsonNode ask(String method, String path, Map<String, ?> body) {
    JsonNode answer = icinga.send(method, path, body);
    assertThat(answer.path("results").valueStream().map(result -> result.path("code").asInt(0)))
        .as(answer.toString())
        .isNotEmpty()
        .allMatch(code -> code == 200);
    return answer;
  }

  private void set(String path, String attribute, Object value) {
    ask("POST", path, Map.of("attrs", Map.of(attribute, value)));
  }

  private void comment(String host, String text) {
    ask(
        "POST",
        "/v1/actions/add-comment",
        Map.of(
            "type",
            "Host",
            "filter",
            "host.name==\"" + host + "\"",
            "author",
            "alice",
            "comment",
            text));
  }

  private JsonNode attributes(String path) {
    List<JsonNode> found = icinga.get(path);
    return found.isEmpty()
        ? tools.jackson.databind.node.MissingNode.getInstance()
        : found.getFirst().path("attrs");
  }

  private List<String> names(String kind, String begin) {
    return icinga.get("/v1/objects/" + kind + "?attrs=name").stream()
        .map(object -> object.path("name").asString(""))
        .filter(name -> name.startsWith(begin))
        .sorted()
        .toList();
  }

  private void done(Step step) {
    assertThat(step.refused()).isEmpty();
    assertThat(step.obstacles()).isEmpty();
  }

  /** A step finds all in order and asks for no change. */
  private void nothingToDo(ConsoleSteps server, WantedHost... hosts) throws Exception {
    long writes = driver.writes();
    assertThat(server.step(hosts)).isEqualTo(new Step(0, List.of(), List.of(), Map.of()));
    assertThat(driver.writes()).isEqualTo(writes);
  }

  @Test
  void whatIsWantedIsThereAndASecondStepWritesNothing() throws Exception {
    WantedHost[] hosts = {wanted("a1"), wanted("a2"), in(from(wanted("a3")))};
    done(steps.step(hosts));

    List<SeenHost> seen = driver.observe(List.of(hosts));
    assertThat(seen).hasSize(3);
    SeenHost a1 =
        seen.stream().filter(host -> host.name().equals("a1.lab")).findFirst().orElseThrow();
    assertThat(a1.services()).isEqualTo(driver.expected(hosts[0]).services());
    assertThat(a1.groups()).containsExactly(GROUP);
    assertThat(attributes(HOST + "a1.lab").path("check_command").asString()).isEqualTo("dummy");
    assertThat(attributes(HOST + "a3.lab").path("check_command").asString()).isEqualTo("hostalive");
    assertThat(attributes(SERVICE + "a1.lab!exporter").path("vars").path("tcp_port").asString())
        .isEqualTo("9100");

    long reads = driver.reads();
    nothingToDo(steps, hosts);
    assertThat(driver.reads() - reads).as("one call for hosts and one for services").isEqualTo(2);
    assertThat(driver.observe().stream().filter(host -> host.name().matches("a\\d\\.lab")).toList())
        .containsExactlyInAnyOrderElementsOf(seen);
  }

  @Test
  void whatAPersonChangesIsPutBackOrLeftAsTheDocumentSays() throws Exception {
    WantedHost host = wanted("edit");
    done(steps.step(host));
    set(HOST + "edit.lab", "address", "127.0.0.9");
    set(HOST + "edit.lab", "vars.rack", "r8");
    set(SERVICE + "edit.lab!exporter", "vars.tcp_port", "1");
    ask("DELETE", SERVICE + "edit.lab!load?cascade=1", Map.of());

    ConsoleSteps respecting = steps.with(new Conduct(Drift.RESPECT, Leaving.DELETE));
    long writes = driver.writes();
    Step left = respecting.step(host);
    assertThat(left.changes()).isZero();
    assertThat(left.drift()).hasSize(4);
    assertThat(driver.writes()).isEqualTo(writes);

    Step mended = steps.step(host);
    done(mended);
    assertThat(mended.drift()).hasSize(4);
    assertThat(attributes(HOST + "edit.lab").path("address").asString()).isEqualTo("127.0.0.1");
    assertThat(attributes(HOST + "edit.lab").path("vars").path("rack").asString()).isEqualTo("r7");
    assertThat(attributes(SERVICE + "edit.lab!exporter").path("vars").path("tcp_port").asString())
        .isEqualTo("9100");
    nothingToDo(steps, host);
  }

  @Test
  void groupsAndTemplatesChangeAndAllThatPeopleAndChecksLeftThereStays() throws Exception {
    WantedHost host = wanted("moved");
    done(steps.step(host));
    set(HOST + "moved.lab", "vars.owner", "alice");
    set(HOST + "moved.lab", "enable_flapping", true);
    ask(
        "PUT",
        SERVICE + "moved.lab!peoples",
        Map.of("attrs", Map.of("check_command", "dummy", "check_interval", 3600)));
    for (int i = 0; i < 3; i++) {
      ask(
          "POST",
          "/v1/actions/process-check-result",
          Map.of(
              "type",
              "Host",
              "filter",
              "host.name==\"moved.lab\"",
              "exit_status",
              1,
              "plugin_output",
              "is down " + i));
    }
    comment("moved.lab", "look at this");
    ask(
        "POST",
        "/v1/actions/acknowledge-problem",
        Map.of(
            "type",
            "Host",
            "filter",
            "host.name==\"moved.lab\"",
            "author",
            "alice",
            "comment",
            "known",
            "sticky",
            true));
    long now = System.currentTimeMillis() / 1000;
    ask(
        "POST",
        "/v1/actions/schedule-downtime",
        Map.of(
            "type",
            "Host",
            "filter",
            "host.name==\"moved.lab\"",
            "author",
            "alice",
            "comment",
            "work",
            "fixed",
            true,
            "start_time",
            now - 5,
            "end_time",
            now + 3600));
    String before = history("moved.lab");
    assertThat(before).contains("is down 2", "look at this", "known", "work");

    WantedHost other = from(in(host, "lab-other", "linux-servers"), "generic-host");
    done(steps.step(other));

    JsonNode attributes = attributes(HOST + "moved.lab");
    assertThat(attributes.path("groups").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrder("lab-other", "linux-servers");
    assertThat(attributes.path("templates").toString())
        .contains("generic-host")
        .doesNotContain(IcingaServer.TEMPLATE);
    assertThat(history("moved.lab")).isEqualTo(before);
    nothingToDo(steps, other);

    done(steps.step(host));
    assertThat(attributes(HOST + "moved.lab").path("groups").valueStream().map(JsonNode::asString))
        .containsExactly(GROUP);
    assertThat(history("moved.lab")).isEqualTo(before);
    nothingToDo(steps, host);
  }

  /** What checks and people left on a host. */
  private String history(String host) {
    JsonNode attributes = attributes(HOST + host);
    var history = new ArrayList<String>();
    for (String attribute :
        List.of(
            "state",
            "state_type",
            "last_state_change",
            "last_hard_state_change",
            "acknowledgement",
            "downtime_depth",
            "vars",
            "enable_flapping")) {
      history.add(attribute + " " + attributes.path(attribute));
    }
    history.add(attributes.path("last_check_result").path("output").asString(""));
    for (String kind : List.of("comments", "downtimes", "services")) {
      for (JsonNode object : icinga.get("/v1/objects/" + kind)) {
        JsonNode one = object.path("attrs");
        if (one.path("host_name").asString("").equals(host)) {
          history.add(
              one.path("__name")
                  + " "
                  + one.path("text")
                  + one.path("comment")
                  + one.path("entry_time")
                  + one.path("version"));
        }
      }
    }
    history.sort(String::compareTo);
    return String.join("\n", history);
  }

  @Test
  void aHostThatAPersonDeletesComesBackUnlessThatIsRespected() throws Exception {
    WantedHost host = wanted("deleted");
    done(steps.step(host));
    ask("DELETE", HOST + "deleted.lab?cascade=1", Map.of());

    Step respected = steps.with(new Conduct(Drift.RESPECT, Leaving.DELETE)).step(host);
    assertThat(respected.obstacles().toString()).contains("a person deleted the host");
    assertThat(names("hosts", "deleted.lab")).isEmpty();

    done(steps.step(host));
    assertThat(names("services", "deleted.lab"))
        .containsExactly("deleted.lab!exporter", "deleted.lab!load", "deleted.lab!ping4");
    nothingToDo(steps, host);
  }

  @Test
  void fourServersThatMakeAHostAtTheSameMomentLeaveOne() throws Exception {
    WantedHost host = wanted("four");
    List<Map<HostChange, String>> refusals =
        together(4, server -> server.apply(List.of(new HostChange.Create(host))));
    assertThat(refusals).allMatch(Map::isEmpty);
    assertThat(names("hosts", "four.lab")).hasSize(1);
    assertThat(steps.step(host).changes()).isZero();
  }

  private interface Task<T> {
    T with(IcingaDriver driver) throws Exception;
  }

  private <T> List<T> together(int servers, Task<T> task) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<T> one =
          () -> {
            try (IcingaDriver own =
                driver(IcingaServer.USER, icinga.ca(), Duration.ofSeconds(30))) {
              return task.with(own);
            }
          };
      var results = new ArrayList<T>();
      for (Future<T> future :
          threads.invokeAll(IntStream.range(0, servers).mapToObj(_ -> one).toList())) {
        results.add(future.get());
      }
      return results;
    }
  }

  @Test
  void twoServersAtTheSameMomentEndInTheSame() throws Exception {
    WantedHost[] hosts =
        IntStream.range(0, 20)
            .mapToObj(i -> in(wanted("two" + i), "lab-two"))
            .toArray(WantedHost[]::new);
    together(2, own -> new ConsoleSteps(own, ConsoleSteps.USUAL).step(hosts));
    done(steps.step(hosts));
    assertThat(names("hosts", "two")).hasSize(20);
    assertThat(names("services", "two").stream().filter(name -> !name.endsWith("ping4")))
        .hasSize(40);

    WantedHost[] others = Stream.of(hosts).map(host -> in(host, GROUP)).toArray(WantedHost[]::new);
    together(
        2,
        own -> {
          var server = new ConsoleSteps(own, ConsoleSteps.USUAL);
          server.step(hosts);
          return server.step(others);
        });
    done(steps.step(others));
    assertThat(driver.observe(List.of(others))).allMatch(host -> host.groups().contains(GROUP));
    done(steps.step(others));
  }

  @Test
  void aStrangerOfTheSameNameIsLeftAloneUntilAPersonHasItTakenOver() throws Exception {
    ask(
        "PUT",
        HOST + "stranger.lab",
        Map.of("attrs", Map.of("check_command", "dummy", "vars.owner", "alice")));
    ask(
        "PUT",
        SERVICE + "stranger.lab!load",
        Map.of("attrs", Map.of("check_command", "dummy", "check_interval", 77)));
    icinga
        .host()
        .write(
            "/etc/icinga2/conf.d/written.conf",
            "object Host \"written.lab\" { check_command = \"dummy\" vars.owner = \"bob\" }\n"
                .replace("\" vars", "\"\nvars")
                .replace("{ ", "{\n")
                .replace(" }", "\n}"),
            "0644");
    icinga.host().run("systemctl", "reload", "icinga2").orThrow("reading the file");
    Mission.await(
        "the host of the file", LIMIT, () -> !names("hosts", "written.lab").isEmpty(), () -> "");
    WantedHost made = from(in(wanted("stranger")));
    WantedHost written = wanted("written");
    String before = attributes(HOST + "stranger.lab").toString() + attributes(HOST + "written.lab");

    Step left = steps.step(made, written);
    assertThat(left.changes()).isZero();
    assertThat(left.obstacles())
        .hasSize(2)
        .allMatch(words -> words.contains("was not made by Kitward"));
    assertThat(attributes(HOST + "stranger.lab").toString() + attributes(HOST + "written.lab"))
        .isEqualTo(before);

    Step taken = steps.step(List.of(made, written), Set.of("stranger.lab", "written.lab"));
    assertThat(taken.refused()).containsOnlyKeys("written.lab");
    assertThat(taken.refused().get("written.lab"))
        .contains("was not made by Kitward: set them where it was made");
    assertThat(attributes(HOST + "stranger.lab").path("vars").path("owner").asString())
        .isEqualTo("alice");
    assertThat(attributes(HOST + "written.lab").path("vars").path("kitward_id").asString())
        .isEqualTo(written.node().toString());
    assertThat(attributes(SERVICE + "stranger.lab!load").path("check_interval").asInt())
        .isEqualTo(60);
    nothingToDo(steps, made);

    Step leaving = steps.leave(List.of(made, written));
    assertThat(leaving.refused().get("written.lab")).contains("not created using the API");
    assertThat(names("hosts", "stranger.lab")).isEmpty();
    icinga.host().run("rm", "/etc/icinga2/conf.d/written.conf").orThrow("removing the file");
    for (String service : names("services", "written.lab!")) {
      icinga.send("DELETE", SERVICE + service + "?cascade=1", Map.of());
    }
    icinga.host().run("systemctl", "reload", "icinga2").orThrow("without the file");
    Mission.await(
        "the end of the file's host",
        LIMIT,
        () -> names("hosts", "written.lab").isEmpty(),
        () -> icinga.host().run("tail", "/var/log/icinga2/icinga2.log").stdout());
  }

  @Test
  void anUnknownTemplateIsRefusedWhileOthersAreMade() throws Exception {
    WantedHost good = wanted("good");
    WantedHost bad = from(wanted("bad"), "no-such-template");
    WantedHost badService = wanted("badservice");
    badService = badService.with(Map.of("x", service(Map.of("templates", "no-such"))));

    Step step = steps.step(good, bad, badService);

    assertThat(step.refused()).containsOnlyKeys("bad.lab", "badservice.lab");
    assertThat(step.refused().get("bad.lab")).contains("no host template no-such-template");
    assertThat(step.refused().get("badservice.lab")).contains("unknown template: 'no-such'");
    assertThat(names("hosts", "good.lab")).hasSize(1);
    assertThat(names("hosts", "bad.lab")).isEmpty();
    done(steps.step(from(bad, "generic-host")));
  }

  @Test
  void aHostThatWasHalfMadeIsCompleted() throws Exception {
    WantedHost host = from(in(wanted("half")));
    driver.apply(List.of(new HostChange.Create(host.with(Map.of()))));
    ask("PUT", SERVICE + "half.lab!peoples", Map.of("attrs", Map.of("check_command", "dummy")));

    done(new ConsoleSteps(driver, ConsoleSteps.USUAL).step(host));

    assertThat(names("services", "half.lab"))
        .containsExactly(
            "half.lab!exporter", "half.lab!load", "half.lab!peoples", "half.lab!ping4");

    WantedHost less = host.with(new TreeMap<>(host.services()).headMap("load"));
    done(steps.step(host));
    steps.step(host);
    ConsoleSteps knowing = new ConsoleSteps(driver, ConsoleSteps.USUAL);
    knowing.step(host);
    var marked =
        new HostChange.Update(
            seen(host), driver.expected(less), less, Set.of(HostChange.Field.SERVICES));
    assertThat(driver.apply(List.of(marked))).isEmpty();
    assertThat(names("services", "half.lab"))
        .containsExactly("half.lab!exporter", "half.lab!peoples", "half.lab!ping4");
  }

  private SeenHost seen(WantedHost host) throws Exception {
    return driver.observe(List.of(host)).getFirst();
  }

  @Test
  void aNodeThatLeavesIsDeletedOrNotWatchedAnyMore() throws Exception {
    WantedHost host = wanted("leaving");
    done(steps.step(host));
    comment("leaving.lab", "its history");
    ConsoleSteps disabling = steps.with(new Conduct(Drift.MEND, Leaving.DISABLE));

    done(disabling.leave(List.of(host)));
    assertThat(seen(host).enabled()).isFalse();
    assertThat(
            attributes(SERVICE + "leaving.lab!exporter")
                .path("enable_active_checks")
                .asBoolean(true))
        .isFalse();
    assertThat(disabling.leave(List.of(host)).changes()).isZero();

    done(disabling.step(host));
    assertThat(seen(host).enabled()).isTrue();
    assertThat(
            attributes(SERVICE + "leaving.lab!exporter")
                .path("enable_active_checks")
                .asBoolean(false))
        .isTrue();

    done(steps.leave(List.of(host)));
    assertThat(names("hosts", "leaving.lab")).isEmpty();
    assertThat(driver.apply(List.of(new HostChange.Remove(driver.expected(host), host.node()))))
        .isEmpty();
  }

  @Test
  void aHostThatIsAnotherNodesByNowIsNotDeleted() throws Exception {
    WantedHost host = wanted("other");
    done(steps.step(host));
    var old = new HostChange.Remove(driver.expected(host), UUID.randomUUID());
    assertThat(driver.apply(List.of(old))).isEmpty();
    assertThat(names("hosts", "other.lab")).hasSize(1);
  }

  @Test
  void aSecretIsSetIsNotShownAndIsSetAgainWhenItIsAnother() throws Exception {
    secrets.put("secret:community@1", "first-value");
    secrets.put("secret:community@2", "second-value");
    WantedHost host = knowing(wanted("secret"), Map.of("community", "secret:community@1"));
    done(steps.step(host));
    assertThat(attributes(HOST + "secret.lab").path("vars").path("community").asString())
        .isEqualTo("first-value");
    assertThat(seen(host).toString()).doesNotContain("first-value");
    nothingToDo(steps, host);

    WantedHost rotated = knowing(host, Map.of("community", "secret:community@2"));
    done(steps.step(rotated));
    assertThat(attributes(HOST + "secret.lab").path("vars").path("community").asString())
        .isEqualTo("second-value");
    nothingToDo(steps, rotated);

    WantedHost without = knowing(host, Map.of());
    done(steps.step(without));
    assertThat(attributes(HOST + "secret.lab").path("vars").path("community").isNull()).isTrue();
    nothingToDo(steps, without);
  }

  @Test
  void twoHundredAndFiftyHostsFromNothing() throws Exception {
    WantedHost[] hosts =
        IntStream.range(0, 250).mapToObj(i -> wanted("many" + i)).toArray(WantedHost[]::new);
    done(steps.step(hosts));
    assertThat(names("hosts", "many")).hasSize(250);
    nothingToDo(steps, hosts);
    SortedMap<String, Object> all = new TreeMap<>();
    all.put("hosts", hosts);
    done(steps.leave(List.of(hosts)));
    assertThat(names("hosts", "many")).isEmpty();
  }

  @Test
  void whyNothingCanBeDoneIsSaidInWords() throws Exception {
    secrets.put("secret:icinga@1", "not the password");
    assertThatThrownBy(() -> driver.observe())
        .isInstanceOf(ConsoleException.class)
        .hasMessageContaining("refuses the user kitward")
        .hasMessageNotContaining("not the password");
    secrets.put("secret:icinga@1", IcingaServer.PASSWORD);

    try (IcingaDriver poor = driver(IcingaServer.POOR, icinga.ca(), LIMIT)) {
      assertThatThrownBy(poor::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("its user poor lacks permissions: objects/query/Host, ");
    }

    String other =
        icinga
            .host()
            .run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "/dev/null",
                "-subj",
                "/CN=Icinga CA")
            .orThrow("another CA")
            .stdout();
    try (IcingaDriver cheated = driver(IcingaServer.USER, other, LIMIT)) {
      assertThatThrownBy(cheated::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("its certificate is not signed by the ca of its Backend document");
    }
    URI address = URI.create("https://" + icinga.host().address() + ":5665");
    try (IcingaDriver byAddress =
        new IcingaDriver(
            access(address, IcingaServer.USER, icinga.ca()), LIMIT, InstantSource.system())) {
      assertThatThrownBy(byAddress::observe)
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("its certificate is for another name");
    }
  }

  @Test
  void anIcingaThatIsSlowOrStoppedIsSaidAndAllGoesOnAfterwards() throws Exception {
    WantedHost host = wanted("patient");
    done(steps.step(host));
    try (IcingaDriver hasty = driver(IcingaServer.USER, icinga.ca(), Duration.ofSeconds(1))) {
      hasty.observe();
      icinga.host().run("pkill", "-STOP", "icinga2").orThrow("pausing Icinga");
      try {
        assertThatThrownBy(hasty::observe)
            .isInstanceOf(ConsoleException.class)
            .hasMessageContaining("no answer within 1.0 s");
      } finally {
        icinga.host().run("pkill", "-CONT", "icinga2").orThrow("going on");
      }
      assertThat(hasty.observe()).isNotEmpty();
    }

    icinga.host().run("systemctl", "stop", "icinga2").orThrow("stopping Icinga");
    try {
      assertThatThrownBy(() -> driver.observe())
          .isInstanceOf(ConsoleException.class)
          .hasMessageContaining("no connection: ");
    } finally {
      icinga.host().run("systemctl", "start", "icinga2").orThrow("starting Icinga");
      icinga.awaitAnswer();
    }
    nothingToDo(steps, host);
  }

  @Test
  void whetherDataArrivesIsWhatTheNewestCheckSays() throws Exception {
    String listen = "s = TCPServer.new(9555); loop { s.accept.close }";
    icinga
        .host()
        .run("systemd-run", "--unit=lab-listener", "ruby", "-rsocket", "-e", listen)
        .orThrow("listening");
    WantedHost.Service open = service(Map.of("interval", "2", "vars.tcp_port", "9555"));
    WantedHost host =
        from(in(wanted("proof")))
            .with(
                Map.of(
                    "port",
                    open,
                    "never",
                    service(Map.of("interval", "3600", "check", "passive"))));
    done(steps.step(host));
    driver.hurry(List.of(host));

    Mission.await(
        "the data", LIMIT, () -> value(host, open) == 1, () -> String.valueOf(proof(host, open)));
    assertThat(proof(host, open).lastError()).isEmpty();
    icinga.host().run("systemctl", "stop", "lab-listener").orThrow("closing the port");
    Mission.await(
        "its end", LIMIT, () -> value(host, open) == 0, () -> String.valueOf(proof(host, open)));
    assertThat(proof(host, open).lastError()).contains("9555").contains("refused");

    set("/v1/objects/services/proof.lab!port", "enable_active_checks", false);
    Mission.await(
        "that it is old",
        LIMIT,
        () -> proof(host, open).lastError().startsWith("no check result since "),
        () -> proof(host, open).toString());
    WantedHost unknown = wanted("nobody");
    assertThat(driver.prove(List.of(unknown))).isEmpty();
  }

  private Sighting.Target proof(WantedHost host, WantedHost.Service service) {
    try {
      return driver.prove(List.of(host)).get(service.instance());
    } catch (ConsoleException | InterruptedException e) {
      throw new LabException("no proof", e);
    }
  }

  private double value(WantedHost host, WantedHost.Service service) {
    return proof(host, service).value().map(Sighting.Sample::value).orElse(-1.0);
  }
}
