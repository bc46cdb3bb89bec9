package io.kitward.server;

import io.kitward.server.config.ConfigException;
import io.kitward.server.config.ServerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What was said on the command line of the server.
 *
 * @param command {@code run} unless the first word is another
 * @param config the file after {@code --config}
 * @param flags other words that begin with {@code --}, such as {@code --people.port=8443}
 * @param files all other words
 */
record Arguments(String command, Optional<Path> config, List<String> flags, List<String> files) {

  private static final String CONFIG = "--config";

  static Arguments of(List<String> words) {
    String command = "run";
    Optional<Path> config = Optional.empty();
    var flags = new ArrayList<String>();
    var files = new ArrayList<String>();
    Iterator<String> rest = words.iterator();
    if (!words.isEmpty() && !words.getFirst().startsWith("--")) {
      command = rest.next();
    }
    while (rest.hasNext()) {
      String word = rest.next();
      if (word.equals(CONFIG)) {
        if (!rest.hasNext()) {
          throw new ConfigException("flag " + CONFIG + ": name a file");
        }
        config = Optional.of(Path.of(rest.next()));
      } else {
        (word.startsWith("--") ? flags : files).add(word);
      }
    }
    return new Arguments(command, config, List.copyOf(flags), List.copyOf(files));
  }

  /** With another name for the flag {@code NAME=VALUE}. */
  Arguments renaming(String flag, String other) {
    return new Arguments(
        command,
        config,
        flags.stream()
            .map(word -> word.startsWith(flag + "=") ? other + word.substring(flag.length()) : word)
            .toList(),
        files);
  }

  /** Without a flag that is no key of the configuration. */
  Arguments without(String flag) {
    return new Arguments(
        command, config, flags.stream().filter(word -> !word.equals(flag)).toList(), files);
  }

  /** The configuration that results, from file, environment and flags. */
  ServerConfig read() {
    if (!files.isEmpty() && !command.equals("restore")) {
      throw new ConfigException(
          "unexpected word " + files.getFirst() + "; a setting is --key=value");
    }
    return ServerConfig.read(config, System.getenv(), flags);
  }
}
