package io.kitward.bench.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kitward.bench.Figure;
import io.kitward.bench.FiguresOut;
import io.kitward.bench.server.Percentiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code kitward bench cli}: from the start of the launcher to the first byte on standard output, a
 * process each time, as a person at a shell waits for it.
 */
@Command(
    name = "kitward bench cli",
    mixinStandardHelpOptions = true,
    description = "Measures how long the command line takes until its first output.")
public final class CliBench implements Callable<Integer> {

  /** From here on a person notices that they wait. */
  private static final double GOAL = 300;

  private static final int NODES = 100;

  @Mixin private final FiguresOut output = new FiguresOut();

  @Option(names = "--runs", description = "How often each is started (${DEFAULT-VALUE}).")
  private int runs = 20;

  /** Measures and prints; exit code 1 when a goal is missed. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new CliBench()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path launcher = Path.of(System.getProperty("kitward.root", "."), "kitward");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/nodes", CliBench::answer);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      var figures = new ArrayList<Figure>();
      figures.addAll(measured(launcher, "version", List.of("version")));
      figures.addAll(measured(launcher, "help", List.of("--help")));
      figures.addAll(measured(launcher, "complete", List.of("__complete", "--", "get", "no")));
      figures.addAll(measured(launcher, "get-nodes", List.of("--server", url, "get", "nodes")));
      output.print(figures, System.out);
      return figures.stream().allMatch(Figure::reached) ? 0 : 1;
    } finally {
      server.stop(0);
    }
  }

  private List<Figure> measured(Path launcher, String id, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of(launcher.toString()));
    command.addAll(arguments);
    long _ = firstOutput(command);
    long[] nanos = new long[runs];
    for (int i = 0; i < runs; i++) {
      nanos[i] = firstOutput(command);
    }
    Percentiles times = Percentiles.millis(nanos);
    String what = "kitward " + String.join(" ", arguments).replaceAll("--server \\S+ ", "");
    return List.of(
        Figure.atMost("cli." + id + ".p50", what + ", first output", times.p50(), "ms", GOAL),
        Figure.of("cli." + id + ".p99", what + ", first output", times.p99(), "ms"));
  }

  private static long firstOutput(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    long begin = System.nanoTime();
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      int first = out.read();
      long nanos = System.nanoTime() - begin;
      out.transferTo(java.io.OutputStream.nullOutputStream());
      int exit = process.waitFor();
      if (first < 0 || exit != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + exit);
      }
      return nanos;
    }
  }

  /** One page of nodes over plain HTTP: what is measured is the command, not a server. */
  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] page =
          IntStream.range(0, NODES)
              .mapToObj(
                  i ->
                      "{\"certname\":\"web%03d.example\",\"phase\":\"ok\",\"phases\":{\"ok\":3},\"tags\":[\"role=web\",\"env=production\"]}"
                          .formatted(i))
              .collect(Collectors.joining(",", "{\"items\":[", "]}"))
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }
}
