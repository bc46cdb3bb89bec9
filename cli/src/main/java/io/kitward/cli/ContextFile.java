package io.kitward.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The user's servers by name, in {@code ~/.config/kitward/config.yaml}, readable by them alone. */
final class ContextFile {
  private static final YAMLMapper MAPPER = YAMLMapper.builder().build();

  private final Path path;
  private final Contents contents;

  private ContextFile(Path path, Contents contents) {
    this.path = path;
    this.contents = contents;
  }

  /** One server: its URL, the CA's file and the token's file. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Context(@Nullable String server, @Nullable String ca, @Nullable String tokenFile) {
    static final Context EMPTY = new Context(null, null, null);

    Optional<String> serverUrl() {
      return Optional.ofNullable(server);
    }

    Optional<String> caFile() {
      return Optional.ofNullable(ca);
    }

    Optional<String> token() {
      return Optional.ofNullable(tokenFile);
    }
  }

  record Contents(@Nullable String current, @Nullable Map<String, Context> contexts) {}

  /** Reads the file; one that is not there has no contexts. */
  static ContextFile of(Surroundings surroundings) {
    String config = surroundings.variable("XDG_CONFIG_HOME");
    Path base = config.isEmpty() ? surroundings.home().resolve(".config") : Path.of(config);
    Path path = base.resolve("kitward/config.yaml");
    if (!Files.exists(path)) {
      return new ContextFile(path, new Contents(null, Map.of()));
    }
    try {
      return new ContextFile(path, MAPPER.readValue(Files.readString(path), Contents.class));
    } catch (IOException | JacksonException e) {
      throw new Failure(
          Exit.USAGE,
          "context-file",
          path
              + " cannot be read: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          "Correct the file, or remove it and use: kitward context set");
    }
  }

  Optional<String> current() {
    return Optional.ofNullable(contents.current());
  }

  Map<String, Context> contexts() {
    Map<String, Context> known = contents.contexts();
    return known == null ? Map.of() : new TreeMap<>(known);
  }

  /** The named context, else the current one, else an empty one. */
  Context context(Optional<String> name) {
    Optional<String> wanted = name.or(this::current);
    if (wanted.isEmpty()) {
      return Context.EMPTY;
    }
    Context found = contexts().get(wanted.get());
    if (found == null) {
      throw new Failure(
          Exit.NOT_FOUND,
          "context-unknown",
          "There is no context “" + wanted.get() + "” in " + path + ".",
          "kitward context list");
    }
    return found;
  }

  /** Writes the file anew, whole, with these contexts. */
  void write(@Nullable String current, Map<String, Context> contexts) {
    try {
      Path directory = path.getParent();
      Files.createDirectories(directory);
      var onlyOwner =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path next = Files.createTempFile(directory, "config", ".yaml", onlyOwner);
      Files.writeString(
          next, MAPPER.writeValueAsString(new Contents(current, new TreeMap<>(contexts))));
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path, e);
    }
  }
}
