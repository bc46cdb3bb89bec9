package io.kitward.lab.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The servers of an invented company, drawn from a seed: the same seed and size give the same
 * servers.
 */
public record Estate(List<Server> servers) {

  /** The data centres. */
  public static final List<String> DATACENTERS = List.of("fra1", "ams2", "waw1");

  private static final List<Share> ROLES =
      List.of(
          new Share("web", 30),
          new Share("app", 26),
          new Share("database", 16),
          new Share("cache", 12),
          new Share("proxy", 8),
          new Share("queue", 5),
          new Share("logs", 3));
  private static final List<Share> ENVIRONMENTS =
      List.of(new Share("production", 60), new Share("staging", 25), new Share("test", 15));
  private static final List<Share> PLACES =
      List.of(
          new Share(DATACENTERS.get(0), 50),
          new Share(DATACENTERS.get(1), 30),
          new Share(DATACENTERS.get(2), 20));
  private static final List<Share> RELEASES = List.of(new Share("12", 85), new Share("11", 15));

  private record Share(String value, int percent) {}

  /**
   * One server.
   *
   * @param tags what Puppet would say of it
   * @param release of its Debian
   */
  public record Server(String certname, List<String> tags, String release) {

    /** What it says of itself. */
    public Map<String, String> facts() {
      return Map.of("os.release", release);
    }
  }

  /** Draws servers. */
  public static Estate draw(int size, long seed) {
    RandomGenerator random = new Random(seed);
    List<Server> servers = new ArrayList<>();
    for (int number = 1; number <= size; number++) {
      String role = pick(ROLES, random);
      String environment = pick(ENVIRONMENTS, random);
      String place = pick(PLACES, random);
      String release = pick(RELEASES, random);
      List<String> tags =
          new ArrayList<>(
              List.of(
                  "role=" + role,
                  "environment=" + environment,
                  "datacenter=" + place,
                  "os=debian-" + release));
      if (role.equals("database") && environment.equals("production")) {
        tags.add("backup");
      }
      servers.add(
          new Server(
              "%s-%04d.%s.example".formatted(role, number, place), List.copyOf(tags), release));
    }
    return new Estate(List.copyOf(servers));
  }

  private static String pick(List<Share> shares, RandomGenerator random) {
    int at = random.nextInt(100);
    for (Share share : shares) {
      at -= share.percent();
      if (at < 0) {
        return share.value();
      }
    }
    throw new IllegalStateException("shares that make no hundred: " + shares);
  }
}
