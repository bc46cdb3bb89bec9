package io.kitward.lab.bench;

import io.kitward.lab.HostDifferences;
import io.kitward.lab.HostState;
import io.kitward.lab.LabException;
import io.kitward.lab.LabHost;
import io.kitward.lab.Mission;
import io.kitward.lab.Output;
import io.kitward.lab.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Deployments that meet trouble on the node. Each fault lasts while db1 is made a database, is then
 * mended, and the end must be as if nothing had happened: both services healthy, dpkg in order, no
 * file of ours half written, and after off-boarding nothing left behind.
 */
public final class Faults {

  private static final String EXPORTER = "prometheus-node-exporter";
  private static final long LONGEST_INSTALLATION_MILLIS = 12_000;
  private static final String STATE = "/var/lib/kitward-connector";

  /**
   * A fault.
   *
   * @param begin brings it about
   * @param during must come true while it lasts
   * @param end mends it
   */
  public record Fault(String name, String begin, During during, String end) {}

  /** What is waited for while a fault lasts. */
  public enum During {
    /** The exporter's installation fails, and says so. */
    FAILS,
    /** Everything works all the same. */
    WORKS,
    /** Nothing in particular. */
    NOTHING
  }

  /** The connector's unit sees mounts of its own. */
  private static final String IN_ITS_MOUNTS =
      "nsenter -m -t $(systemctl show -P MainPID kitward-connector)";

  private static final String SMALL_STATE =
      """
      systemctl stop kitward-connector
      cp -a STATE /root/state; mount -t tmpfs -o size=4m,mode=0700 state STATE; cp -a /root/state/. STATE/
      dd if=/dev/zero of=STATE/filler bs=4k 2>/dev/null || true
      systemctl start kitward-connector
      """
          .replace("STATE", STATE);
  private static final String WHOLE_STATE =
      """
      rm -f STATE/filler
      """
          .replace("STATE", STATE);
  private static final String SMALL_DPKG =
      """
      cp -a /var/lib/dpkg /root/dpkg; mount -t tmpfs -o size=24m dpkg /var/lib/dpkg; cp -a /root/dpkg/. /var/lib/dpkg/
      dd if=/dev/zero of=/var/lib/dpkg/filler bs=4k 2>/dev/null || true
      """;
  private static final String WHOLE_DPKG = "rm -f /var/lib/dpkg/filler";
  private static final String KILL_APT =
      """
      systemd-run --quiet --collect --unit=kill-apt sh -c 'until pgrep -x dpkg >/dev/null; do sleep 0.02; done; pkill -9 -x apt-get; pkill -9 -x dpkg'
      """;
  private static final String TOMORROW =
      """
      apt-get install -y -qq libfaketime >/dev/null
      mkdir -p /run/systemd/system/kitward-connector.service.d
      printf '[Service]\\nEnvironment=LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1 FAKETIME=+1d FAKETIME_DONT_FAKE_MONOTONIC=1\\n' >/run/systemd/system/kitward-connector.service.d/clock.conf
      systemctl daemon-reload; systemctl restart kitward-connector
      """;
  private static final String TODAY =
      """
      rm -r /run/systemd/system/kitward-connector.service.d; systemctl daemon-reload; systemctl restart kitward-connector
      """;

  /** The faults of the table; those of server and random kills are methods of their own. */
  public static final List<Fault> TABLE =
      List.of(
          new Fault("full disk: the connector's state", SMALL_STATE, During.NOTHING, WHOLE_STATE),
          new Fault("full disk: dpkg's database", SMALL_DPKG, During.FAILS, WHOLE_DPKG),
          new Fault(
              "repository down",
              "apt-get clean; echo 'Acquire::http::Proxy \"http://127.0.0.1:9\";' >/etc/apt/apt.conf.d/99fault",
              During.FAILS,
              "rm /etc/apt/apt.conf.d/99fault"),
          new Fault("apt and dpkg killed: half configured", KILL_APT, During.NOTHING, "true"),
          new Fault("clock one day ahead", TOMORROW, During.WORKS, TODAY),
          new Fault(
              "read-only /etc",
              IN_ITS_MOUNTS + " sh -euc 'mount --bind /etc /etc; mount -o remount,bind,ro /etc'",
              During.FAILS,
              IN_ITS_MOUNTS + " umount /etc"),
          new Fault(
              "no name resolution",
              "cp /etc/hosts /run/hosts.kept; sed -i /kitward/d /etc/hosts",
              During.NOTHING,
              "cat /run/hosts.kept >/etc/hosts"));

  private static final String UNDO =
      """
      for folder in STATE /var/lib/dpkg; do
        if mountpoint -q $folder; then
          systemctl stop kitward-connector
          rm -rf /root/moved; cp -a $folder /root/moved; umount $folder
          find $folder -mindepth 1 -delete; cp -a /root/moved/. $folder/; rm -rf /root/moved /root/state /root/dpkg
          systemctl start kitward-connector
        fi
      done
      """
          .replace("STATE", STATE);

  private final Stage stage;
  private final LabHost db1;
  private final Consumer<String> tell;

  /**
   * @param tell is told each line of the table
   */
  public Faults(Stage stage, Consumer<String> tell) {
    this.stage = stage;
    this.db1 = stage.mission().db1().host();
    this.tell = tell;
  }

