package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.bench.IcingaConsole;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.backend.icinga.IcingaDriver;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.WantedHost;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * What the way through a connector costs: the same steps on the same consoles, straight and through
 * one, in turns. What comes of it is the same, and bodies have room; times are printed.
 */
@Order(76)
class SiteFiguresE2E extends OnZabbix {

  private static final int HOSTS = 200;
  private static final int ROUNDS = 5;

  private final Lab lab;

  SiteFiguresE2E(Lab lab) {
    super(lab);
    this.lab = lab;
  }

  /** An exchange whose requests are counted and whose bodies are weighed. For one thread. */
  private static final class Weighed implements Exchange {
    private final Exchange exchange;
    private int requests;
    private int largestRequest;
    private int largestAnswer;

    Weighed(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public Answer send(Request request, Duration limit) throws IOException, InterruptedException {
      requests++;
      largestRequest = Math.max(largestRequest, request.body().length);
      Answer answer = exchange.send(request, limit);
      largestAnswer = Math.max(largestAnswer, answer.body().length);
      return answer;
    }

    @Override
    public void close() {
      exchange.close();
    }
  }

  /** One way to a console, and what was measured there. */
  private record Way(Weighed exchange, Driver driver, ConsoleSteps steps, List<Long> millis) {
    Way(Weighed exchange, Driver driver) {
      this(exchange, driver, new ConsoleSteps(driver, ConsoleSteps.USUAL), new ArrayList<>());
    }

    /** Makes hosts, finds them in order, and takes them away; the making is measured. */
    void step(List<WantedHost> hosts) throws Exception {
      long begin = System.nanoTime();
      assertThat(steps.step(hosts, Set.of()).refused()).isEmpty();
      millis.add((System.nanoTime() - begin) / 1_000_000);
      assertThat(steps.step(hosts, Set.of()).changes()).as("all is as it shall be").isZero();
      assertThat(driver.observe()).hasSizeGreaterThanOrEqualTo(hosts.size());
      assertThat(steps.leave(hosts).refused()).isEmpty();
    }

    long median() {
      return millis.stream().sorted().toList().get(millis.size() / 2);
    }
  }

  @Test
  void zabbixThroughAConnector() throws Exception {
    try (SiteDoor site = SiteDoor.open()) {
      var straight = zabbix(new Weighed(DirectExchange.over(http)));
      var through = zabbix(new Weighed(site.to("")));
      measure("zabbix", straight, through, name -> host(name, Map.of("templates", PING)));
    }
  }

  private Way zabbix(Weighed exchange) {
    return new Way(
        exchange,
        ZabbixDriver.open(
            new ConsoleAccess(
                "zabbix", zabbix.api(), "", "secret:token@1", "", _ -> zabbix.token()),
            exchange,
            ZabbixDriver.LIMIT,
            InstantSource.system()));
  }

  @Test
  void icingaThroughAConnectorThatBelievesItsAuthority() throws Exception {
    IcingaServer icinga = IcingaServer.start(lab);
    try (SiteDoor site = SiteDoor.open();
        DirectExchange direct = DirectExchange.open(icinga.ca(), Duration.ofSeconds(10))) {
      var straight = icinga(icinga, new Weighed(direct));
      var through = icinga(icinga, new Weighed(site.to(icinga.ca())));
      measure("icinga", straight, through, SiteFiguresE2E::icingaHost);
    } finally {
      icinga.unload(IcingaConsole.SHAPE, IcingaConsole.SHAPE);
    }
  }

  private static Way icinga(IcingaServer icinga, Weighed exchange) {
    return new Way(
        exchange,
        new IcingaDriver(
            new ConsoleAccess(
                "icinga",
                icinga.url(),
                IcingaServer.USER,
                "secret:icinga@1",
                icinga.ca(),
                _ -> IcingaServer.PASSWORD),
            exchange,
            IcingaDriver.TIMEOUT,
            InstantSource.system()));
  }

  private static WantedHost icingaHost(String name) {
    return new WantedHost(
        UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        name,
        "127.0.0.1",
        new TreeSet<>(),
        new TreeSet<>(List.of(IcingaServer.TEMPLATE)),
        new TreeMap<>(Map.of("environment", "lab")),
        new TreeMap<>(),
        new TreeMap<>(
            Map.of(
                "load",
                new WantedHost.Service(
                    instance(name), new TreeMap<>(Map.of("check", "dummy", "interval", "3600"))))));
  }

  private static void measure(
      String console,
      Way straight,
      Way through,
      java.util.function.Function<String, WantedHost> host)
      throws Exception {
    // Who begins pays for classes and connections.
    straight.step(List.of(host.apply("site-warm.lab")));
    through.step(List.of(host.apply("site-warm.lab")));
    straight.millis().clear();
    through.millis().clear();
    for (int round = 0; round < ROUNDS; round++) {
      String names = "site-" + round + "-%03d.lab";
      List<WantedHost> hosts =
          IntStream.range(0, HOSTS)
              .mapToObj(number -> host.apply(names.formatted(number)))
              .toList();
      for (Way way : round % 2 == 0 ? List.of(straight, through) : List.of(through, straight)) {
        way.step(hosts);
      }
    }
    System.out.printf(
        "%s, %d hosts from nothing, median of %d: straight %d ms, through a connector %d ms, ratio"
            + " %.2f (%s, %s); %d requests each, largest request %,d bytes, largest answer %,d%n",
        console,
        HOSTS,
        ROUNDS,
        straight.median(),
        through.median(),
        through.median() / (double) straight.median(),
        straight.millis(),
        through.millis(),
        through.exchange().requests,
        through.exchange().largestRequest,
        through.exchange().largestAnswer);
    assertThat(through.driver().observe())
        .as("both ways show the same")
        .containsExactlyInAnyOrderElementsOf(straight.driver().observe());
    assertThat(through.exchange().largestRequest)
        .as("2,000 hosts are ten times as many")
        .isLessThan(ConsoleRequest.LARGEST_BODY / 10);
  }
}
