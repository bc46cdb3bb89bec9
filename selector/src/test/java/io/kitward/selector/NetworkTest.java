package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest(name = "{0} has {1}: {2}")
  @CsvSource({
    "10.2.0.0/16, 10.2.255.255, true",
    "10.2.0.0/16, 10.3.0.0, false",
    "10.2.0.0/16, 10.1.255.255, false",
    "10.2.0.0/16, ::ffff:10.2.0.1, true",
    "10.2.0.0/16, ::10.2.0.1, false",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 10.0.0.1, false",
    "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "10.2.3.4, 10.2.3.4, true",
    "10.2.3.4/31, 10.2.3.5, true",
    "10.2.3.4/31, 10.2.3.6, false",
    "2001:db8::/32, 2001:DB8:1::2, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8:0:8000::/49, 2001:db8:0:8001::, true",
    "fe80::/10, fe80::1%eth0, true",
    "2001:db8::8/125, 2001:db8::f, true",
    "2001:db8::8/125, 2001:db8::7, false",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "10.0.0.0/8, 010.0.0.1, false",
    "10.0.0.0/8, 10.0.0.1/8, false",
    "10.0.0.0/8, 10.0.0, false",
  })
  void anAddressIsInANetworkByItsFirstBits(String network, String address, boolean expected) {
    assertThat(Network.parse(network).contains(address)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "10.2.3.4, 10.2.3.4/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:0DB8:0:0::/32, 2001:db8::/32",
    "::, ::/128",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3/128",
    "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7/128",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "1::8:0:0, 1::8:0:0/128",
  })
  void aNetworkHasOneText(String text, String canonical) {
    assertThat(Network.parse(text)).hasToString(canonical).isEqualTo(Network.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08x",
        "10.0.0.1/8",
        "::/129",
        "::1/64",
        ":::/8",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        "::1.2.3",
        "1.2.3.4::",
        "10.0.0.256",
        "10.0.0.0/8/8",
        "localhost",
        "::%1"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void addressesAreReadAsThePlatformReadsThem(long seed) throws UnknownHostException {
    Random random = new Random(seed);
    for (int round = 0; round < 5000; round++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) > 0 ? 0 : bytes[i];
      }
      InetAddress address = InetAddress.getByAddress(bytes);
      IpAddress read = IpAddress.parse(address.getHostAddress()).orElseThrow();
      BigInteger number =
          new BigInteger(Long.toUnsignedString(read.high()))
              .shiftLeft(64)
              .or(new BigInteger(Long.toUnsignedString(read.low())));
      assertThat(number).isEqualTo(new BigInteger(1, address.getAddress()));
      assertThat(InetAddress.ofLiteral(read.toString())).isEqualTo(address);
      assertThat(IpAddress.parse(read.toString())).contains(read);
    }
  }

  @Test
  void aRefusalNamesTheNetworkThatWasProbablyMeant() {
    assertThat(Network.refusal("10.2.3.4/16").orElseThrow().instead()).contains("10.2.0.0/16");
    assertThat(Network.refusal("2001:db8::1/32").orElseThrow().instead()).contains("2001:db8::/32");
    assertThat(Network.refusal("10.2.3.4/99").orElseThrow().instead()).isEmpty();
  }
}
