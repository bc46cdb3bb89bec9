package io.kitward.policy;

import static io.kitward.policy.Texts.document;
import static io.kitward.policy.Texts.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.selector.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service with everything that a document can say. */
class WholeServiceTest {
  private static final String KEY =
      "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINB+/=\n-----END PGP PUBLIC KEY BLOCK-----\n";

  private static final String SPEC =
      """
      parameters:
        port: {type: integer, default: 9100}
        name: {type: string, default: blue}
      repositories:
        - name: vendor
          type: apt
          url: https://packages.example.org/{{name}}
          suites: [stable]
          components: [main]
          key: |
            -----BEGIN PGP PUBLIC KEY BLOCK-----

            mQINB+/=
            -----END PGP PUBLIC KEY BLOCK-----
      accounts:
        - {user: tool, groups: [adm]}
      packages:
        - {name: tool, minimum: '2.0'}
        - {name: tool-data, upgrade: latest}
        - {name: tool-common, version: 1:2.0-1}
      directories:
        - /var/lib/tool
        - {path: /etc/tool, group: tool, mode: '0750'}
      files:
        - path: /etc/tool/tool.conf
          format: ini
          template: |
            name={{name}}
          concerns: [tool.service]
      units:
        - name: tool.service
          onChange: restart
          content: |
            [Service]
            ExecStart=/usr/bin/tool --listen :{{port}} --name {{name}}
          limits: {cpu: "50%", memory: 64M, io: 50, tasks: 32}
        - name: helper.timer
          onChange: reload
          dropIn: |
            [Timer]
            OnCalendar=hourly
      hooks:
        after-configure:
          - {command: [/usr/bin/tool, check, "{{name}}"], timeout: 30s}
        before-install:
          - {command: [/bin/true]}
      checks:
        - {type: unit, unit: tool.service}
        - {type: process, name: tool, user: tool}
        - {type: tcp, port: "{{port}}"}
        - {type: port-owner, port: "{{port}}", transport: udp, unit: tool.service}
        - {type: http, url: "http://127.0.0.1:{{port}}/", contains: ok, status: 204}
        - {type: command, command: [/usr/bin/tool, --name, "{{name}}"], user: tool, exit: 3, contains: up, timeout: 5s}
        - {type: file-age, path: /run/tool.stamp, age: 5m}
      probes:
        - {type: metrics, url: "http://127.0.0.1:{{port}}/metrics", metric: tool_up, samples: 10}
        - {type: log, source: tool.service, pattern: "sent [0-9]+", within: 10m}
      conflicts: {services: [rival], packages: [rival], units: [rival.service]}
      after: [clock]
      startsPerDay: 12
      variants:
        - when: facts.os.family = RedHat and facts.os.release >= 9
          packages: [{name: Tool_rpm}]
          repositories: []
        - when: facts.os.family in (RedHat, Suse)
          packages: [{name: tool-old}]
      offboarding: {contract: purge, grace: 1h}
      """;

  private static final String USE =
      Texts.policy("everywhere", "all", 0, "effect: require\nservices: [whole]\n");

  private static DesiredNode resolve(Map<String, String> facts, String... texts) {
    NodeView node = new NodeView("n.lab", List.of(new SourcedTag(Tag.parse("a"), "node")), facts);
    return Resolution.resolve(node, Texts.set(texts), Texts.SITE, Texts.NOW);
  }

  private static DesiredInstance instance(Map<String, String> facts) {
    DesiredNode desired = resolve(facts, document("Service", "whole", SPEC), USE);
    assertThat(desired.conflicts()).isEmpty();
    return desired.instances().getFirst();
  }

  @Test
  void everythingReadsBackFromItsCanonicalForm() {
    Document document = Texts.parsed(document("Service", "whole", SPEC)).getFirst().document();
    Documents.Parsed again = Documents.parseJson("stored", document.canonicalJson());
    assertThat(again.problems()).isEmpty();
    assertThat(again.documents().getFirst().document()).isEqualTo(document);
  }

