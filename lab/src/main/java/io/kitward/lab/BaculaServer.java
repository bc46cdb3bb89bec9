package io.kitward.lab;

import java.time.Duration;
import java.util.List;

/**
 * Debian's Bacula on a host named {@code bac}: director with its catalogue in SQLite, and a storage
 * daemon that writes to a folder. One client and its job are a person's. Thread-safe.
 */
public final class BaculaServer {

  /** The layer that has all of it. */
  public static final String LAYER = "bacula";

  /** How the director calls itself. */
  public static final String DIRECTOR = "bac.lab-dir";

  /** A client and a job that a person configured. */
  public static final String PERSONS_CLIENT = "person.lab-fd";

  public static final String PERSONS_JOB = "person-nightly";

  private static final Duration ANSWER = Duration.ofSeconds(30);

  /**
   * As packaged but for names, addresses and the folder: those of the package are of the machine
   * that it was installed on, localhost, and a folder that does not exist.
   */
  private static final String SETUP =
      """
      address=$1
      cd /etc/bacula
      [ ! -e /srv/bacula ] || exit 0
      old=$(sed -n 's/^ *Name = \\(.*\\)-dir$/\\1/p' bacula-dir.conf | head -1)
      sed -i "s/$old/bac.lab/g" bacula-dir.conf bacula-sd.conf bconsole.conf
      sed -i "s/Address = localhost  .*/Address = $address/; s|File = /usr/sbin|File = /etc/apt|" bacula-dir.conf
      sed -i "s|/nonexistant/path/to/file/archive/dir|/srv/bacula|; s/SDAddress = 127.0.0.1/SDAddress = $address/" bacula-dir.conf bacula-sd.conf
      cat >>bacula-dir.conf <<PERSON
      Client {
        Name = person.lab-fd
        Address = 192.0.2.1
        Catalog = MyCatalog
        Password = "a person's own"
      }
      Job {
        Name = "person-nightly"
        JobDefs = "DefaultJob"
        Client = person.lab-fd
      }
      PERSON
      install -d -o bacula -g bacula /srv/bacula
      systemctl restart bacula-sd bacula-director
      """;

  private final LabHost host;

  private BaculaServer(LabHost host) {
    this.host = host;
  }

  /** Sets it up and starts it; the second time it is there. */
  public static BaculaServer start(Lab lab) {
    lab.prepare(LAYER);
    var server = new BaculaServer(lab.host("bac", LAYER));
    server
        .host
        .run("sh", "-euc", SETUP, "sh", server.host.address())
        .orThrow("setting up Bacula's director");
    Mission.await(
        "the director's answer",
        ANSWER,
        () -> server.ask(".clients").contains(PERSONS_CLIENT),
        () -> server.host.run("journalctl", "-u", "bacula-director", "--no-pager").stdout());
    return server;
  }

  /** The host that it runs on. */
  public LabHost host() {
    return host;
  }

  /** What the director answers to commands, each on a line of its own in it too. */
  public String ask(String... commands) {
    String lines = String.join("\n", commands) + "\nquit\n";
    return host.run("sh", "-c", "printf '%s' \"$1\" | timeout 30 bconsole -n", "sh", lines)
        .stdout();
  }

  /** The names of its clients. */
  public List<String> clients() {
    return names(".clients");
  }

  /** The names of its jobs. */
  public List<String> jobs() {
    return names(".jobs");
  }

  private List<String> names(String command) {
    return ask(command)
        .lines()
        .dropWhile(line -> !line.equals(command))
        .skip(1)
        .takeWhile(line -> !line.equals("quit"))
        .toList();
  }

  /** The process that is the director. */
  public String process() {
    return host.run("pidof", "bacula-dir").stdout().strip();
  }
}
