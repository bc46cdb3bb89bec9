package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which documents make their writer root on nodes. */
class PrivilegesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "packages: [{name: tool}]                                            | []",
        "directories: [/var/lib/x]                                           | []",
        "units: [{name: a.service, onChange: restart, limits: {tasks: 5}}]   | []",
        "checks: [{type: tcp, port: 5}]                                      | []",
        "accounts: [{user: tool}]                                            | [accounts]",
        "directories: [{path: /etc}]                                         | [folders]",
        "files: [{path: /etc/x, format: plain, template: x}]                 | [files]",
        "units: [{name: a.service, onChange: restart, content: '[Unit]'}]  | [unit files]",
        "units: [{name: a.service, onChange: restart, dropIn: '[Unit]'}]   | [unit files]",
        "hooks: {after-start: [{command: [/bin/true]}]}                      | [hooks]",
        "checks: [{type: command, command: [/bin/true]}]                     | [commands]",
        "probes: [{type: command, command: [/bin/true], user: nobody}]       | [commands]",
        "variants: [{when: facts.os.name = X, hooks: {after-start: [{command: [/bin/true]}]}}] | [hooks]",
      })
  void aServiceIsPrivilegedByWhatItBrings(String spec, String privileges) {
    Document service =
        Texts.parsed(document("Service", "x", "{" + spec + "}")).getFirst().document();
    assertThat(Privileges.of(service)).hasToString(privileges);
  }
}
