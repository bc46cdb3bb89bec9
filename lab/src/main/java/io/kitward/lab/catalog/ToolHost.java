package io.kitward.lab.catalog;

import io.kitward.lab.LabHost;
import io.kitward.lab.Output;
import java.time.Duration;
import java.util.List;

/** What one sees of tools on a host, without asking Kitward. */
record ToolHost(LabHost host) {

  private static final Duration LOOK = Duration.ofMinutes(1);

  /** Whether the tool does its work. */
  boolean works(Tool tool) {
    return active(tool) && host.run(LOOK, "sh", "-c", tool.works()).exit() == 0;
  }

  /** What the tool answers when it is asked to do its work. */
  String answer(Tool tool) {
    Output output = host.run(LOOK, "sh", "-c", tool.works());
    return "exit " + output.exit() + ": " + (output.stdout() + output.stderr()).strip();
  }

  boolean active(Tool tool) {
    return !tool.runs()
        || host.run(LOOK, "systemctl", "is-active", "--quiet", tool.unit()).exit() == 0;
  }

  boolean installed(Tool tool) {
    for (String name : tool.packages()) {
      if (!host.run(LOOK, "dpkg-query", "-W", "-f=${Status}", name)
          .stdout()
          .equals("install ok installed")) {
        return false;
      }
    }
    return true;
  }

  /** The text of the tool's file; empty when it is not there. */
  String file(Tool tool) {
    return host.run(LOOK, "cat", tool.file()).stdout();
  }

  /** The process of the tool's unit, and how often systemd itself started it again. */
  Main main(Tool tool) {
    List<String> lines =
        host.run(LOOK, "systemctl", "show", "-P", "MainPID", "-P", "NRestarts", tool.unit())
            .stdout()
            .lines()
            .toList();
    return new Main(
        lines.isEmpty() ? "0" : lines.getFirst(), lines.size() < 2 ? "0" : lines.get(1));
  }

  record Main(String pid, String restarts) {}

  void stop(Tool tool) {
    host.run(LOOK, "systemctl", "stop", tool.unit()).orThrow("stopping " + tool.unit());
  }

  void kill(Tool tool) {
    host.run(LOOK, "systemctl", "kill", "--kill-whom=main", "-s", "KILL", tool.unit())
        .orThrow("killing " + tool.unit());
  }

  void edit(Tool tool) {
    // Of munin-node's file only a block is Kitward's: a line outside would be nobody's business.
    String change =
        tool.service().equals("munin-node") ? "sed -i '/^cidr_allow/d' " : "echo '# by hand' >>";
    host.run(LOOK, "sh", "-c", change + tool.file()).orThrow("editing");
  }

  /** Takes packages away as an administrator would, dependants and all. */
  void remove(List<String> packages) {
    String command =
        "apt-get remove -y -qq -o DPkg::Lock::Timeout=120 " + String.join(" ", packages);
    host.run(Duration.ofMinutes(5), "sh", "-c", command).orThrow("removing packages");
  }
}
