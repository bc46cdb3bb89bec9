package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units;
import io.kitward.connector.host.bus.BusFailure;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd: over its bus, whose signals say at once when a unit changes; through systemctl and a
 * look at control groups twice a second while there is no bus. Thread-safe.
 */
final class SystemdUnits implements Units {

  private static final Logger LOG = LoggerFactory.getLogger(SystemdUnits.class);
  private static final long POLL_MILLIS = 500;
  private static final int POLLS_BEFORE_RECONNECTING = 4;

  private final SystemdBus bus;
  private final Systemctl systemctl = new Systemctl();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final Object wanted = new Object();
  private Set<String> watched = Set.of();
  private Consumer<String> changed = unit -> {};

  SystemdUnits() {
    this(new SystemdBus(SystemdBus.SOCKET));
  }

  SystemdUnits(SystemdBus bus) {
    this.bus = bus;
    bus.onChange(this::tell, this::lost);
  }

  @Override
  public Map<String, Seen> look(Collection<String> units) {
    if (units.isEmpty()) {
      return Map.of();
    }
    try {
      return bus.look(units);
    } catch (IOException e) {
      return systemctl.look(units);
    }
  }

  @Override
  public Map<String, Seen> peek(Collection<String> units) {
    try {
      return units.isEmpty() ? Map.of() : bus.peek(units);
    } catch (IOException e) {
      return systemctl.look(units);
    }
  }

  @Override
  public void act(Verb verb, String unit) {
    try {
      bus.act(verb, unit);
    } catch (IOException e) {
      systemctl.act(verb, unit);
    } catch (BusFailure e) {
      switch (verb) {
        // units that come from scripts in /etc/init.d need what systemctl does beside systemd
        case ENABLE, DISABLE, MASK, UNMASK -> systemctl.act(verb, unit);
        case RESET_FAILED -> {
          // nothing to forget
        }
        case START, STOP, RESTART, RELOAD ->
            throw new HostFailure(
                HostFailure.Kind.FAILED,
                verb.word()
                    + " "
                    + unit
                    + ": "
                    + Systemctl.withLog(String.valueOf(e.getMessage()), unit),
                e);
      }
    }
  }

  @Override
  public void reloadAll() {
    try {
      bus.reloadAll();
    } catch (IOException e) {
      systemctl.reloadAll();
    } catch (BusFailure e) {
      throw new HostFailure(HostFailure.Kind.FAILED, "systemd daemon-reload: " + e.getMessage(), e);
    }
  }

  @Override
  public void watch(Collection<String> units, Consumer<String> whom) {
    synchronized (wanted) {
      changed = whom;
      if (!watched.equals(Set.copyOf(units))) {
        watched = Set.copyOf(units);
        wanted.notifyAll();
      }
    }
    if (watching.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("units").start(this::watch);
    }
  }

  /** Keeps the bus's view of what is watched, and polls while there is none. */
  private void watch() {
    try {
      boolean heard = false;
      while (true) {
        Set<String> units = units();
        boolean hears = hears(units);
        if (hears && !heard) {
          units.forEach(this::tell); // what happened until now was not heard
        }
        if (hears != heard) {
          LOG.info(
              hears
                  ? "systemd says over its bus when a unit changes"
                  : "systemd's bus is away: units are looked at twice a second instead");
        }
        heard = hears;
        if (hears) {
          synchronized (wanted) {
            while (watched.equals(units) && bus.hears()) {
              wanted.wait();
            }
          }
        } else {
          poll(units);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<String> units() {
    synchronized (wanted) {
      return watched;
    }
  }

  private boolean hears(Set<String> units) {
    try {
      bus.hear(units);
      return true;
    } catch (IOException | BusFailure e) {
      LOG.debug("no bus", e);
      return false;
    }
  }

  private void poll(Set<String> units) throws InterruptedException {
    for (int i = 0; i < POLLS_BEFORE_RECONNECTING; i++) {
      for (String unit : new TreeSet<>(units)) {
        boolean stirs =
            switch (systemctl.stir(unit)) {
              case QUIET -> false;
              case STIRRED -> true;
              case UNKNOWN -> i == 0;
            };
        if (stirs) {
          tell(unit);
        }
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void tell(String unit) {
    Consumer<String> whom;
    synchronized (wanted) {
      whom = changed;
    }
    whom.accept(unit);
  }

  private void lost() {
    synchronized (wanted) {
      wanted.notifyAll();
    }
  }
}
