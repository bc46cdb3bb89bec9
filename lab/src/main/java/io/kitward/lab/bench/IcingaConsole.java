package io.kitward.lab.bench;

import io.kitward.lab.IcingaServer;
import io.kitward.lab.LabException;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.icinga.IcingaDriver;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.desired.WantedHost.Service;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Icinga 2. All hosts have one shape, whose stage each client hands over with its first hosts. For
 * one thread.
 */
public final class IcingaConsole implements MeasuredConsole {

  /** The package, and the template in it, with which the bare client does what a shape does. */
  public static final String SHAPE = "bare-shape";

  private static final String SERVICE = "load";

  private final IcingaServer icinga;
  private final IcingaDriver driver;
  private boolean shaped;

  private IcingaConsole(IcingaServer icinga) throws ConsoleException {
    this.icinga = icinga;
    this.driver =
        new IcingaDriver(
            new ConsoleAccess(
                "icinga",
                icinga.url(),
                IcingaServer.USER,
                "secret:icinga@1",
                icinga.ca(),
                _ -> IcingaServer.PASSWORD),
            IcingaDriver.TIMEOUT,
            InstantSource.system());
  }

  /** Connects with the first call. */
  public static IcingaConsole open(IcingaServer icinga) throws ConsoleException {
    return new IcingaConsole(icinga);
  }

  @Override
  public String kind() {
    return "icinga";
  }

  @Override
  public Driver driver() {
    return driver;
  }

  @Override
  public long reads() {
    return driver.reads();
  }

  @Override
  public long writes() {
    return driver.writes();
  }

  /** Icinga itself does the check of the service, once an hour: what is measured stays alone. */
  @Override
  public WantedHost host(int number) {
    return host("figure%05d.lab".formatted(number), new TreeSet<>(List.of(IcingaServer.TEMPLATE)));
  }

  private static WantedHost host(String name, SortedSet<String> templates) {
    return new WantedHost(
        ConsoleFigures.id(name),
        name,
        "127.0.0.1",
        new TreeSet<>(),
        templates,
        new TreeMap<>(Map.of("environment", "lab")),
        new TreeMap<>(),
        new TreeMap<>(
            Map.of(
                SERVICE,
                new Service(
                    ConsoleFigures.id(name + "/" + SERVICE),
                    new TreeMap<>(Map.of("check", "dummy", "interval", "3600"))))));
  }

  /** With a host of another shape. */
  @Override
  public void warmUp() throws ConsoleException, InterruptedException {
    WantedHost first = host("figure-first.lab", new TreeSet<>());
    if (!driver.apply(List.of(new HostChange.Create(first))).isEmpty()) {
      throw new LabException("Icinga refuses " + first.name());
    }
    make(first, "generic-host");
  }

  @Override
  public void bare(List<WantedHost> hosts) {
    if (!shaped) {
      icinga.load(
          SHAPE,
          """
          template Host "%s" {
            check_command = "hostalive"
            import "%s"
          }
          """
              .formatted(SHAPE, IcingaServer.TEMPLATE),
          SHAPE);
      shaped = true;
    }
    hosts.forEach(host -> make(host, SHAPE));
  }

  private void make(WantedHost host, String template) {
    put(
        "/v1/objects/hosts/" + BARE + host.name(),
        template,
        Map.of(
            "address",
            host.address(),
            "vars.bare_id",
            host.node().toString(),
            "vars.bare_tags",
            host.labels()));
    Service service = host.services().values().iterator().next();
    put(
        "/v1/objects/services/" + BARE + host.name() + "!" + SERVICE,
        "",
        Map.of(
            "check_command",
            "dummy",
            "check_interval",
            3600,
            "retry_interval",
            60,
            "vars.bare_id",
            service.instance().toString(),
            "vars.bare_vars",
            List.of(),
            "vars.bare_templates",
            "",
            "vars.bare_secrets",
            List.of()));
  }

  private void put(String path, String template, Map<String, ?> attributes) {
    JsonNode answer =
        icinga.send(
            "PUT",
            path,
            Map.of(
                "templates",
                template.isEmpty() ? List.of() : List.of(template),
                "attrs",
                attributes));
    if (answer.path("results").path(0).path("code").asInt(0) != 200) {
      throw new LabException(path + " was answered with " + answer);
    }
  }

  /** Hosts and services, each at once. */
  @Override
  public long looks(int records) {
    return 2;
  }

  @Override
  public void close() {
    driver.close();
  }
}
