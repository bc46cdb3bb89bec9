package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.server.backend.driver.ConsoleAccess;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.desired.Policy;
import java.net.URI;
import java.util.function.UnaryOperator;

/** Which driver speaks to which kind of console. Thread-safe. */
public final class ConsoleDrivers implements HostConsoles.Drivers {

  private final UnaryOperator<String> secrets;

  /**
   * Makes them.
   *
   * @param secrets gives the value of a reference {@code secret:NAME@VERSION}
   */
  public ConsoleDrivers(UnaryOperator<String> secrets) {
    this.secrets = secrets;
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
    throw new ConsoleException(access.name() + " keeps no hosts");
  }
}
