package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.http.HttpDriver;
import io.kitward.server.backend.icinga.IcingaDriver;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.Policy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Which driver speaks to which kind of console. Thread-safe. */
public final class ConsoleDrivers implements HostConsoles.Drivers {

  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final UnaryOperator<String> secrets;
  private final Exchanges exchanges;
  private final Clock clock;

  /**
   * Makes them.
   *
   * @param secrets gives the value of any reference to a secret
   * @param exchanges the way to each console
   */
  public ConsoleDrivers(UnaryOperator<String> secrets, Exchanges exchanges, Clock clock) {
    this.secrets = secrets;
    this.exchanges = exchanges;
    this.clock = clock;
  }

  @Override
  public Driver open(Policy.Console console) throws ConsoleException {
    BackendDocument.Login login = console.login().orElseThrow();
    var access =
        new ConsoleAccess(
            console.name(),
            URI.create(console.url()),
            login.user(),
            console.credential(),
            login.ca(),
            secrets);
    return switch (console.type()) {
      case ZABBIX ->
          ZabbixDriver.open(access, exchanges.to(console, CONNECT), ZabbixDriver.LIMIT, clock);
      case ICINGA2 ->
          new IcingaDriver(
              access, exchanges.to(console, IcingaDriver.TIMEOUT), IcingaDriver.TIMEOUT, clock);
      case HTTP ->
          HttpDriver.open(
              access,
              exchanges.to(console, HttpDriver.LIMIT),
              console.requests().orElseThrow(),
              HttpDriver.LIMIT,
              clock);
      case PROMETHEUS, SYSLOG, WEBHOOK, EMAIL, FILES ->
          throw new IllegalArgumentException(console.name() + " keeps no hosts");
    };
  }
}
