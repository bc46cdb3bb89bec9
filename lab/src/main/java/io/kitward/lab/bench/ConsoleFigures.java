package io.kitward.lab.bench;

import io.kitward.lab.IcingaServer;
import io.kitward.lab.Lab;
import io.kitward.lab.LabException;
import io.kitward.lab.Room;
import io.kitward.lab.ZabbixServer;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.desired.WantedHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What a console costs that keeps a record for each node: hosts from nothing beside a bare client,
 * a look at all when nothing is to be done, and one tag of one node.
 */
public final class ConsoleFigures {

  /** The clients take turns so often, so that a noisy moment hits both. */
  private static final int ROUNDS = 4;

  private static final int LOOKS = 3;

  private final MeasuredConsole console;
  private final List<WantedHost> hosts;
  private final ConsoleStep step;

  private ConsoleFigures(MeasuredConsole console, int hosts) {
    this.console = console;
    this.hosts = IntStream.rangeClosed(1, hosts).mapToObj(console::host).toList();
    this.step = new ConsoleStep(console.driver());
  }

  /** Measures Zabbix, then Icinga, in a room of their own; takes some minutes. */
  static List<Figure> measure(Room room, int hosts) {
    var figures = new ArrayList<Figure>();
    try (Lab lab = Lab.open(room)) {
      try (MeasuredConsole zabbix =
          ZabbixConsole.open(ZabbixServer.start(lab), ZabbixConsole.LINUX)) {
        figures.addAll(measure(zabbix, hosts));
      }
      // Its database and PHP would stay beside what is measured next.
      lab.host("zbx", ZabbixServer.LAYER).powerOff();
      try (MeasuredConsole icinga = IcingaConsole.open(IcingaServer.start(lab))) {
        figures.addAll(measure(icinga, hosts));
      }
      return figures;
    } catch (ConsoleException e) {
      throw new LabException("a console does not do what it is asked", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while measuring", e);
    }
  }

  /** Measures one console; the hosts stay there. */
  public static List<Figure> measure(MeasuredConsole console, int hosts)
      throws ConsoleException, InterruptedException {
    var measured = new ConsoleFigures(console, hosts);
    var figures = new ArrayList<Figure>();
    console.warmUp();
    figures.addAll(measured.registrations());
    figures.addAll(measured.nothingToDo());
    figures.addAll(measured.oneTag());
    return figures;
  }

  /** The same for the same name. */
  static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private List<Figure> registrations() throws ConsoleException, InterruptedException {
    long driven = 0;
    long bare = 0;
    long writes = console.writes();
    int round = Math.ceilDiv(hosts.size(), ROUNDS);
    for (int at = 0; at < hosts.size(); at += round) {
      List<WantedHost> some = hosts.subList(at, Math.min(hosts.size(), at + round));
      if (at / round % 2 == 0) {
        bare += bare(some);
        driven += driven(some);
      } else {
        driven += driven(some);
        bare += bare(some);
      }
    }
    String what = hosts.size() + " hosts from nothing, by ";
    return List.of(
        of("made.driver", what + "the driver", driven, "ms"),
        of("made.bare", what + "a bare client", bare, "ms"),
        atMost("made.ratio", "the driver beside it", driven / (double) bare, "", 1.3),
        of("made.writes", "requests of the driver that write", console.writes() - writes, ""));
  }

  private long driven(List<WantedHost> some) throws ConsoleException, InterruptedException {
    long begin = System.nanoTime();
    step.bring(some);
    return millis(begin);
  }

  private long bare(List<WantedHost> some) {
    long begin = System.nanoTime();
    console.bare(some);
    return millis(begin);
  }

  /** The bare client's hosts are strangers to the driver, and looked at too. */
  private List<Figure> nothingToDo() throws ConsoleException, InterruptedException {
    long slowest = 0;
    int records = 0;
    long reads = console.reads();
    long writes = console.writes();
    for (int look = 0; look < LOOKS; look++) {
      long begin = System.nanoTime();
      records = step.all(hosts);
      slowest = Math.max(slowest, millis(begin));
    }
    String what = "nothing to do for " + hosts.size() + " of " + records + " hosts";
    return List.of(
        atMost("idle.seconds", what, slowest / 1_000.0, "s", 3),
        count(
            "idle.reads",
            "requests for that",
            Math.ceilDiv(console.reads() - reads, LOOKS),
            console.looks(records)),
        count("idle.writes", "of them that write", console.writes() - writes, 0));
  }

  private List<Figure> oneTag() throws ConsoleException, InterruptedException {
    WantedHost host = hosts.get(hosts.size() / 2);
    var labels = new TreeMap<>(host.labels());
    labels.put("environment", "production");
    var changed =
        new WantedHost(
            host.node(),
            host.name(),
            host.address(),
            host.groups(),
            host.templates(),
            labels,
            host.variables(),
            host.services());
    Map<String, ?> before = step.seen();
    long reads = console.reads();
    long writes = console.writes();
    long begin = System.nanoTime();
    List<HostChange> changes = step.bring(List.of(changed));
    long took = millis(begin);
    reads = console.reads() - reads;
    writes = console.writes() - writes;
    Map<String, ?> after = step.seen();
    long others =
        after.entrySet().stream()
            .filter(record -> !record.getValue().equals(before.get(record.getKey())))
            .count();
    if (changes.size() != 1 || others == 0 || after.size() != before.size()) {
      throw new LabException(changes + " changed " + others + " records");
    }
    return List.of(
        of("tag.millis", "one tag of one of them", took, "ms"),
        count("tag.reads", "requests that read", reads, 3),
        count("tag.writes", "requests that write", writes, 1),
        count("tag.others", "records of others that are changed", others - 1, 0));
  }

  private Figure of(String id, String what, long figure, String unit) {
    return Figure.of(
        console.kind() + "." + id, console.kind() + ": " + what, (double) figure, unit);
  }

  private Figure count(String id, String what, long figure, long goal) {
    return atMost(id, what, (double) figure, "", (double) goal);
  }

  private Figure atMost(String id, String what, double figure, String unit, double goal) {
    return Figure.atMost(
        console.kind() + "." + id, console.kind() + ": " + what, figure, unit, goal);
  }

  private static long millis(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
