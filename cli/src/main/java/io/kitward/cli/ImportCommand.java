package io.kitward.cli;

import io.kitward.cli.imports.AnsibleHosts;
import io.kitward.cli.imports.CsvHosts;
import io.kitward.cli.imports.EncHosts;
import io.kitward.cli.imports.Input;
import io.kitward.cli.imports.Wanted;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kitward import}: tags from what others know of hosts, each from a source of its own. */
@Command(
    name = "import",
    description = "Takes tags over from tables, inventories, node classifiers and PuppetDB.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ImportCommand.Csv.class,
      ImportCommand.Ansible.class,
      ImportCommand.Enc.class,
      ImportPuppetDbCommand.class
    })
final class ImportCommand {

  /** {@code kitward import csv}. */
  @Command(name = "csv", description = "A table with a heading, one host a line.")
  static final class Csv extends Importing {

    @Parameters(index = "0", paramLabel = "FILE", description = "The table; - is standard input")
    String file = "";

    @Option(
        names = "--node-column",
        paramLabel = "COLUMN",
        description = "The column with the certname (${DEFAULT-VALUE})")
    String node = "certname";

    @Option(
        names = "--tags-column",
        paramLabel = "COLUMN",
        description = "A column with whole tags, parted by spaces, commas or semicolons")
    Optional<String> tags = Optional.empty();

    @Option(
        names = "--delimiter",
        paramLabel = "CHARACTER",
        description = "What parts the columns (${DEFAULT-VALUE})")
    String delimiter = ",";

    @Override
    String usual() {
      return "csv";
    }

    @Override
    Wanted read() {
      String one = delimiter.equals("\\t") || delimiter.equals("tab") ? "\t" : delimiter;
      if (one.length() != 1 || "\"\r\n".contains(one)) {
        throw new Failure(
            Exit.USAGE, "usage", "--delimiter is one character.", "Such as ';', or tab.");
      }
      return new CsvHosts(one.charAt(0), node, mappings(), tags, invalid, domain)
          .read(Input.read(file, root().surroundings().in()));
    }
  }

  /** {@code kitward import ansible}. */
  @Command(name = "ansible", description = "What ansible-inventory --list prints: groups are tags.")
  static final class Ansible extends Importing {

    @Parameters(
        index = "0",
        paramLabel = "FILE",
        description = "The inventory as JSON; - is standard input")
    String file = "";

    @Option(
        names = "--group-key",
        paramLabel = "KEY",
        description = "Groups become KEY=GROUP instead of the bare tag GROUP")
    Optional<String> groupKey = Optional.empty();

    @Override
    String usual() {
      return "ansible";
    }

    @Override
    Wanted read() {
      return new AnsibleHosts(mappings(), groupKey, invalid, domain)
          .read(Input.read(file, root().surroundings().in()));
    }
  }

  /** {@code kitward import enc}. */
  @Command(
      name = "enc",
      description = "What an external node classifier, such as Foreman's, says of hosts.")
  static final class Enc extends Importing {

    @Parameters(
        index = "0",
        paramLabel = "FILE|DIR",
        description = "YAML with hosts' names above, or a folder with a CERTNAME.yaml for each")
    String file = "";

    @Override
    String usual() {
      return "enc";
    }

    @Override
    Wanted read() {
      if (maps.isEmpty()) {
        throw new Failure(
            Exit.USAGE,
            "usage",
            "Nothing is taken over that isn't mapped: such parameters may be passwords.",
            "Say --map parameters.role=role, --map environment=environment or --map classes=class.");
      }
      return new EncHosts(mappings(), invalid, domain).read(file, root().surroundings().in());
    }
  }
}
