package io.kitward.connector.host.debian;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a Linux machine says of itself. */
final class LinuxFacts {

  private LinuxFacts() {}

  /** Reads the facts; one that cannot be read is left out. */
  static Map<String, String> read() {
    var facts = new TreeMap<String, String>();
    var release = release();
    String name = release.getOrDefault("ID", "linux");
    put(facts, "os.name", capital(name));
    String family = PackageSystem.family(release);
    String like = release.getOrDefault("ID_LIKE", name).split(" ", -1)[0];
    put(facts, "os.family", family.isEmpty() ? capital(like.isEmpty() ? name : like) : family);
    put(facts, "os.codename", release.getOrDefault("VERSION_CODENAME", ""));
    put(facts, "os.release", release.getOrDefault("VERSION_ID", ""));
    put(facts, "os.arch", architecture());
    put(facts, "kernel", text("/proc/sys/kernel/osrelease"));
    put(facts, "hostname", text("/proc/sys/kernel/hostname"));
    put(facts, "ip", address());
    put(facts, "machine.id", machine());
    put(facts, "memory.bytes", memory());
    var virtual = Command.run(Duration.ofSeconds(5), List.of("systemd-detect-virt"));
    put(facts, "virtual", virtual.lastLine().equals("none") ? "physical" : virtual.lastLine());
    return facts;
  }

  /**
   * A digest that tells this machine from its copies: of systemd's identity, which a careful copy
   * changes, and the hardware's, which a virtual machine's copy has anew.
   */
  private static String machine() {
    String own = text("/etc/machine-id").strip();
    if (!own.matches("[0-9a-f]{32}")) {
      return "";
    }
    String hardware = text("/sys/class/dmi/id/product_uuid").strip();
    return io.kitward.protocol.Payload.sha256(own + ":" + hardware).substring(0, 32);
  }

  private static void put(Map<String, String> facts, String key, String value) {
    if (!value.isBlank()) {
      facts.put(key, value);
    }
  }

  private static String capital(String word) {
    return word.isEmpty()
        ? ""
        : word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "");
    return name.equals("aarch64") ? "arm64" : name;
  }

  static Map<String, String> release() {
    var values = new HashMap<String, String>();
    for (String line : text("/etc/os-release").lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", "").strip());
      }
    }
    return values;
  }

  private static String memory() {
    return text("/proc/meminfo")
        .lines()
        .filter(line -> line.startsWith("MemTotal:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .map(kibibytes -> Long.toString(Long.parseLong(kibibytes) * 1024))
        .findFirst()
        .orElse("");
  }

  private static String address() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LinuxFacts::usable)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(one -> one instanceof Inet4Address && !one.isLinkLocalAddress())
          .map(java.net.InetAddress::getHostAddress)
          .findFirst()
          .orElse("");
    } catch (SocketException e) {
      return "";
    }
  }

  private static boolean usable(NetworkInterface one) {
    try {
      return one.isUp() && !one.isLoopback();
    } catch (SocketException e) {
      return false;
    }
  }

  private static String text(String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
