package io.kitward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code kitward version}: the version of this command; asks no server. */
@Command(name = "version", description = "The version of this command.")
final class VersionCommand extends ServerCommand {

  @Override
  public Integer call() {
    if (structured()) {
      print(typed("Version", Api.MAPPER.createObjectNode().put("version", version())));
    } else {
      out().println("kitward " + version());
    }
    return Exit.DONE;
  }

  static String version() {
    try (InputStream in =
        Objects.requireNonNull(
            VersionCommand.class.getResourceAsStream("/kitward-cli.properties"), "packaged")) {
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException _) {
      return "unknown";
    }
  }

  /** For {@code kitward --version}. */
  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"kitward " + version()};
    }
  }
}
