package io.kitward.connector.host.debian;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DpkgVersionTest {

  @Test
  void versionsHaveDpkgsOrder() {
    var ordered =
        List.of(
            "0~rc1",
            "0",
            "0+b1",
            "1.0~~",
            "1.0~",
            "1.0",
            "1.0-1~bpo1",
            "1.0-1",
            "1.0-1+b1",
            "1.0-1.1",
            "1.0-2",
            "1.0-10",
            "1.0a",
            "1.0+dfsg",
            "1.0.1",
            "1.10",
            "2",
            "1:0.1");
    for (int i = 0; i < ordered.size(); i++) {
      for (int j = 0; j < ordered.size(); j++) {
        assertThat(Integer.signum(DpkgVersion.compare(ordered.get(i), ordered.get(j))))
            .as("%s against %s", ordered.get(i), ordered.get(j))
            .isEqualTo(Integer.signum(Integer.compare(i, j)));
      }
    }
  }

  @Test
  void madeUpVersionsCompareAsDpkgItselfSays() {
    var random = new Random(4);
    var pairs = new ArrayList<List<String>>();
    for (int i = 0; i < 150; i++) {
      String one = version(random);
      pairs.add(
          List.of(
              one,
              random.nextInt(3) == 0 ? one + version(random).replace(":", ".") : version(random)));
    }
    // one shell asks dpkg for all of them
    String script =
        pairs.stream()
            .map(
                pair ->
                    Stream.of("lt", "eq", "gt")
                        .map(
                            op ->
                                "dpkg --compare-versions '%s' %s '%s' 2>/dev/null && echo %s"
                                    .formatted(pair.get(0), op, pair.get(1), op))
                        .collect(Collectors.joining("\n")))
            .collect(Collectors.joining("\n"));
    var ended = Command.run(Duration.ofMinutes(2), List.of("sh", "-c", script + "\ntrue"));
    var said = ended.output().lines().toList();
    assertThat(said).hasSize(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      int compared = DpkgVersion.compare(pairs.get(i).get(0), pairs.get(i).get(1));
      String word = compared < 0 ? "lt" : compared > 0 ? "gt" : "eq";
      assertThat(word).as("%s", pairs.get(i)).isEqualTo(said.get(i));
    }
  }

  private static String version(Random random) {
    var text = new StringBuilder(random.nextInt(4) == 0 ? random.nextInt(3) + ":" : "");
    text.append(random.nextInt(3));
    String alphabet = "0019aZ.+~";
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return random.nextInt(3) == 0
        ? text.append('-')
            .append(random.nextInt(3))
            .append(random.nextBoolean() ? "~a" : "")
            .toString()
        : text.toString();
  }
}
