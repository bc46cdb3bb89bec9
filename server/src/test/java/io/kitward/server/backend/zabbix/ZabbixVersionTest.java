package io.kitward.server.backend.zabbix;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZabbixVersionTest {

  @ParameterizedTest
  @CsvSource({
    "5.4.12, true, false, false",
    "6.0.14, false, true, false",
    "6.4.0rc1, false, false, false",
    "7.0.3, false, false, true",
    "7.2, false, false, true"
  })
  void aVersionSaysWhatHoldsOfIt(String text, boolean tooOld, boolean proven, boolean bearer) {
    ZabbixVersion version = ZabbixVersion.parse(text).orElseThrow();

    assertThat(version.tooOld()).isEqualTo(tooOld);
    assertThat(version.proven()).isEqualTo(proven);
    assertThat(version.bearer()).isEqualTo(bearer);
  }

  @Test
  void whatIsNoVersionIsNone() {
    assertThat(ZabbixVersion.parse("")).isEmpty();
    assertThat(ZabbixVersion.parse("six")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://z/api_jsonrpc.php, http://z/api_jsonrpc.php",
    "https://z/zabbix/, https://z/zabbix/api_jsonrpc.php",
    "https://z, https://z/api_jsonrpc.php"
  })
  void theAddressOfTheFrontEndWillDo(URI written, URI asked) {
    assertThat(ZabbixApi.endpoint(written)).isEqualTo(asked);
  }
}
