package io.kitward.connector.host.probe;

import io.kitward.connector.host.HostFailure;
import io.kitward.protocol.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a check's command as the user that it names, without a way to more rights. */
final class Commands {

  private static final String NOBODY = "nobody";
  private static final Path USERS = Path.of("/etc/passwd");

  private final MachineProbes.Run programs;

  Commands(MachineProbes.Run programs) {
    this.programs = programs;
  }

  /** Why the command does not say what it should; empty when it does. */
  Optional<String> failing(Check.CommandSucceeds check) {
    String program = check.command().getFirst();
    try {
      var ended = programs.run(check.timeout(), asUser(check), Map.of());
      if (ended.code() != check.exit()) {
        String last = ended.lastLine();
        return Optional.of(
            program
                + " ended with "
                + ended.code()
                + " instead of "
                + check.exit()
                + (last.isEmpty() ? "" : ": " + shortened(last)));
      }
      return ended.output().contains(check.contains())
          ? Optional.empty()
          : Optional.of(program + " does not say \"" + check.contains() + "\"");
    } catch (HostFailure e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What the command writes, however it ends. */
  String output(Check.CommandSucceeds check) {
    return programs.run(check.timeout(), asUser(check), Map.of()).output();
  }

  private List<String> asUser(Check.CommandSucceeds check) {
    String user = check.user().isEmpty() ? NOBODY : check.user();
    if (user.equals("root")) {
      return check.command();
    }
    var command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + group(user),
                "--init-groups",
                "--no-new-privs",
                "--"));
    command.addAll(check.command());
    return command;
  }

  /** The number of the user's own group. */
  private String group(String user) {
    Optional<String> entry = Optional.empty();
    try (var lines = Files.lines(USERS)) {
      entry = lines.filter(line -> line.startsWith(user + ":")).findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      entry = Optional.empty();
    }
    String found =
        entry.orElseGet(
            () ->
                programs
                    .run(Duration.ofSeconds(5), List.of("getent", "passwd", user), Map.of())
                    .output());
    String[] fields = found.strip().split(":", -1);
    if (fields.length < 4 || !fields[3].matches("[0-9]+")) {
      throw new HostFailure(HostFailure.Kind.NOT_FOUND, "there is no user " + user);
    }
    return fields[3];
  }

  private static String shortened(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }
}
