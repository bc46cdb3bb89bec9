package io.kitward.cli.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What an external node classifier says, as YAML with {@code classes}, {@code parameters} and
 * {@code environment}: one file with the hosts' names above, or a folder with a file for each host,
 * named {@code CERTNAME.yaml}. Nothing becomes a tag that isn't mapped, since such parameters may
 * be passwords.
 */
public record EncHosts(List<Mapping> mappings, Invalid invalid, Optional<String> domain) {

  private static final List<String> FIELDS = List.of("classes", "parameters", "environment");
  private static final int LARGEST = 256 << 20;

  public EncHosts {
    mappings = List.copyOf(mappings);
  }

  /**
   * Reads a file, a folder or, for {@code -}, standard input.
   *
   * @throws ImportException when it can't be taken as it is
   */
  public Wanted read(String name, InputStream standard) {
    var hosts = new HostTags(invalid, domain);
    if (Files.isDirectory(Path.of(name))) {
      for (Path file : files(Path.of(name))) {
        Input input = Input.read(file.toString(), standard);
        String certname = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
        host(hosts.once(certname, input.name()), input, certname, load(input));
      }
    } else {
      Input input = Input.read(name, standard);
      Map<?, ?> all = map(input, load(input), "a map of hosts");
      if (all.keySet().stream().anyMatch(FIELDS::contains)) {
        throw fault(input, "has no hosts' names above classes and parameters");
      }
      all.forEach(
          (host, said) -> {
            String called = String.valueOf(host);
            host(hosts.once(called, input.name()), input, called, said);
          });
    }
    return hosts.wanted(mappings);
  }

  private void host(
      HostTags.Host host,
      Input input,
      String name,
      @org.jspecify.annotations.Nullable Object said) {
    if (said == null) {
      return;
    }
    Map<?, ?> fields = map(input, said, "a map for “" + HostTags.shown(name) + "”");
    for (Mapping mapping : mappings) {
      Object value = Tree.at(fields, mapping.path()).orElse(null);
      host.value(
          mapping,
          mapping.path().equals("classes") && value instanceof Map<?, ?> classes
              ? classes.keySet()
              : value);
    }
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new ImportException(
          "file", folder + " can't be read: " + e + ".", "Name a file or a folder.");
    }
  }

  private static @org.jspecify.annotations.Nullable Object load(Input input) {
    // Classifiers written in Ruby share what is equal by anchors; aliases are resolved here.
    var settings =
        LoadSettings.builder()
            .setLabel(input.name())
            .setCodePointLimit(LARGEST)
            .setMaxAliasesForCollections(1_000_000)
            .setAllowDuplicateKeys(false)
            .build();
    try {
      return new Load(settings).loadFromString(input.text());
    } catch (StackOverflowError _) {
      throw fault(input, "is nested too deeply");
    } catch (YamlEngineException e) {
      throw fault(
          input,
          "is no YAML that can be read: "
              + HostTags.shown(String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private static Map<?, ?> map(
      Input input, @org.jspecify.annotations.Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    if (value == null) {
      throw new ImportException(
          "import-empty", input.name() + " is empty.", "Name a file with hosts.");
    }
    throw fault(input, "is not " + what);
  }

  private static ImportException fault(Input input, String what) {
    return new ImportException(
        "enc",
        input.name() + " " + what + ".",
        "Write HOST: {classes: …, parameters: …}, or a folder with one HOST.yaml for each.");
  }
}
