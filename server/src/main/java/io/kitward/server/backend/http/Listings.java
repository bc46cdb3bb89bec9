package io.kitward.server.backend.http;

import io.kitward.policy.HttpConsole;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.SeenHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Reads the records of a console. Pure. */
final class Listings {

  private Listings() {}

  /**
   * The records; those without a name are none of hosts, and left out.
   *
   * @throws ConsoleException when a record of Kitward's has no name or id, in words
   */
  static List<SeenHost> read(HttpConsole.Listing listing, List<Pointer.Item> items)
      throws ConsoleException {
    var hosts = new ArrayList<SeenHost>();
    for (Pointer.Item item : items) {
      Optional<UUID> node = item.text(listing.mark()).flatMap(Listings::node);
      Optional<String> id = item.text(listing.id()).filter(text -> !text.isEmpty());
      Optional<String> name = item.text(listing.name()).filter(text -> !text.isEmpty());
      if (id.isPresent() && name.isPresent()) {
        hosts.add(host(listing, item, id.get(), name.get(), node));
      } else if (node.isPresent()) {
        throw new ConsoleException(
            "observe: a record has the mark "
                + node.get()
                + " and nothing at "
                + (id.isEmpty() ? listing.id() : listing.name())
                + ", where the Backend document says that its "
                + (id.isEmpty() ? "id" : "name")
                + " is");
      }
    }
    return hosts;
  }

  private static SeenHost host(
      HttpConsole.Listing listing, Pointer.Item item, String id, String name, Optional<UUID> node) {
    String address = item.text(listing.address()).orElse("");
    if (node.isEmpty()) {
      return SeenHost.stranger(id, name, address);
    }
    var labels = new TreeMap<String, String>();
    String digest = item.text(listing.digest()).orElse("");
    if (!digest.isEmpty()) {
      labels.putAll(Map.of(HttpForm.DIGEST, digest));
    }
    return new SeenHost(
        id,
        node,
        name,
        address,
        new TreeSet<>(),
        new TreeSet<>(),
        labels,
        new TreeMap<>(),
        new TreeMap<>(),
        !digest.equals(HttpConsole.DISABLED));
  }

  /** A mark that is none is something of other people's. */
  static Optional<UUID> node(String text) {
    try {
      return Optional.of(UUID.fromString(text)).filter(it -> it.toString().equalsIgnoreCase(text));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }
}
