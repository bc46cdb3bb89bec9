package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.docs.Block;
import io.kitward.lab.docs.Page;
import io.kitward.lab.docs.Transcript;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Does what a page says, block by block, as its reader would: writes its files, runs its commands
 * on the machine that it names, and compares what they print.
 */
final class PagePlayer {

  /** Where a page's commands run unless it says otherwise. */
  static final String SERVER = "server";

  private static final Duration LIMIT = Duration.ofMinutes(8);
  private static final String FOLDER = "/root/page";

  /** Where commands run. */
  interface Machine {

    /** Runs a shell's text as root, in the page's folder. */
    Output run(String script);

    /** Writes a file. */
    void write(String path, String content);

    /** A host of the lab. */
    static Machine of(LabHost host) {
      return new Machine() {
        @Override
        public Output run(String script) {
          String before =
              "exec 2>&1; export HOME=/root DEBIAN_FRONTEND=noninteractive; mkdir -p "
                  + FOLDER
                  + "; cd "
                  + FOLDER
                  + "\n";
          return host.run(LIMIT, "bash", "-euo", "pipefail", "-c", before + script);
        }

        @Override
        public void write(String path, String content) {
          host.write(path.startsWith("/") ? path : FOLDER + "/" + path, content, "0644");
        }
      };
    }

    /** The source tree on the lab's own machine. */
    static Machine source(Path home) {
      return new Machine() {
        @Override
        public Output run(String script) {
          var builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", script);
          return Commands.run(builder.directory(home.toFile()), LIMIT);
        }

        @Override
        public void write(String path, String content) {
          throw new LabException("pages write nothing into the source tree: " + path);
        }
      };
    }
  }

  private final Map<String, Machine> machines;
  private final Map<String, Supplier<String>> names = new LinkedHashMap<>();
  private final Map<String, Integer> played = new HashMap<>();
  private String printed = "";

  /**
   * @param machines those that pages name with {@code on}
   */
  PagePlayer(Map<String, Machine> machines) {
    this.machines = machines;
  }

  /** What a page calls something, and what it is here, asked for whenever a block has it. */
  PagePlayer name(String written, Supplier<String> here) {
    names.put(written, here);
    return this;
  }

  /** Plays a page from its beginning to its end. */
  void play(Page page) {
    for (Block block : page.blocks()) {
      if (block.order("held by").isEmpty() && block.order("not run").isEmpty()) {
        play(block);
      }
    }
  }

  /** How many blocks of commands of a page were run. */
  int played(String page) {
    return played.getOrDefault(page, 0);
  }

  /** What the last command printed. */
  String printed() {
    return printed;
  }

  /** The text of a block with the names of here. */
  String here(String text) {
    String here = text;
    for (var name : names.entrySet()) {
      if (here.contains(name.getKey())) {
        here = here.replace(name.getKey(), name.getValue().get());
      }
    }
    return here;
  }

  private void play(Block block) {
    Machine machine =
        Optional.ofNullable(machines.get(block.order("on").orElse(SERVER)))
            .orElseThrow(() -> new LabException(block.place() + ": on an unknown machine"));
    Optional<String> file = block.order("write");
    file.ifPresent(path -> machine.write(path, here(block.text())));
    if (!block.isCommand()) {
      return;
    }
    int exit = block.order("exit").map(Integer::parseInt).orElse(0);
    for (Block.Exchange exchange : block.exchanges()) {
      boolean last = exchange.equals(block.exchanges().getLast());
      run(machine, block, exchange, last ? exit : 0);
    }
    played.merge(block.place().replaceFirst(":.*", ""), 1, Integer::sum);
  }

  private void run(Machine machine, Block block, Block.Exchange exchange, int exit) {
    String command = here(exchange.command());
    Output output = machine.run(command);
    printed = output.stdout() + output.stderr();
    assertThat(output.exit()).as("%s: %s\n%s", block.place(), command, printed).isEqualTo(exit);
    assertThat(Transcript.missing(exchange.prints().stream().map(this::here).toList(), printed))
        .as("%s: what `%s` prints: %s", block.place(), command, printed)
        .isEmpty();
  }
}
