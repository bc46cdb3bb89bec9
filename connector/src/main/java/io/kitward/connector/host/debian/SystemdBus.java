package io.kitward.connector.host.debian;

import io.kitward.connector.host.Units.Seen;
import io.kitward.connector.host.Units.Verb;
import io.kitward.connector.host.bus.BusConnection;
import io.kitward.connector.host.bus.BusFailure;
import io.kitward.connector.host.bus.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * systemd on the system's message bus. Connects when it is needed; every method throws {@link
 * IOException} when there is no bus. Thread-safe.
 */
final class SystemdBus {

  static final Path SOCKET = Path.of("/run/dbus/system_bus_socket");

  private static final String SYSTEMD = "org.freedesktop.systemd1";
  private static final String OBJECT = "/org/freedesktop/systemd1";
  private static final String MANAGER = "org.freedesktop.systemd1.Manager";
  private static final String UNIT = "org.freedesktop.systemd1.Unit";
  private static final String SERVICE = "org.freedesktop.systemd1.Service";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final String FROM_SYSTEMD = "type='signal',sender='" + SYSTEMD + "',path='";
  private static final List<String> RULES =
      List.of(
          FROM_SYSTEMD + OBJECT + "',interface='" + MANAGER + "',member='JobRemoved'",
          FROM_SYSTEMD + OBJECT + "',interface='" + MANAGER + "',member='UnitFilesChanged'",
          FROM_SYSTEMD + OBJECT + "',interface='" + MANAGER + "',member='Reloading'",
          "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='"
              + SYSTEMD
              + "'");
  private static final Duration ASK_LIMIT = Duration.ofSeconds(15);
  private static final Duration ACT_LIMIT = Duration.ofSeconds(100);
  private static final long SHORT_LIVED_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path socket;
  private final Jobs jobs = new Jobs();
  private final Map<String, String> namesByPath = new ConcurrentHashMap<>();
  private final Map<String, String> lastSeen = new ConcurrentHashMap<>();
  private final Set<String> matched = new HashSet<>();
  private volatile @Nullable BusConnection connection;
  private volatile boolean heard;
  private volatile Consumer<String> changed = unit -> {};
  private volatile Runnable lost = () -> {};
  private long lastTry;
  private boolean tried;

  SystemdBus(Path socket) {
    this.socket = socket;
  }

  /** Whom to tell of a unit that is {@link #hear heard} and changed, and of the end of the bus. */
  void onChange(Consumer<String> unitChanged, Runnable busLost) {
    changed = unitChanged;
    lost = busLost;
  }

  /** Whether what was asked for with {@link #hear} is still heard. */
  boolean hears() {
    BusConnection now = connection;
    return heard && now != null && now.isOpen();
  }

  /** From now on tells of these units and no others. */
  synchronized void hear(Set<String> units) throws IOException, BusFailure {
    BusConnection bus = connected();
    var rules = new HashSet<String>();
    for (String unit : units) {
      for (String name : Set.copyOf(List.of(unit, id(bus, unit)))) {
        String path = UnitPaths.of(name);
        namesByPath.merge(path, unit, (old, one) -> units.contains(old) ? old : one);
        rules.add(
            FROM_SYSTEMD
                + path
                + "',interface='"
                + PROPERTIES
                + "',member='PropertiesChanged',arg0='"
                + UNIT
                + "'");
      }
    }
    for (String rule : rules) {
      if (matched.add(rule)) {
        bus.match(rule);
      }
    }
    for (String rule : Set.copyOf(matched)) {
      if (!rules.contains(rule)) {
        matched.remove(rule);
        bus.unmatch(rule);
      }
    }
    namesByPath.values().retainAll(units);
    heard = true;
  }

  /** The name under which systemd itself runs a unit. */
  private static String id(BusConnection bus, String unit) throws IOException {
    try {
      var answer =
          bus.call(ASK_LIMIT, SYSTEMD, UnitPaths.of(unit), PROPERTIES, "Get", UNIT, "Id").value(0);
      return answer instanceof String id && !id.isEmpty() ? id : unit;
    } catch (BusFailure e) {
      return unit;
    }
  }

  private synchronized BusConnection connected() throws IOException {
    BusConnection now = connection;
    if (now != null && now.isOpen()) {
      return now;
    }
    if (tried && System.nanoTime() - lastTry < SHORT_LIVED_NANOS) {
      throw new IOException("there was no bus a moment ago");
    }
    tried = true;
    lastTry = System.nanoTime();
    matched.clear();
    heard = false;
    long user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    BusConnection fresh = BusConnection.open(socket, user, this::signal);
    Thread.ofPlatform()
        .daemon()
        .name("bus")
        .start(
            () -> {
              fresh.listen();
              jobs.lost();
              lost.run();
            });
    try {
      fresh.hello();
      for (String rule : RULES) {
        fresh.match(rule);
      }
      fresh.call(ASK_LIMIT, SYSTEMD, OBJECT, MANAGER, "Subscribe");
    } catch (IOException | BusFailure e) {
      fresh.close();
      throw new IOException("systemd does not answer on the bus: " + e.getMessage(), e);
    }
    connection = fresh;
    tried = false;
    return fresh;
  }