  /** The whole table, and {@code kills} kills at random moments of an installation. */
  static List<Figure> measure(Stage stage, int kills) {
    var faults = new Faults(stage, line -> System.err.println(line));
    List<String> wrong = new ArrayList<>();
    for (Fault fault : TABLE) {
      faults.attempt(fault.name(), () -> faults.meet(fault), wrong);
    }
    faults.attempt("server away for the whole deployment", faults::serverAway, wrong);
    int tableWrong = wrong.size();
    List<String> killsWrong = new ArrayList<>();
    var random = new Random(20);
    for (int i = 1; i <= kills; i++) {
      long after = random.nextLong(LONGEST_INSTALLATION_MILLIS);
      faults.attempt(
          "kill %d of %d, %d ms after the tag".formatted(i, kills, after),
          () -> faults.kill(after),
          killsWrong);
    }
    return List.of(
        Figure.of("faults.table", "faults of the table", TABLE.size() + 1.0, "faults"),
        Figure.atMost("faults.table.wrong", "of them with a wrong end", tableWrong, "faults", 0),
        Figure.of("faults.kills", "kills at random moments of an installation", kills, "kills"),
        Figure.atMost(
            "faults.kills.wrong", "of them with a wrong end", killsWrong.size(), "kills", 0));
  }

  private void attempt(String name, Runnable fault, List<String> wrong) {
    try {
      fault.run();
      tell.accept("✓ " + name);
    } catch (LabException e) {
      wrong.add(name);
      tell.accept("✗ " + name + ": " + e.getMessage());
      run(UNDO);
    }
  }

  /** Has db1 made a database while the fault lasts; throws when the end is not as it must be. */
  public void meet(Fault fault) {
    HostState before = bare();
    run(fault.begin());
    boolean mended = false;
    try {
      stage.tag("database");
      switch (fault.during()) {
        case FAILS ->
            stage.await(
                fault.name() + ": a failure that is said",
                () ->
                    stage
                            .condition(Stage.DB1, Stage.EXPORTER, "Installed")
                            .path("status")
                            .asString("")
                            .equals("False")
                        || stage.mission().phase(Stage.DB1, Stage.EXPORTER).equals("failed"),
                Stage.DB1);
        case WORKS -> stage.awaitDatabase();
        case NOTHING -> pause(3_000);
      }
      run(fault.end());
      mended = true;
    } finally {
      if (!mended) {
        run(fault.end() + " || true");
      }
    }
    whole(fault.name(), before);
  }

  /** The server goes when the node begins to act, and comes back when all is done. */
  public void serverAway() {
    HostState before = bare();
    stage.tag("database");
    stage.await(
        "the exporter's record on db1",
        () -> db1.run("test", "-e", STATE + "/record/node-exporter.json").exit() == 0,
        Stage.DB1);
    stage.mission().server().stop();
    Mission.await(
        "the exporter, without a server",
        Stage.LIMIT,
        () -> Mission.open(db1, 9100),
        () -> db1.run("journalctl", "-u", "kitward-connector", "-n", "30", "--no-pager").stdout());
    stage.mission().server().start();
    whole("server away", before);
  }

  /** The connector is killed so long after db1 was made a database. */
  public void kill(long afterMillis) {
    HostState before = bare();
    stage.tag("database");
    pause(afterMillis);
    run("systemctl kill --kill-whom=main -s KILL kitward-connector");
    whole("kill", before);
  }

  private HostState bare() {
    stage.bare();
    return HostState.of(db1);
  }

  /** The end: everything works, nothing is half done; and after off-boarding nothing is left. */
  private void whole(String name, HostState before) {
    Mission.await(
        "the connector of db1",
        Stage.LIMIT,
        () -> db1.run("systemctl", "is-active", "--quiet", "kitward-connector").exit() == 0,
        () -> db1.run("systemctl", "status", "kitward-connector").stdout());
    stage.awaitDatabase();
    expect(name, "dpkg --audit", "");
    expect(name, "dpkg-query -W -f='${Status}' " + EXPORTER, "install ok installed");
    expect(name, "systemctl is-active " + EXPORTER, "active");
    expect(name, "systemctl is-enabled " + EXPORTER, "enabled");
    expect(name, "systemctl is-active kitward-connector", "active");
    expect(
        name,
        "find /etc /usr /var/lib /opt -xdev -name '*.kitward-*' -o -name '*.dpkg-new' | head",
        "");
    stage.strip();
    run(UNDO);
    stage.await("db1's session", () -> stage.isConnected(Stage.DB1), Stage.DB1);
    HostDifferences left = before.differences(HostState.of(db1));
    List<String> unexplained =
        left.unexplained().stream()
            .filter(line -> !line.contains("faketime") && !line.equals("~ /var/lib/dpkg"))
            .toList();
    if (!unexplained.isEmpty()) {
      throw new LabException(name + " left behind: " + unexplained);
    }
  }

  private void expect(String name, String command, String expected) {
    Output output = db1.run("sh", "-c", command);
    if (!output.stdout().strip().equals(expected)) {
      throw new LabException(
          name
              + ": '"
              + command
              + "' says '"
              + output.stdout().strip()
              + "', not '"
              + expected
              + "'");
    }
  }

  private void run(String script) {
    db1.run("sh", "-euc", script).orThrow("running on db1: " + script);
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while a fault lasted", e);
    }
  }
}
