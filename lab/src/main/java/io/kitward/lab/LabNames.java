package io.kitward.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * In a process that has a lab, the names of its hosts lead to them, so that a certificate for such
 * a name is checked as everywhere else. All other names are the machine's own business.
 */
public final class LabNames extends InetAddressResolverProvider {

  private static final Map<String, String> ADDRESSES = new ConcurrentHashMap<>();

  /** From now on this name leads to this IP address. */
  static void say(String name, String address) {
    ADDRESSES.put(name, address);
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Resolver(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "the lab's hosts";
  }

  private record Resolver(InetAddressResolver machine) implements InetAddressResolver {

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      Optional<String> address = Optional.ofNullable(ADDRESSES.get(host));
      return address.isPresent()
          ? Stream.of(
              InetAddress.getByAddress(host, InetAddress.ofLiteral(address.get()).getAddress()))
          : machine.lookupByName(host, policy);
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      return machine.lookupByAddress(address);
    }
  }
}
