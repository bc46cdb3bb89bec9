package io.kitward.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs commands of this machine and keeps what they print. */
final class Commands {

  private Commands() {}

  /**
   * Runs a command to its end.
   *
   * @throws LabException when it could not be started, or was ended at the limit
   */
  static Output run(ProcessBuilder builder, Duration limit) {
    String shown = String.join(" ", builder.command());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = builder.start();
      process.getOutputStream().close();
      var stdout = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), threads);
      var stderr = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), threads);
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new LabException(shown + " did not end within " + limit.toSeconds() + " s");
      }
      return new Output(process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new LabException("could not run " + shown, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while this ran: " + shown, e);
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
