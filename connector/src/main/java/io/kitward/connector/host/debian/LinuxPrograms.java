package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Programs;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Programs that are run as root, with an environment of their own. */
public final class LinuxPrograms implements Programs {

  @Override
  public void run(List<String> command, Map<String, String> environment, Duration limit) {
    var ended = Command.alone(limit, command, environment);
    if (!ended.succeeded()) {
      String last = ended.lastLine();
      throw new HostFailure(
          HostFailure.Kind.FAILED,
          command.getFirst()
              + " ended with "
              + ended.code()
              + (last.isEmpty() ? "" : ": " + last.substring(0, Math.min(300, last.length()))));
    }
  }
}
