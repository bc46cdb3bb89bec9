package io.kitward.lab.bench;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.desired.WantedHost;
import java.util.List;

/**
 * A real console in which hosts are registered by Kitward's driver, and by a bare client that sends
 * the same and nothing else. For one thread.
 */
public sealed interface MeasuredConsole extends AutoCloseable permits IcingaConsole, ZabbixConsole {

  /** Stands before the name of each host that the bare client makes. */
  String BARE = "bare-";

  /** The console's kind, as figures are named by it. */
  String kind();

  Driver driver();

  /** How many requests of the driver changed nothing so far. */
  long reads();

  /** How many changed something, or could have. */
  long writes();

  /** A host with one service; the same for the same number. */
  WantedHost host(int number);

  /** Has both clients speak to the console once, so that none pays for beginning. */
  void warmUp() throws ConsoleException, InterruptedException;

  /** Registers hosts as the driver does, without any look at what is there. */
  void bare(List<WantedHost> hosts);

  /** The most requests that a look at so many records may take. */
  long looks(int records);

  @Override
  void close();
}
