package io.kitward.connector.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Programs that are run on the machine for a service, without a shell and as root. */
public interface Programs {

  /** A machine on which none may be run. */
  Programs NONE =
      (command, environment, limit) -> {
        throw new HostFailure(HostFailure.Kind.REFUSED, "no program may be run here");
      };

  /**
   * Runs a program to its end.
   *
   * @param command the program, absolute, and its arguments
   * @param environment all that it gets beside PATH and LANG
   * @throws HostFailure {@code NOT_FOUND} when there is no such program; {@code FAILED} when it
   *     ends with another code than 0, with the last line that it said, or not within the limit
   */
  void run(List<String> command, Map<String, String> environment, Duration limit);
}