  private void signal(Message signal) {
    switch (signal.member()) {
      case "JobRemoved" -> jobs.ended(signal.text(1), signal.text(3));
      case "PropertiesChanged" -> {
        String unit = namesByPath.get(signal.path());
        if (unit != null && news(unit, signal.value(1))) {
          changed.accept(unit);
        }
      }
      case "NameOwnerChanged" -> {
        BusConnection now = connection;
        if (now != null) {
          now.close(); // systemd began anew and has forgotten who listens: begin anew too
        }
      }
      case "UnitFilesChanged", "Reloading" -> {
        if (!signal.value(0).equals(1L)) {
          Set.copyOf(namesByPath.values()).forEach(changed);
        }
      }
      default -> {
        // nothing that was asked for
      }
    }
  }

  /** Whether a change is more than what the last look saw. */
  private boolean news(String unit, Object properties) {
    if (!(properties instanceof Map<?, ?> values) || !values.containsKey("ActiveState")) {
      return false;
    }
    return !state(values).equals(lastSeen.get(unit));
  }

  private static String state(Map<?, ?> values) {
    return values.get("ActiveState") + " " + values.get("SubState");
  }

  /** The units as they are now; only what changes after that is told. */
  Map<String, Seen> look(Collection<String> units) throws IOException {
    return seen(units, lastSeen::put);
  }

  /** The units as they are now; what is told does not depend on it. */
  Map<String, Seen> peek(Collection<String> units) throws IOException {
    return seen(units, (unit, state) -> {});
  }

  private Map<String, Seen> seen(Collection<String> units, BiConsumer<String, String> remember)
      throws IOException {
    BusConnection bus = connected();
    var found = new HashMap<String, Seen>();
    for (String unit : units) {
      try {
        String path = UnitPaths.of(unit);
        var values =
            (Map<?, ?>) bus.call(ASK_LIMIT, SYSTEMD, path, PROPERTIES, "GetAll", UNIT).value(0);
        remember.accept(unit, state(values));
        found.put(unit, UnitProperties.seen(values, restarts(bus, unit, values)));
      } catch (BusFailure e) {
        throw new IOException(unit + ": " + e.getMessage(), e); // systemctl may know why
      }
    }
    return found;
  }

  private static long restarts(BusConnection bus, String unit, Map<?, ?> values)
      throws IOException {
    if (!unit.endsWith(".service") || !"loaded".equals(values.get("LoadState"))) {
      return 0;
    }
    try {
      var number =
          bus.call(ASK_LIMIT, SYSTEMD, UnitPaths.of(unit), PROPERTIES, "Get", SERVICE, "NRestarts")
              .value(0);
      return number instanceof Long count ? count : 0;
    } catch (BusFailure e) {
      return 0; // it went meanwhile
    }
  }

  /** Does it, and waits until it is done; what systemd does not do is a {@link BusFailure}. */
  void act(Verb verb, String unit) throws IOException, BusFailure {
    switch (verb) {
      case START -> job("StartUnit", unit);
      case STOP -> job("StopUnit", unit);
      case RESTART -> job("RestartUnit", unit);
      case RELOAD -> job("ReloadUnit", unit);
      case RESET_FAILED -> ask("ResetFailedUnit", unit);
      case ENABLE -> files("EnableUnitFiles", List.of(unit), false, true);
      case DISABLE -> files("DisableUnitFiles", List.of(unit), false);
      case MASK -> files("MaskUnitFiles", List.of(unit), false, true);
      case UNMASK -> files("UnmaskUnitFiles", List.of(unit), false);
    }
  }

  /** Lets systemd read its files again. */
  void reloadAll() throws IOException, BusFailure {
    ask("Reload");
  }

  private void files(String member, Object... arguments) throws IOException, BusFailure {
    ask(member, arguments);
    ask("Reload");
  }

  private Message ask(String member, Object... arguments) throws IOException, BusFailure {
    return connected().call(ACT_LIMIT, SYSTEMD, OBJECT, MANAGER, member, arguments);
  }

  private void job(String member, String unit) throws IOException, BusFailure {
    String job = ask(member, unit, "replace").text(0);
    String result = jobs.await(job, ACT_LIMIT);
    if (result.isEmpty()) {
      throw new BusFailure(
          "result.timeout", "systemd did not end its job within " + ACT_LIMIT.toSeconds() + " s");
    }
    if (!result.equals("done") && !result.equals("skipped")) {
      throw new BusFailure("result." + result, reason(unit, result));
    }
  }

  private String reason(String unit, String result) throws IOException {
    String why = "";
    if (result.equals("failed") && unit.endsWith(".service")) {
      try {
        why =
            connected()
                .call(ASK_LIMIT, SYSTEMD, UnitPaths.of(unit), PROPERTIES, "Get", SERVICE, "Result")
                .text(0);
      } catch (BusFailure e) {
        why = "";
      }
    }
    return "Job for "
        + unit
        + " "
        + result
        + (why.isEmpty() || why.equals("success") ? "" : " (" + why + ")");
  }
}
