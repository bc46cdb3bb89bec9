package io.kitward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** lab.sh, called for one room. Thread-safe: every call is a process of its own. */
final class LabScript {
  private final Path script;
  private final Room room;

  LabScript(Path script, Room room) {
    this.script = script;
    this.room = room;
  }

  /**
   * The lab.sh of this source tree: below the system property {@code kitward.home}, else below the
   * working directory or the nearest of its parents.
   */
  static Path find() {
    Optional<Path> home = Optional.ofNullable(System.getProperty("kitward.home")).map(Path::of);
    Path start = home.orElse(Path.of("")).toAbsolutePath();
    return Stream.iterate(Optional.of(start), Optional::isPresent, at -> at.map(Path::getParent))
        .flatMap(Optional::stream)
        .map(folder -> folder.resolve("lab/lab.sh"))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "no lab/lab.sh in " + start + " or above; start Kitward from its source tree"));
  }

  Path path() {
    return script;
  }

  /** Runs a subcommand that must succeed; returns what it wrote to its standard output. */
  String require(Duration limit, String... arguments) {
    Output output = run(limit, "", List.of(arguments));
    if (output.exit() != 0) {
      throw new LabException(
          output.stderr().isBlank() ? output.stdout().strip() : output.stderr().strip());
    }
    return output.stdout().strip();
  }

  /**
   * Runs a subcommand, with {@code input} as its standard input; past the limit the process is
   * ended.
   */
  Output run(Duration limit, String input, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LAB_ROOM", room.word());
    String shown = String.join(" ", arguments);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = builder.start();
      var stdout = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), threads);
      var stderr = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), threads);
      feed(process, input);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new LabException(
            "lab.sh " + shown + " did not end within " + limit.toSeconds() + " s");
      }
      return new Output(process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new LabException("could not run " + script, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while lab.sh " + shown + " ran", e);
    }
  }

  private static void feed(Process process, String input) throws IOException {
    try (OutputStream sink = process.getOutputStream()) {
      sink.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A command that reads no input may have ended already; its exit code tells.
      if (!input.isEmpty() && process.isAlive()) {
        throw e;
      }
    }
  }

  private static String text(InputStream source) {
    try (source) {
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
