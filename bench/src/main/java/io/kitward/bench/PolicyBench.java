package io.kitward.bench;

import io.kitward.bench.fleet.Mix;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kitward bench policy}: the policy engine beside what people could use instead. */
@Command(
    name = "kitward bench policy",
    mixinStandardHelpOptions = true,
    description =
        "Measures the policy engine and its peers in one run, after comparing their answers.")
public final class PolicyBench implements Callable<Integer> {
  private static final Map<String, Function<Settings, List<Figure>>> MEASUREMENTS =
      new TreeMap<>(Comparator.comparingInt((String name) -> Integer.parseInt(name.substring(1))));

  static {
    MEASUREMENTS.put("G1", NodeEvents::measure);
    MEASUREMENTS.put("G2", TagSwap::measure);
    MEASUREMENTS.put("G3", SelectorQueries::measure);
    MEASUREMENTS.put("G4", Recompute::measure);
    MEASUREMENTS.put("G5", HeapPerNode::measure);
    MEASUREMENTS.put("G10", Growth::measure);
  }

  @Mixin private final FiguresOut output = new FiguresOut();

  @Option(names = "--only", split = ",", description = "Only these: G1, G2, G3, G4, G5, G10.")
  private List<String> only = List.of();

  @Option(names = "--mix", description = "A mix of policies from a file (see bench/README.md).")
  private @Nullable Path mix;

  @Option(names = "--policies", defaultValue = "10000", description = "How many policies.")
  private int policies;

  @Option(names = "--nodes", defaultValue = "1000000", description = "How many nodes.")
  private int nodes;

  @Option(names = "--rounds", defaultValue = "5", description = "How often engines take turns.")
  private int rounds;

  @Option(names = "--seed", defaultValue = "42", description = "What the policies are drawn from.")
  private long seed;

  @Option(names = "--quick", description = "Small sizes: compares the answers, times mean little.")
  private boolean quick;

  private final PrintStream figuresOut;

  private PolicyBench(PrintStream figuresOut) {
    this.figuresOut = figuresOut;
  }

  /** Runs it; exit code 1 when a goal was missed, 3 when two engines disagree. */
  public static void main(String[] arguments) {
    PrintStream figuresOut = System.out;
    // What peers tell goes to standard error: standard output is for the figures.
    System.setOut(System.err);
    System.exit(run(figuresOut, arguments));
  }

  /** The same, with the figures printed elsewhere. */
  static int run(PrintStream figuresOut, String... arguments) {
    return new CommandLine(new PolicyBench(figuresOut))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              if (failure instanceof Sameness.DifferentAnswersException) {
                command.getErr().println(failure.getMessage());
                return 3;
              }
              throw failure;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    List<Mix> mixes =
        mix == null
            ? List.of(Mix.named("normal"), Mix.named("adversarial"))
            : List.of(Mix.read(mix));
    var settings =
        new Settings(
            quick ? Math.min(policies, 1_000) : policies,
            quick ? Math.min(nodes, 20_000) : nodes,
            quick ? 1 : rounds,
            quick,
            seed,
            mixes,
            System.err);
    List<Figure> figures = new ArrayList<>();
    MEASUREMENTS.forEach(
        (name, measurement) -> {
          if (only.isEmpty() || only.contains(name)) {
            figures.addAll(measurement.apply(settings));
          }
        });
    output.print(figures, figuresOut);
    boolean reached = figures.stream().allMatch(Figure::reached);
    return quick || reached ? 0 : 1;
  }
}
