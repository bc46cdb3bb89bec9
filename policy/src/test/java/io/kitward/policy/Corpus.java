package io.kitward.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The documents that this project itself ships: the catalog's and the demo's. */
final class Corpus {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().resolveSibling("");

  private Corpus() {}

  static List<Path> files() throws IOException {
    try (Stream<Path> catalog = Files.walk(ROOT.resolve("catalog"));
        Stream<Path> demo = Files.walk(ROOT.resolve("lab/scenario"))) {
      return Stream.concat(catalog, demo)
          .filter(path -> path.toString().endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }
}
