package io.kitward.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as a number. Read from its usual texts (RFC 4291) without asking any name
 * service; an IPv6 address's zone ({@code %eth0}) is left out, and an IPv4 address inside an IPv6
 * one ({@code ::ffff:10.0.0.1}) is that IPv4 address.
 *
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits, or an IPv4 address's 32
 */
record IpAddress(boolean six, long high, long low) {
  private static final int GROUPS = 8;

  static Optional<IpAddress> parse(String text) {
    if (text.indexOf(':') < 0) {
      return parseFour(text).map(bits -> new IpAddress(false, 0, bits));
    }
    int zone = text.indexOf('%');
    return parseSix(zone < 0 ? text : text.substring(0, zone)).map(IpAddress::unmapped);
  }

  /** The same with an IPv4 address inside left as it stands; for networks. */
  static Optional<IpAddress> parseAsWritten(String text) {
    return text.indexOf(':') < 0 ? parse(text) : parseSix(text);
  }

  boolean isMapped() {
    return six && high == 0 && low >>> 32 == 0xFFFF;
  }

  IpAddress unmapped() {
    return isMapped() ? new IpAddress(false, 0, low & 0xFFFF_FFFFL) : this;
  }

  /** Four decimal numbers up to 255 without leading zeros. */
  private static Optional<Long> parseFour(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    long bits = 0;
    for (String part : parts) {
      boolean digits = !part.isEmpty() && part.length() <= 3 && onlyDigits(part);
      if (!digits || (part.length() > 1 && part.charAt(0) == '0') || Integer.parseInt(part) > 255) {
        return Optional.empty();
      }
      bits = bits << 8 | Integer.parseInt(part);
    }
    return Optional.of(bits);
  }

  private static Optional<IpAddress> parseSix(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text).filter(groups -> groups.size() == GROUPS).map(IpAddress::of);
    }
    Optional<List<Integer>> front = groups(text.substring(0, gap));
    Optional<List<Integer>> back = groups(text.substring(gap + 2));
    if (front.isEmpty() || back.isEmpty() || text.substring(0, gap).indexOf('.') >= 0) {
      return Optional.empty();
    }
    List<Integer> all = new ArrayList<>(front.get());
    int missing = GROUPS - all.size() - back.get().size();
    if (missing < 1) {
      return Optional.empty();
    }
    for (int i = 0; i < missing; i++) {
      all.add(0);
    }
    all.addAll(back.get());
    return Optional.of(of(all));
  }

  private static IpAddress of(List<Integer> groups) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < GROUPS; i++) {
      if (i < GROUPS / 2) {
        high = high << 16 | groups.get(i);
      } else {
        low = low << 16 | groups.get(i);
      }
    }
    return new IpAddress(true, high, low);
  }

  /** Groups of 16 bits, joined by colons; the last may be an IPv4 address. */
  private static Optional<List<Integer>> groups(String text) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return Optional.of(groups);
    }
    String[] parts = text.split(":", GROUPS + 2);
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        Optional<Long> four = parseFour(parts[i]);
        if (four.isEmpty()) {
          return Optional.empty();
        }
        groups.add((int) (four.get() >>> 16));
        groups.add((int) (four.get() & 0xFFFF));
      } else if (parts[i].isEmpty() || parts[i].length() > 4 || !onlyHex(parts[i])) {
        return Optional.empty();
      } else {
        groups.add(Integer.parseInt(parts[i], 16));
      }
    }
    return groups.size() > GROUPS ? Optional.empty() : Optional.of(groups);
  }

  private static boolean onlyDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean onlyHex(String text) {
    return text.chars()
        .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
  }

  /** The canonical text: dotted decimal, or that of RFC 5952. */
  @Override
  public String toString() {
    return six ? IpAddressText.six(high, low) : IpAddressText.four(low);
  }
}