  @Test
  void everythingReachesTheInstanceRendered() {
    DesiredInstance instance = instance(Map.of("os.family", "Debian"));
    assertThat(instance.repositories())
        .containsExactly(
            new ServiceParts.RepositoryItem(
                "vendor",
                ServiceParts.RepositoryType.APT,
                "https://packages.example.org/blue",
                List.of("stable"),
                List.of("main"),
                KEY));
    assertThat(instance.accounts())
        .containsExactly(
            new ServiceParts.AccountItem(
                "tool", "tool", "/nonexistent", "/usr/sbin/nologin", List.of("adm")));
    assertThat(instance.files().stream().map(DesiredFile::path))
        .containsExactly(
            "/etc/tool/tool.conf",
            "/etc/systemd/system/tool.service",
            "/etc/systemd/system/tool.service.d/60-kitward-limits.conf",
            "/etc/systemd/system/helper.timer.d/50-kitward.conf");
    assertThat(instance.files().get(1).content())
        .endsWith("ExecStart=/usr/bin/tool --listen :9100 --name blue\n");
    assertThat(instance.files().get(1).concerns()).containsExactly("tool.service");
    assertThat(instance.files().get(2).content())
        .isEqualTo("[Service]\nCPUQuota=50%\nMemoryMax=64M\nIOWeight=50\nTasksMax=32\n");
    assertThat(instance.hooks())
        .containsExactly(
            new ServiceParts.HookItem(
                ServiceParts.Moment.BEFORE_INSTALL, List.of("/bin/true"), Duration.ofMinutes(1)),
            new ServiceParts.HookItem(
                ServiceParts.Moment.AFTER_CONFIGURE,
                List.of("/usr/bin/tool", "check", "blue"),
                Duration.ofSeconds(30)));
    assertThat(instance.checks())
        .contains(
            new Check.PortOwner("9100", Check.Transport.UDP, "tool.service"),
            new Check.Http("http://127.0.0.1:9100/", "ok", 204),
            new Check.Command(
                List.of("/usr/bin/tool", "--name", "blue"), "tool", 3, "up", Duration.ofSeconds(5)),
            new Check.FileAge("/run/tool.stamp", Duration.ofMinutes(5)));
    assertThat(instance.probes())
        .containsExactly(
            new Check.Metrics("http://127.0.0.1:9100/metrics", "tool_up", 10),
            new Check.Log("tool.service", "sent [0-9]+", Duration.ofMinutes(10)));
    assertThat(instance.conduct()).isEqualTo(new Conduct(Mode.ENFORCE, null, List.of("clock"), 12));
  }

  @Test
  void theFirstVariantThatMatchesReplacesThePartsThatItNamesAndNoOther() {
    DesiredInstance debian = instance(Map.of("os.family", "Debian", "os.release", "12"));
    DesiredInstance ninth = instance(Map.of("os.family", "RedHat", "os.release", "9.4"));
    DesiredInstance eighth = instance(Map.of("os.family", "RedHat", "os.release", "8"));
    DesiredInstance unknown = instance(Map.of());
    assertThat(ninth.packages().stream().map(ServiceParts.PackageItem::name))
        .containsExactly("Tool_rpm");
    assertThat(ninth.repositories()).isEmpty();
    assertThat(ninth.files()).isEqualTo(debian.files());
    assertThat(eighth.packages().stream().map(ServiceParts.PackageItem::name))
        .containsExactly("tool-old");
    assertThat(eighth.repositories()).isEqualTo(debian.repositories()).isNotEmpty();
    assertThat(unknown.hash()).isEqualTo(debian.hash()).isNotEqualTo(ninth.hash());
  }

  @Test
  void eachThingThatANodeIsToldIsPartOfTheHash() {
    String plain = instance(Map.of()).hash();
    for (String[] change :
        new String[][] {
          {"suites: [stable]", "suites: [testing]"},
          {"groups: [adm]", "groups: [sys]"},
          {"minimum: '2.0'", "minimum: '2.1'"},
          {"upgrade: latest", "upgrade: present"},
          {"mode: '0750'", "mode: '0700'"},
          {"    concerns: [tool.service]\n", ""},
          {"tasks: 32", "tasks: 33"},
          {"OnCalendar=hourly", "OnCalendar=daily"},
          {"timeout: 30s", "timeout: 31s"},
          {"status: 204", "status: 205"},
          {"samples: 10", "samples: 11"},
          {"packages: [rival]", "packages: [other]"},
          {"after: [clock]", "after: [time]"},
          {"startsPerDay: 12", "startsPerDay: 13"}
        }) {
      assertThat(SPEC).contains(change[0]);
      String changed =
          resolve(Map.of(), document("Service", "whole", SPEC.replace(change[0], change[1])), USE)
              .instances()
              .getFirst()
              .hash();
      assertThat(changed).as(change[1]).isNotEqualTo(plain);
    }
  }

  @Test
  void aServiceThatMustNotBeBesideAnotherStopsBothAndNothingElse() {
    DesiredNode desired =
        resolve(
            Map.of(),
            document("Service", "whole", SPEC),
            document("Service", "rival", "packages: [{name: rival}]"),
            document("Service", "third", "packages: [{name: third}]"),
            Texts.policy(
                "everywhere", "all", 0, "effect: require\nservices: [whole, rival, third]\n"));
    assertThat(desired.instances().stream().map(DesiredInstance::service)).containsExactly("third");
    assertThat(desired.conflicts())
        .extracting(Conflict::service, Conflict::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("rival", Conflict.Reason.EXCLUDED),
            org.assertj.core.groups.Tuple.tuple("whole", Conflict.Reason.EXCLUDED));
  }

