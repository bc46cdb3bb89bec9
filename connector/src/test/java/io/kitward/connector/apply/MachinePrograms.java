package io.kitward.connector.apply;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Programs in memory, which do nothing but be remembered, or fail. */
final class MachinePrograms implements Programs {

  private final Fuse fuse;
  private final List<String> ran = new ArrayList<>();
  private final Set<String> failing = new HashSet<>();

  MachinePrograms(Fuse fuse) {
    this.fuse = fuse;
  }

  /** What ran, in order. */
  List<String> ran() {
    return ran;
  }

  void fail(String program) {
    failing.add(program);
  }

  void mend() {
    failing.clear();
  }

  @Override
  public void run(List<String> command, Map<String, String> environment, Duration limit) {
    fuse.burn(() -> ran.add(command.getFirst() + " for " + environment.get("KITWARD_SERVICE")));
    if (failing.contains(command.getFirst())) {
      throw new HostFailure(HostFailure.Kind.FAILED, command.getFirst() + " ended with 3: no way");
    }
  }
}
