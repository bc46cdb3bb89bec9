package io.kitward.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.policy.ParameterValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeyTest {
  private static final byte[] MASTER = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private static String key(String text) {
    return NodeKey.parse(text).orElseThrow().of(MASTER);
  }

  @Test
  void whatIsRenderedIsRead() {
    String text =
        new ParameterValue.Secret("zabbix-agent2-psk", "12")
            .reference("zabbix-agent2", "psk", "db1.lab");
    assertThat(text).isEqualTo("secret:zabbix-agent2-psk@12~zabbix-agent2.psk~db1.lab");
    assertThat(NodeKey.parse(text))
        .contains(
            new NodeKey(
                new SecretReference("zabbix-agent2-psk", 12), "zabbix-agent2", "psk", "db1.lab"))
        .map(NodeKey::toString)
        .contains(text);
    String longest =
        "secret:"
            + "a".repeat(200)
            + "@999999999~"
            + "s".repeat(63)
            + "."
            + "p".repeat(63)
            + "~"
            + "c".repeat(255);
    assertThat(NodeKey.parse(longest)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret:a@1",
        "secret:a@1~",
        "secret:a@1~s.p",
        "secret:a@1~s.p~",
        "secret:a@1~s.p~n ",
        " secret:a@1~s.p~n",
        "secret:a@1~s.p~N",
        "secret:a@1~s.p~n~n",
        "secret:a@1~s.p~n#shell",
        "secret:a@1~s~n",
        "secret:a@1~.p~n",
        "secret:a@1~s.~n",
        "secret:a@1~s.p.q~n",
        "secret:a@1~s.P~n",
        "secret:a@1~S.p~n",
        "secret:a@1~s.p~n\n",
        "secret:a@1~s.p~n/m",
        "secret:a@01~s.p~n",
        "secret:a~s.p~n",
        "secret:A@1~s.p~n",
        "~s.p~n",
      })
  void anythingElseIsNoReference(String text) {
    assertThat(NodeKey.parse(text)).isEmpty();
    assertThat(SecretReference.parse("secret:a@1~s.p~n")).isEmpty();
  }

  /** HMAC-SHA256 by OpenSSL over the same bytes. */
  @Test
  void theKeyIsWhatItIsSaidToBe() {
    assertThat(key("secret:a@1~zabbix-agent2.psk~n1.lab"))
        .isEqualTo("616d5a5ea3a3c35d2af935637316f0c536bde389e8b10e22f57cd8f64ef39b1e");
  }

  @Test
  void noTwoInputsHaveOneKey() {
    Set<String> keys = new HashSet<>();
    List<String> texts =
        List.of(
            "secret:a@1~s.p~n1",
            "secret:a@1~s.p~n2",
            "secret:a@1~s.p~n",
            "secret:a@1~s.pn~1",
            "secret:a@1~sp.n~1",
            "secret:a@1~s.p1~n");
    texts.forEach(text -> keys.add(key(text)));
    assertThat(keys).hasSize(texts.size()).allMatch(key -> key.matches("[0-9a-f]{64}"));
    assertThat(NodeKey.parse(texts.getFirst()).orElseThrow().of(new byte[] {1})).isNotIn(keys);
  }
}
