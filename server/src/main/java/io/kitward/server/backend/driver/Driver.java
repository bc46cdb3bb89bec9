package io.kitward.server.backend.driver;

import io.kitward.server.backend.Sighting;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Speaks to one console. It translates and decides nothing: what to change comes from {@link
 * HostDifference}. For one thread at a time, and one server at a time: {@link
 * io.kitward.server.backend.HostConsoles} holds a lease. Two that make one record at the same
 * moment leave twins in Zabbix, which the next look heals, and damage Icinga's files.
 *
 * <p>All calls are level-triggered: done twice they leave what one leaves. A console's limits
 * (sizes of batches, what must not run side by side) are the driver's business.
 */
public interface Driver extends HostForm, AutoCloseable {

  /** Ends its connections, if it keeps any. */
  @Override
  default void close() {}

  /**
   * Every record of the console: Kitward's whole, strangers with id, name and address. A bounded
   * number of calls for a thousand records, none that changes anything.
   */
  List<SeenHost> observe() throws ConsoleException, InterruptedException;

  /**
   * The records that carry the mark of one of these, or its name. Cost follows their number, not
   * the console's.
   */
  List<SeenHost> observe(Collection<WantedHost> hosts)
      throws ConsoleException, InterruptedException;

  /**
   * Carries out changes, in the console's batches.
   *
   * @return the changes that the console refused, each with its own words; the others are done
   */
  Map<HostChange, String> apply(List<HostChange> changes)
      throws ConsoleException, InterruptedException;

  /**
   * The newest data of each instance on these hosts. An instance that the console does not know is
   * left out.
   */
  Map<UUID, Sighting.Target> prove(Collection<WantedHost> hosts)
      throws ConsoleException, InterruptedException;

  /**
   * Asks the console to fetch the data of these hosts now instead of at its next turn, where it can
   * be asked; harmless when repeated.
   */
  void hurry(Collection<WantedHost> hosts) throws ConsoleException, InterruptedException;

  /**
   * Has exactly these hosts in maintenance, which makes no alarms: looks first, then makes, moves
   * and ends Kitward's own maintenances where one differs. Those of people are never touched. Hosts
   * that the console does not have are passed over. A driver for consoles without maintenances does
   * nothing, as this does.
   *
   * @param until the end of each, in whole seconds
   * @throws ConsoleException when any of it could not be done; the rest is
   */
  default void maintain(Map<WantedHost, Instant> until)
      throws ConsoleException, InterruptedException {}
}
