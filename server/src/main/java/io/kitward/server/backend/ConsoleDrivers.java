package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.Trust;
import io.kitward.server.backend.http.HttpDriver;
import io.kitward.server.backend.icinga.IcingaDriver;
import io.kitward.server.backend.zabbix.ZabbixDriver;
import io.kitward.server.desired.Policy;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Which driver speaks to which kind of console. Thread-safe. */
public final class ConsoleDrivers implements HostConsoles.Drivers {

  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final UnaryOperator<String> secrets;
  private final HttpClient http;
  private final Clock clock;

  /**
   * Makes them.
   *
   * @param secrets gives the value of any reference to a secret
   */
  public ConsoleDrivers(UnaryOperator<String> secrets, HttpClient http, Clock clock) {
    this.secrets = secrets;
    this.http = http;
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
      case ZABBIX -> ZabbixDriver.open(access, client(access));
      case ICINGA2 -> new IcingaDriver(access, IcingaDriver.TIMEOUT, clock);
      case HTTP ->
          HttpDriver.open(access, console.requests().orElseThrow(), HttpDriver.LIMIT, clock);
      case PROMETHEUS, SYSLOG, WEBHOOK, EMAIL, FILES ->
          throw new IllegalArgumentException(console.name() + " keeps no hosts");
    };
  }

  private HttpClient client(ConsoleAccess access) throws ConsoleException {
    return access.caPem().isBlank()
        ? http
        : HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .sslContext(Trust.context(access.caPem()))
            .build();
  }
}
