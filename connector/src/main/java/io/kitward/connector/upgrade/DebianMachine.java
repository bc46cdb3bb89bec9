package io.kitward.connector.upgrade;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Debian machine with systemd, as far as an upgrade of the connector needs it. */
public final class DebianMachine implements Upgrade.Machine {

  /** A client that goes the node's way to the server and shows its certificate. */
  public interface Clients {
    HttpClient open() throws IOException;
  }

  private static final Path SCRIPT = Path.of("/usr/lib/kitward-connector/upgrade");
  private static final String UNIT = "kitward-connector-upgrade.service";
  private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(30);
  private static final int COMMAND_SECONDS = 60;

  /** The package, the former version packed again, and both unpacked for a moment. */
  private static final long SPACE = 250L << 20;

  private final URI server;
  private final Clients clients;

  /**
   * @param server the node door, {@code wss://host:port}
   */
  public DebianMachine(URI server, Clients clients) {
    this.server = server;
    this.clients = clients;
  }

  @Override
  public boolean later(String one, String other) {
    try {
      return run("dpkg", "--compare-versions", one, "gt", other).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void download(String path, Path target) throws IOException, InterruptedException {
    long free = Files.getFileStore(target.getParent()).getUsableSpace();
    if (free < SPACE) {
      throw new IOException(
          "%s has %d MiB free, an upgrade needs %d"
              .formatted(target.getParent(), free >> 20, SPACE >> 20));
    }
    long have = Files.exists(target) ? Files.size(target) : 0;
    URI address = URI.create("https" + server.toString().substring("wss".length()) + path);
    try (HttpClient client = clients.open()) {
      var request = HttpRequest.newBuilder(address).timeout(DOWNLOAD_LIMIT);
      if (have > 0) {
        request.header("range", "bytes=" + have + "-");
      }
      var answer =
          client.send(
              request.build(),
              info ->
                  switch (info.statusCode()) {
                    case 200 ->
                        HttpResponse.BodySubscribers.ofFile(
                            target,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                    case 206 ->
                        HttpResponse.BodySubscribers.ofFile(
                            target, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
                    default -> HttpResponse.BodySubscribers.replacing(target); // said below
                  });
      if (answer.statusCode() != 200 && answer.statusCode() != 206) {
        throw new IOException("the server answered with status " + answer.statusCode());
      }
    }
  }

  @Override
  public List<String> describe(Path deb) {
    try {
      return List.of(
          run("dpkg-deb", "-f", deb.toString(), "Package").strip(),
          run("dpkg-deb", "-f", deb.toString(), "Version").strip());
    } catch (IOException e) {
      return List.of("no package: " + e.getMessage());
    }
  }

  @Override
  public void handOver(Path folder) throws IOException {
    Path copy = folder.resolve("run");
    Files.copy(SCRIPT, copy, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        Path.of("/etc/systemd/system", UNIT),
        """
        # Written by the Kitward connector while it is upgraded; it goes when that is over.
        [Unit]
        Description=Upgrade of the Kitward connector
        ConditionPathExists=%1$s/version
        [Service]
        Type=exec
        ExecStart=/bin/sh %1$s/run %1$s
        SyslogIdentifier=kitward-upgrade
        [Install]
        WantedBy=multi-user.target
        """
            .formatted(folder));
    run("systemctl", "daemon-reload");
    run("systemctl", "enable", "--quiet", UNIT);
    run("systemctl", "restart", "--no-block", UNIT);
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output.strip());
      }
      return output;
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while this ran: " + String.join(" ", command), e);
    }
  }
}
