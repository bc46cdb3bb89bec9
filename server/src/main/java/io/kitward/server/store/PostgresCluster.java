package io.kitward.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The files of one embedded PostgreSQL below its private directory: {@code data/}, {@code log/} and
 * the {@code password}.
 */
record PostgresCluster(Path directory, PostgresBinaries binaries, SystemUser user) {
  static final String SUPERUSER = "kitward";

  private static final String ACCESS =
      """
      # Written by Kitward at every start. Only this machine, only with the password.
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private static final String SETTINGS =
      """
      # Written by Kitward at every start.
      password_encryption = 'scram-sha-256'
      max_connections = 60
      shared_buffers = '128MB'
      max_wal_size = '1GB'
      jit = off
      timezone = 'UTC'
      log_timezone = 'UTC'
      logging_collector = on
      log_directory = '../log'
      log_filename = 'postgresql-%a.log'
      log_rotation_age = '1d'
      log_rotation_size = 0
      log_truncate_on_rotation = on
      log_file_mode = 0600
      log_line_prefix = '%m [%p] '
      """;

  Path data() {
    return directory.resolve("data");
  }

  Path passwordFile() {
    return directory.resolve("password");
  }

  /** What PostgreSQL said before its log file was open. */
  Path startLog() {
    return directory.resolve("start.log");
  }

  String password() throws IOException {
    return new String(PrivateFiles.read(passwordFile()), StandardCharsets.UTF_8).strip();
  }

  /** Makes the cluster if there is none; whole or not at all. Then writes its settings anew. */
  void prepare(SecureRandom random) throws IOException {
    user.privateDirectory(directory.resolve("log"));
    if (Files.notExists(data(), LinkOption.NOFOLLOW_LINKS)) {
      initialise(random);
    }
    requireVersion();
    if (Files.notExists(passwordFile())) {
      throw new StoreException(
          "store-password-missing",
          "The password of the embedded PostgreSQL is missing: restore "
              + passwordFile()
              + " from a backup.");
    }
    write(data().resolve("pg_hba.conf"), ACCESS);
    write(data().resolve("postgresql.conf"), SETTINGS);
  }

  /**
   * The command that runs the postmaster in the foreground. What durability and access rest on is
   * given here, where neither a file nor {@code ALTER SYSTEM} can override it. A session of its own
   * keeps Ctrl-C in a terminal from reaching it before us.
   */
  List<String> postmaster(int port) {
    List<String> command =
        new ArrayList<>(
            List.of("setsid", binaries.program("postgres").toString(), "-D", data().toString()));
    for (String setting :
        List.of(
            "port=" + port,
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "hba_file=" + data().resolve("pg_hba.conf"))) {
      command.add("-c");
      command.add(setting);
    }
    return user.command(command);
  }

  private void initialise(SecureRandom random) throws IOException {
    Path staging = directory.resolve("data.new");
    PrivateFiles.deleteTree(staging);
    byte[] password = new byte[32];
    random.nextBytes(password);
    write(passwordFile(), HexFormat.of().formatHex(password) + "\n");
    PostgresBinaries.run(
        user.command(
            List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + staging,
                "--username=" + SUPERUSER,
                "--pwfile=" + passwordFile(),
                "--auth-host=scram-sha-256",
                "--auth-local=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums")));
    Files.move(staging, data(), StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.flush(directory);
  }

  private void requireVersion() throws IOException {
    String version = Files.readString(data().resolve("PG_VERSION")).strip();
    if (!version.equals("17")) {
      throw new StoreException(
          "store-version",
          data()
              + " was made by PostgreSQL "
              + version
              + ", this Kitward carries 17. Dump it with pg_dump of that version, and restore the"
              + " dump into the new data directory.");
    }
  }

  private void write(Path file, String content) throws IOException {
    PrivateFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    user.own(file);
  }
}
