package io.kitward.server.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * What tests need to run a real PostgreSQL as whoever started them: a directory, programs unpacked
 * once, an account for root.
 */
public final class TestPostgres {
  private static final String ACCOUNT = "kitward";

  private TestPostgres() {}

  /**
   * The account that PostgreSQL steps down to when root runs the tests, made when it is missing.
   */
  public static synchronized Optional<String> account() {
    if (!isRoot()) {
      return Optional.empty();
    }
    if (exit("id", "-u", ACCOUNT) != 0) {
      int made = exit("useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT);
      if (made != 0 && exit("id", "-u", ACCOUNT) != 0) {
        throw new IllegalStateException("useradd --system " + ACCOUNT + " ended with " + made);
      }
    }
    return Optional.of(ACCOUNT);
  }

  /**
   * A new directory below the system's temporary one, which the account can reach wherever the
   * sources are.
   */
  public static Path directory() throws IOException {
    Path parent = Files.createTempDirectory(Path.of("/var/tmp"), "kitward-test-");
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
    return parent.resolve("postgres");
  }

  /** Unpacked programs, kept between runs. */
  public static Path binaries() {
    return Path.of(
        "/var/tmp/kitward-test-binaries-" + account().orElse(System.getProperty("user.name")));
  }

  /** Puts the unpacked programs below a store's directory, where a server looks for them. */
  public static void provide(Path store) throws IOException {
    SystemUser user = account().map(SystemUser::named).orElseGet(SystemUser::current);
    PostgresBinaries _ = PostgresBinaries.unpack(binaries(), user);
    user.privateDirectory(store);
    int copied = exit("cp", "-al", binaries().toString(), store.resolve("binaries").toString());
    if (copied != 0) {
      throw new IOException("cp of the programs to " + store + " ended with " + copied);
    }
  }

  public static EmbeddedPostgres start(Path directory) {
    return EmbeddedPostgres.open(directory, binaries(), account(), new SecureRandom());
  }

  public static StoreConfig config(Path directory) {
    StoreConfig config = StoreConfig.embedded(directory).withBinariesIn(binaries());
    return account().map(config::runningAs).orElse(config);
  }

  /** Deletes what {@link #directory()} made. */
  public static void delete(Path directory) throws IOException {
    PrivateFiles.deleteTree(directory.resolveSibling(".").normalize());
  }

  /** Gives a directory to the account. */
  static void own(Path directory) throws IOException {
    account().map(SystemUser::named).orElseGet(SystemUser::current).own(directory);
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0)
          .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int exit(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
