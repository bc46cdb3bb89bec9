package io.kitward.selector;

import java.util.Comparator;
import java.util.Optional;

/**
 * A range of IPv4 or IPv6 addresses in CIDR notation: {@code 10.2.0.0/16}, {@code 2001:db8::/32}.
 * Addresses of the other family are never in it.
 */
public final class Network implements Comparable<Network> {
  private static final Comparator<Network> ORDER =
      Comparator.comparing((Network network) -> network.first.six())
          .thenComparing(
              (left, right) -> Long.compareUnsigned(left.first.high(), right.first.high()))
          .thenComparing((left, right) -> Long.compareUnsigned(left.first.low(), right.first.low()))
          .thenComparingInt(network -> network.length);

  private final IpAddress first;
  private final int length;

  private Network(IpAddress first, int length) {
    this.first = first;
    this.length = length;
  }

  /** Why a text is no network, and what to write instead if that is known. */
  record Refusal(String message, Optional<String> instead) {}

  /**
   * Reads an address with a prefix length, or an address alone, which is the network of just that
   * address.
   *
   * @throws IllegalArgumentException when it is neither, or has bits beyond its prefix
   */
  public static Network parse(String text) {
    refusal(text)
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal.message());
            });
    return read(text).orElseThrow();
  }

  /** Whether a text is meant as a network: digits, dots and colons before a slash. */
  static boolean looksLikeOne(String text) {
    int slash = text.indexOf('/');
    if (slash < 1) {
      return false;
    }
    String address = text.substring(0, slash);
    return address.indexOf(':') >= 0
        ? IpAddress.parseAsWritten(address).isPresent()
        : address.indexOf('.') > 0
            && address.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  static Optional<Refusal> refusal(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    Optional<IpAddress> parsed = IpAddress.parseAsWritten(address);
    if (parsed.isEmpty()) {
      return Optional.of(new Refusal("this is not an IP address", Optional.empty()));
    }
    int bits = parsed.get().six() ? 128 : 32;
    if (slash >= 0 && prefix(text.substring(slash + 1), bits) < 0) {
      String message = "the prefix of this network is not a number from 0 to " + bits;
      return Optional.of(new Refusal(message, Optional.empty()));
    }
    Network network = read(text).orElseThrow();
    IpAddress masked = network.masked(network.first);
    if (!masked.equals(network.first)) {
      Network meant = new Network(masked, network.length);
      String message = "this is an address inside a network, not the network";
      return Optional.of(new Refusal(message, Optional.of(meant.toString())));
    }
    return Optional.empty();
  }

  private static Optional<Network> read(String text) {
    int slash = text.indexOf('/');
    return IpAddress.parseAsWritten(slash < 0 ? text : text.substring(0, slash))
        .map(
            address -> {
              int bits = address.six() ? 128 : 32;
              int length = slash < 0 ? bits : prefix(text.substring(slash + 1), bits);
              return address.isMapped() && length >= 96
                  ? new Network(address.unmapped(), length - 96)
                  : new Network(address, length);
            });
  }

  /** -1 when it is not a number up to the limit. */
  private static int prefix(String text, int limit) {
    boolean digits = !text.isEmpty() && text.length() <= 3;
    int length =
        digits && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : -1;
    return length > limit ? -1 : length;
  }

  boolean contains(IpAddress address) {
    return address.six() == first.six() && masked(address).equals(first);
  }

  /** Whether the text is an address in this network. */
  public boolean contains(String address) {
    return IpAddress.parse(address).map(this::contains).orElse(false);
  }

  private IpAddress masked(IpAddress address) {
    return address.six()
        ? new IpAddress(
            true, address.high() & mask(length), address.low() & mask(length - Long.SIZE))
        : new IpAddress(false, 0, address.low() & mask(length + 32) & 0xFFFF_FFFFL);
  }

  /** The upper bits of 64 set, as many as asked for. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
  }

  @Override
  public int compareTo(Network other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network network
        && first.equals(network.first)
        && length == network.length;
  }

  @Override
  public int hashCode() {
    return 31 * first.hashCode() + length;
  }

  /** The canonical text, always with its prefix length. */
  @Override
  public String toString() {
    return first + "/" + length;
  }
}
