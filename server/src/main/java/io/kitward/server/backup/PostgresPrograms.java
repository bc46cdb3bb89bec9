package io.kitward.server.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The programs of PostgreSQL's client package ({@code pg_dump}, {@code pg_restore}, {@code psql}),
 * at work on one database. They must be as new as the PostgreSQL that they talk to.
 */
final class PostgresPrograms {

  private final Map<String, String> access;

  /**
   * Makes it.
   *
   * @param access libpq's variables of the environment, such as {@code PGHOST}
   */
  PostgresPrograms(Map<String, String> access) {
    this.access = Map.copyOf(access);
  }

  /** Writes the database to a file in PostgreSQL's custom format; without owners and grants. */
  void dump(Path file) {
    output("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file=" + file);
  }

  /** What a dump holds, one entry a line; fails when it is no dump, or cut off before its end. */
  String contents(Path dump) {
    return output("pg_restore", "--list", dump.toString());
  }

  /** The answer to one query, columns parted by {@code |}. */
  String ask(String query) {
    return output("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", query).strip();
  }

  private String output(String... command) {
    try {
      Path errors = Files.createTempFile("kitward-", ".err");
      try {
        Process process = start(List.of(command), errors);
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        require(process, command[0], errors);
        return output;
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new BackupException("What " + command[0] + " says can't be read: " + e, e);
    }
  }

  /**
   * Loads a dump in one transaction: all of it, with what comes before and after it, or nothing.
   */
  void load(Path dump, String before, String after) {
    try {
      Path errors = Files.createTempFile("kitward-", ".err");
      try {
        load(dump, before, after, errors);
      } finally {
        Files.delete(errors);
      }
    } catch (IOException e) {
      throw new BackupException("The dump " + dump + " could not be loaded: " + e, e);
    }
  }

  private void load(Path dump, String before, String after, Path errors) throws IOException {
    Process psql =
        start(
            List.of("psql", "-X", "-q", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", "-f", "-"),
            errors);
    boolean whole = false;
    try (OutputStream script = psql.getOutputStream()) {
      write(script, "BEGIN;\n" + before);
      Path complaints = Files.createTempFile("kitward-", ".err");
      try {
        Process reader =
            start(
                List.of("pg_restore", "--no-owner", "--no-privileges", "-f", "-", dump.toString()),
                complaints);
        reader.getOutputStream().close();
        reader.getInputStream().transferTo(script);
        require(reader, "pg_restore", complaints);
      } finally {
        Files.delete(complaints);
      }
      write(script, "\n" + after + "\nCOMMIT;\nANALYZE;\n");
      whole = true;
    } catch (IOException e) {
      // psql gave up and closed its end: its own words say why.
      require(psql, "psql", errors);
      throw e;
    } finally {
      if (!whole) {
        psql.destroyForcibly();
      }
    }
    require(psql, "psql", errors);
  }

  private static void write(OutputStream script, String text) throws IOException {
    script.write(text.getBytes(StandardCharsets.UTF_8));
    script.flush();
  }

  private Process start(List<String> command, Path errors) {
    var builder = new ProcessBuilder(new ArrayList<>(command));
    builder.environment().putAll(access);
    builder.redirectError(errors.toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BackupException(
          command.getFirst()
              + " can't be started: "
              + e.getMessage()
              + ". It belongs to PostgreSQL's client package: apt-get install postgresql-client",
          e);
    }
  }

  private static void require(Process process, String name, Path errors) throws IOException {
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        String words = Files.readString(errors).strip();
        throw new BackupException(words.isEmpty() ? name + " ended with " + exit : words);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackupException("interrupted while " + name + " ran", e);
    }
  }
}