  @Test
  void aValueNeverBecomesAnOptionOfACommandOrALineOfARepository() {
    for (String value : List.of("--config=/tmp/x", "a b", "a/\"")) {
      DesiredNode desired =
          resolve(
              Map.of(),
              document("Service", "whole", SPEC),
              Texts.policy(
                  "everywhere",
                  "all",
                  0,
                  "effect: require\nservices: [whole]\nparameters: {whole: {name: '"
                      + value
                      + "'}}\n"));
      assertThat(desired.conflicts())
          .as(value)
          .extracting(Conflict::reason)
          .containsExactly(Conflict.Reason.RENDER);
    }
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "minimum: '2.0'           | version: '1', minimum: '2.0'          | keep one of version, minimum",
        "upgrade: latest          | upgrade: newest                       | expected one of present, latest",
        "type: apt                | type: deb                             | expected one of apt, rpm",
        "suites: [stable]         | suites: []                            | is missing; expected suites",
        "type: apt                | type: rpm                             | rpm has neither suites nor components",
        "https://packages         | ftp://packages                        | a URL that begins with https://",
        "mQINB+/=                 | mQINB+/é=                             | the ASCII-armoured OpenPGP key",
        "user: tool, groups       | user: 1tool, groups                   | expected a user's name",
        "user: tool, groups       | user: root, groups                    | every node has",
        "cpu: \"50%\"             | cpu: \"0%\"                           | percent of one core",
        "memory: 64M              | memory: 64 MB                         | expected bytes such as",
        "io: 50                   | io: 10001                             | expected 1 to 10000",
        "tasks: 32                | tasks: 0                              | expected 1 to",
        "name: helper.timer       | name: tool.service                    | names tool.service twice",
        "[Timer]                  | #[Timer]                              | has no section such as",
        "concerns: [tool.service] | concerns: [toll.service]              | not among the units",
        "path: /etc/tool/tool.conf | path: /etc/systemd/system/tool.service | twice",
        "after-configure:         | after-konfigure:                      | did you mean after-configure?",
        "[/usr/bin/tool, check    | [tool, check                          | begins with the program",
        "[/usr/bin/tool, check    | [\"/usr/bin/{{name}}\", check          | begins with the program",
        "timeout: 30s             | timeout: 2h                           | expected 1s to 1h",
        "type: file-age           | type: fileage                         | did you mean file-age?",
        "status: 204              | status: 99                            | expected 100 to 599",
        "pattern: \"sent [0-9]+\" | pattern: \".*\"                       | matches an empty line",
        "pattern: \"sent [0-9]+\" | pattern: \"(\"                        | is not a regular expression",
        "source: tool.service     | source: tool                          | a log's absolute path, or a unit",
        "services: [rival]        | services: [whole]                     | names the service itself",
        "units: [rival.service]   | units: [tool.service]                 | a unit of the service itself",
        "after: [clock]           | after: [whole]                        | names the service itself",
        "startsPerDay: 12         | startsPerDay: 1001                    | expected 1 to 1000",
        "facts.os.family in       | facts.os.famly in                     | is no fact of the operating system",
        "facts.os.family in       | role in                               | is no fact of the operating system",
        "facts.os.family in (RedHat, Suse) | all                          | asks for no fact",
        "packages: [{name: tool-old}] | packagse: []                      | did you mean packages?",
      })
  void whatCannotBeRightIsRefusedWithWordsThatSayWhy(String from, String to, String words) {
    assertThat(SPEC).contains(from);
    String text = document("Service", "whole", SPEC.replace(from, to));
    assertThat(problems(text)).anyMatch(problem -> problem.contains(words));
  }

  @Test
  void servicesThatWaitForEachOtherAreRefusedWithTheWholeCircle() {
    assertThat(
            Texts.set(
                    document("Service", "a", "after: [b]"),
                    document("Service", "b", "after: [c, elsewhere]"),
                    document("Service", "c", "after: [a]"),
                    document("Service", "d", "after: [a]"))
                .validate())
        .hasSize(3)
        .allMatch(problem -> problem.code().equals(Problem.CIRCLE))
        .anyMatch(problem -> problem.message().endsWith("a after b after c after a"));
  }

  @Test
  void secretsStandInNoUnitCommandOrRepository() {
    String spec = SPEC.replace("name: {type: string, default: blue}", "name: {type: secret}");
    assertThat(problems(document("Service", "whole", spec)))
        .filteredOn(problem -> problem.contains("is a secret"))
        .hasSizeGreaterThanOrEqualTo(5);
  }
}
