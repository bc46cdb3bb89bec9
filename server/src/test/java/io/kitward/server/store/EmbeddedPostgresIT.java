package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private Path directory;

  @BeforeEach
  void directory() throws IOException {
    directory = TestPostgres.directory();
  }

  @AfterEach
  void delete() throws IOException {
    TestPostgres.delete(directory);
  }

  @Test
  void whatWasCommittedIsThereAfterACleanRestart() throws SQLException {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      execute(postgres, "CREATE TABLE note AS SELECT 1 AS id");
    }
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      assertThat(count(postgres, "note")).isEqualTo(1);
    }
  }

  @Test
  void closingLeavesNoProcessAndASecondCloseDoesNothing() {
    EmbeddedPostgres postgres = TestPostgres.start(directory);
    ProcessHandle postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
    postgres.close();
    postgres.close();
    assertThat(postmaster.isAlive()).isFalse();
    assertThat(processesOn(postgres.data())).isEmpty();
    assertThat(postgres.data().resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void everythingBelongsToTheUnprivilegedUserAndIsClosedToOthers() throws IOException {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory);
        Stream<Path> paths = Files.walk(directory, 2)) {
      Object owner = Files.getAttribute(postgres.data(), "unix:uid");
      assertThat(owner).isNotEqualTo(0);
      assertThat(Files.getAttribute(Path.of("/proc", Long.toString(postgres.pid())), "unix:uid"))
          .isEqualTo(owner);
      for (Path path :
          List.of(directory, postgres.data(), directory.resolve("log"), TestPostgres.binaries())) {
        assertThat(permissions(path)).as("%s", path).isEqualTo("rwx------");
      }
      assertThat(permissions(directory.resolve("password"))).isEqualTo("rw-------");
      assertThat(paths.filter(Files::isRegularFile).filter(EmbeddedPostgresIT::opensToOthers))
          .isEmpty();
    }
  }

  @Test
  void aWrongPasswordAndNoPasswordAreRefused() {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres";
      assertThatThrownBy(() -> DriverManager.getConnection(url, "kitward", "guess"))
          .hasMessageContaining("password authentication failed");
      assertThatThrownBy(() -> DriverManager.getConnection(url, "kitward", null))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> DriverManager.getConnection(url, "postgres", "postgres"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  void anotherLocalUserReadsNeitherPasswordNorData() throws Exception {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      assertThat(exitAsNobody("cat", directory.resolve("password").toString())).isNotZero();
      assertThat(exitAsNobody("ls", postgres.data().toString())).isNotZero();
      assertThat(exitAsNobody("ls", directory.toString())).isNotZero();
      assertThat(exitAsNobody("test", "-d", String.valueOf(directory.getParent()))).isZero();
    }
  }

  @Test
  void rootIsRefusedWithTheWayOut() {
    if (TestPostgres.account().isPresent()) {
      assertThatThrownBy(
              () ->
                  EmbeddedPostgres.open(
                      directory, TestPostgres.binaries(), Optional.empty(), new SecureRandom()))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo("store-as-root"))
          .hasMessageContaining("unprivileged system user");
    }
    assertThatThrownBy(
            () ->
                EmbeddedPostgres.open(
                    directory, TestPostgres.binaries(), Optional.of("root"), new SecureRandom()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("root");
  }

  @Test
  void aSecondServerOnTheDirectoryIsRefusedAndTheFirstGoesOn() throws SQLException {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> TestPostgres.start(directory))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.code()).isEqualTo("store-locked"))
            .hasMessageContaining(directory.toString());
      }
      assertThat(count(postgres, "pg_database")).isPositive();
    }
  }

  @Test
  void anotherProcessOnTheDirectoryIsRefused() throws Exception {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      Process other = otherServer();
      String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(other.waitFor()).isEqualTo(1);
      assertThat(output)
          .contains("in use by another Kitward server")
          .contains(Long.toString(ProcessHandle.current().pid()));
      assertThat(count(postgres, "pg_database")).isPositive();
    }
  }

  @Test
  void whatAKilledServerLeftRunningIsStoppedAndItsCommitsAreThere() throws Exception {
    Process other = otherServer();
    String ready = other.inputReader().readLine();
    assertThat(ready).startsWith("ready ");
    ProcessHandle orphan =
        ProcessHandle.of(Long.parseLong(ready.substring("ready ".length()))).orElseThrow();
    other.destroyForcibly().waitFor();
    assertThat(processesOn(directory.resolve("data"))).contains(orphan);
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      assertThat(processesOn(postgres.data()))
          .doesNotContain(orphan); // dead, though perhaps not reaped
      assertThat(postgres.pid()).isNotEqualTo(orphan.pid());
      assertThat(count(postgres, "note")).isEqualTo(1);
    }
  }

  @Test
  void aStrangerWithTheOldProcessIdIsLeftAlone() throws Exception {
    Path pidFile;
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      pidFile = postgres.data().resolve("postmaster.pid");
    }
    Process stranger = asAccount("sleep", "600").start();
    try {
      Files.writeString(
          pidFile, stranger.pid() + "\n" + pidFile.getParent() + "\n0\n0\n\n127.0.0.1\n\nready\n");
      try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
        assertThat(count(postgres, "pg_database")).isPositive();
        assertThat(stranger.isAlive()).isTrue();
      }
    } finally {
      stranger.destroyForcibly().waitFor();
    }
  }

  @Test
  void aKilledPostmasterIsStartedAgainWithItsCommits() throws SQLException {
    try (Store store = Store.open(TestPostgres.config(directory), new SecureRandom())) {
      EmbeddedPostgres postgres = store.embedded().orElseThrow();
      List<String> told = new CopyOnWriteArrayList<>();
      postgres.listen(
          new PostgresListener() {
            @Override
            public void stopped(int exitCode) {
              told.add("stopped " + exitCode);
            }

            @Override
            public void started() {
              told.add("started");
            }
          });
      store.change(handle -> handle.execute("CREATE TABLE note (id integer PRIMARY KEY)"));
      AtomicInteger answered = new AtomicInteger();
      for (int kill = 0; kill < 3; kill++) {
        int killed = kill;
        for (int i = 0; i < 20; i++) {
          store.change(
              handle -> handle.execute("INSERT INTO note VALUES (?)", answered.incrementAndGet()));
        }
        ProcessHandle.of(postgres.pid()).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> told.size() == 2 * killed + 2);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> store.epoch() == 1);
        assertThat(
                store.<Integer, RuntimeException>read(
                    handle ->
                        handle.select("SELECT count(*) FROM note").mapTo(Integer.class).one()))
            .isEqualTo(answered.get());
      }
      assertThat(told).startsWith("stopped 137", "started", "stopped 137", "started");
    }
    assertThat(processesOn(directory.resolve("data"))).isEmpty();
  }

  @Test
  void anInterruptedFirstStartIsMadeAnew() throws IOException, SQLException {
    Files.createDirectories(directory.resolve("data.new/half"));
    TestPostgres.own(directory);
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      assertThat(count(postgres, "pg_database")).isPositive();
    }
    assertThat(directory.resolve("data.new")).doesNotExist();
  }

  @Test
  void aDirectoryOfAnotherVersionIsRefusedUntouched() throws IOException {
    try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
      Files.writeString(postgres.data().resolve("PG_VERSION"), "16\n");
    }
    assertThatThrownBy(() -> TestPostgres.start(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("pg_dump");
  }

  @Test
  void aLostPasswordIsSaidAndNotReplaced() throws IOException {
    TestPostgres.start(directory).close();
    Files.delete(directory.resolve("password"));
    assertThatThrownBy(() -> TestPostgres.start(directory))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("password");
    assertThat(directory.resolve("password")).doesNotExist();
  }

  private Process otherServer() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherServer.class.getName(),
            directory.toString())
        .redirectErrorStream(true)
        .start();
  }

  private static ProcessBuilder asAccount(String... command) {
    return new ProcessBuilder(
        TestPostgres.account()
            .map(SystemUser::named)
            .orElseGet(SystemUser::current)
            .command(List.of(command)));
  }

  private static int exitAsNobody(String... command) throws Exception {
    List<String> whole =
        TestPostgres.account().isPresent()
            ? SystemUser.named("nobody").command(List.of(command))
            : List.of("false");
    return new ProcessBuilder(whole)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static List<ProcessHandle> processesOn(Path data) {
    SystemUser user = TestPostgres.account().map(SystemUser::named).orElseGet(SystemUser::current);
    return new PostgresProcesses(new PostgresBinaries(Path.of("/")), data, user).living();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean opensToOthers(Path path) {
    try {
      return !path.getFileName().toString().equals("start.log")
          && Files.getPosixFilePermissions(path).stream()
              .anyMatch(
                  Set.of(
                          PosixFilePermission.OTHERS_READ,
                          PosixFilePermission.OTHERS_WRITE,
                          PosixFilePermission.GROUP_READ)
                      ::contains);
    } catch (IOException e) {
      return true;
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.dataSource("postgres").getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(EmbeddedPostgres postgres, String table) throws SQLException {
    try (Connection connection = postgres.dataSource("postgres").getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
