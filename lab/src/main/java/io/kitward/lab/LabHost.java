package io.kitward.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Debian host of the lab, with a disk that outlives {@link #powerOff} and {@link #cut}.
 * Thread-safe.
 */
public final class LabHost {
  private static final Duration BOOT = Duration.ofMinutes(10); // its layer may have to be built
  private static final Duration POWER = Duration.ofMinutes(1);
  private static final Duration COMMAND = Duration.ofMinutes(2);
  private static final int TIMED_OUT = 124; // coreutils' timeout

  private final LabScript script;
  private final String name;
  private final String layer;
  private final String address;
  private boolean up;

  LabHost(LabScript script, String name, String layer, String address) {
    this.script = script;
    this.name = name;
    this.layer = layer;
    this.address = address;
    LabNames.say(certname(), address);
  }

  /** The short name, such as {@code db1}. */
  public String name() {
    return name;
  }

  /** The name that the host's certificate carries, such as {@code db1.lab}. */
  public String certname() {
    return name + ".lab";
  }

  public String address() {
    return address;
  }

  String layer() {
    return layer;
  }

  /** Boots the host, if it isn't up; returns when systemd says that it runs. */
  public synchronized void boot() {
    if (!up) {
      script.require(BOOT, "up", name, "-", layer);
      up = true;
    }
  }

  /** Powers the host off in order; its disk stays. */
  public synchronized void powerOff() {
    script.require(POWER, "off", name);
    up = false;
  }

  /**
   * Cuts the host's power: everything on it ends at once, with no chance to write; its disk stays
   * as it is.
   */
  public synchronized void cut() {
    script.require(POWER, "kill", name);
    up = false;
  }

  /** Runs a command and waits for it, at most two minutes. */
  public Output run(String... command) {
    return run(COMMAND, command);
  }

  /**
   * Runs a command and waits for it.
   *
   * @throws LabException when it was ended at the limit
   */
  public Output run(Duration limit, String... command) {
    return run(limit, "", List.of(command));
  }

  private Output run(Duration limit, String input, List<String> command) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "exec", name, "timeout", "-k", "2", Double.toString(limit.toMillis() / 1000.0)));
    arguments.addAll(command);
    Output output = script.run(limit.plusSeconds(10), input, arguments);
    if (output.exit() == TIMED_OUT) {
      throw new LabException(
          String.join(" ", command)
              + " on "
              + name
              + " did not end within "
              + limit.toSeconds()
              + " s:\n"
              + (output.stdout() + output.stderr()).strip());
    }
    return output;
  }

  /**
   * Writes a file whole, at once (readers see the old or the new one), with a mode such as {@code
   * 0644}.
   */
  public void write(String path, String content, String mode) {
    String write =
        "mkdir -p \"$(dirname \"$1\")\"; new=$(mktemp \"$1.XXXXXX\"); cat >\"$new\"; chmod \"$2\" \"$new\"; mv \"$new\" \"$1\"";
    run(COMMAND, content, List.of("sh", "-euc", write, "sh", path, mode))
        .orThrow("writing " + path + " on " + name);
  }

  /** The text of a file. */
  public String read(String path) {
    return run("cat", path).orThrow("reading " + path + " on " + name).stdout();
  }

  /** Copies a file or folder of this machine into the host, in place of what is there. */
  public void copy(Path source, String target) {
    script.require(COMMAND, "copy", name, source.toString(), target);
  }
}
