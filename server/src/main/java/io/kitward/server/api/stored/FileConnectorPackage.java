package io.kitward.server.api.stored;

import io.kitward.protocol.Json;
import io.kitward.server.api.port.ConnectorPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The connector's packages as files on the server's disk: one that is named, and all in a folder,
 * which is looked at anew each time, so that a new version is there once its file is. Thread-safe.
 */
public final class FileConnectorPackage implements ConnectorPackage {

  private static final Pattern DEBIAN = Pattern.compile("[a-z-]+_([^_]+)_([a-z0-9]+)\\.deb");
  private static final Pattern RPM = Pattern.compile("[a-z-]+-([^-]+)-[^-]+\\.([a-z0-9_]+)\\.rpm");
  private static final Pattern PART = Pattern.compile("\\d+|\\D+");

  private final Optional<Path> file;
  private final Optional<Path> folder;
  private final Map<Print, Held> read = new ConcurrentHashMap<>();

  /** What tells whether a file is still the one that was read. */
  private record Print(Path path, long size, FileTime changed) {}

  /**
   * Makes the port.
   *
   * @param file a package; empty when none is named
   * @param folder with packages named {@code NAME_VERSION_ARCHITECTURE.deb} and {@code
   *     NAME-VERSION-RELEASE.ARCHITECTURE.rpm}; other files in it are left alone
   */
  public FileConnectorPackage(Optional<Path> file, Optional<Path> folder) {
    this.file = file;
    this.folder = folder;
    file.ifPresent(
        named -> {
          if (!Files.isReadable(named)) {
            throw new UncheckedIOException(
                new IOException("the connector's package can't be read: " + named));
          }
        });
  }

  @Override
  public List<Held> all() {
    List<Path> paths = new ArrayList<>();
    file.ifPresent(paths::add);
    folder.ifPresent(where -> paths.addAll(in(where)));
    return paths.stream()
        .flatMap(path -> held(path).stream())
        .sorted(
            Comparator.comparing(Held::format)
                .thenComparing(Held::architecture)
                .thenComparing(
                    Comparator.comparing(Held::version, FileConnectorPackage::compare).reversed()))
        .toList();
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("connector.packages can't be read: " + folder, e);
    }
  }

  private Optional<Held> held(Path path) {
    String name = String.valueOf(path.getFileName());
    Matcher debian = DEBIAN.matcher(name);
    Matcher rpm = RPM.matcher(name);
    if (debian.matches()) {
      return Optional.of(held(path, debian, "deb"));
    }
    return rpm.matches() ? Optional.of(held(path, rpm, "rpm")) : Optional.empty();
  }

  private Held held(Path path, Matcher name, String format) {
    try {
      var print = new Print(path, Files.size(path), Files.getLastModifiedTime(path));
      Held known = read.get(print);
      if (known == null) {
        known =
            new Held(
                path, name.group(1), format, name.group(2), Json.sha256(Files.readAllBytes(path)));
        read.put(print, known);
      }
      return known;
    } catch (IOException e) {
      throw new UncheckedIOException("the connector's package can't be read: " + path, e);
    }
  }

  /** Versions by their numbers: 0.10 is newer than 0.9; a tilde comes before everything. */
  static int compare(String left, String right) {
    List<String> a = PART.matcher(left).results().map(part -> part.group()).toList();
    List<String> b = PART.matcher(right).results().map(part -> part.group()).toList();
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      String x = i < a.size() ? a.get(i) : "";
      String y = i < b.size() ? b.get(i) : "";
      int difference;
      if (x.startsWith("~") || y.startsWith("~")) {
        difference = Boolean.compare(y.startsWith("~"), x.startsWith("~"));
      } else if (!x.isEmpty() && !y.isEmpty() && isNumber(x) && isNumber(y)) {
        difference = new java.math.BigInteger(x).compareTo(new java.math.BigInteger(y));
      } else {
        difference = x.compareTo(y);
      }
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static boolean isNumber(String part) {
    return Character.isDigit(part.charAt(0));
  }
}
