package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Strings that Kubernetes' {@code labels.Parse} takes or refuses; most stand in {@code
 * selector_test.go} of k8s.io/apimachinery.
 */
class KubernetesSelectorTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x=a,y=b,z=c                        | x = a and y = b and z = c",
        "x!=a,y=b                           | x != a and y = b",
        "x=                                 | x = \"\"",
        "x= ,z=                             | x = \"\" and z = \"\"",
        "x= ,z= ,                           | INVALID",
        "x!= ,z=                            | x != \"\" and z = \"\"",
        "x                                  | x",
        "!x                                 | !x",
        "! x                                | !x",
        "x==a                               | x = a",
        "x>1                                | x > 1",
        "x>1,z<5                            | x > 1 and z < 5",
        "x>007                              | x > 7",
        "x in (foo)                         | x = foo",
        "x in(foo,bar)                      | x in (bar, foo)",
        "x notin (a,b),y                    | x notin (a, b) and y",
        "x in ()                            | INVALID",
        "x in (,)                           | x = \"\"",
        "x in (a,)                          | x in (\"\", a)",
        "x in (,a)                          | x in (\"\", a)",
        "x in (a,,b)                        | x in (\"\", a, b)",
        "x in (a,,,b)                       | x in (\"\", a, b)",
        "in in (in)                         | \"in\" = \"in\"",
        "notin notin (notin, in)            | \"notin\" notin (\"in\", \"notin\")",
        "in                                 | \"in\"",
        "notin,in                           | \"notin\" and \"in\"",
        "!in                                | !\"in\"",
        "x=and                              | x = \"and\"",
        "x in (or, not, all)                | x in (\"all\", \"not\", \"or\")",
        "example.org/role=db                | example.org/role = db",
        "a-b.c/x_y.z-1 = A_b.C-1            | a-b.c/x_y.z-1 = A_b.C-1",
        "AND                                | AND",
        "x=a&&y=b                           | INVALID",
        "x==a==b                            | INVALID",
        "!x=a                               | INVALID",
        "x<a                                | INVALID",
        "x<                                 | INVALID",
        "x>-1                               | INVALID",
        "x>1.5                              | INVALID",
        "x>99999999999999999999             | INVALID",
        "x=!y                               | INVALID",
        "!!x                                | INVALID",
        "x===a                              | INVALID",
        ",x                                 | INVALID",
        "x,                                 | INVALID",
        "x,,y                               | INVALID",
        "x a                                | INVALID",
        "x in a                             | INVALID",
        "x in (a b)                         | INVALID",
        "x in (a                            | INVALID",
        "x in a)                            | INVALID",
        "x notin                            | INVALID",
        "-x                                 | INVALID",
        "x-                                 | INVALID",
        "x=-a                               | INVALID",
        "/x                                 | INVALID",
        "x/                                 | INVALID",
        "a/b/c                              | INVALID",
        "Upper.org/x                        | INVALID",
        "a..b/x                             | INVALID",
        "x=a:b                              | INVALID",
        "x@y                                | INVALID",
        "größe                              | INVALID",
      })
  void isReadAsKubernetesReadsIt(String text, String canonical) {
    if (canonical.equals("INVALID")) {
      assertThatThrownBy(() -> Selector.parse(text)).isInstanceOf(SelectorSyntaxException.class);
    } else {
      assertThat(Selector.parse(text)).hasToString(canonical);
      assertThat(Selector.parse(canonical)).isEqualTo(Selector.parse(text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x = a", "x =a", "\tx\r\n=\na ", "x== a"})
  void whiteSpaceBetweenTokensMeansNothing(String text) {
    assertThat(Selector.parse(text)).isEqualTo(Selector.parse("x=a"));
  }

  @Test
  void lengthLimitsAreThoseOfKubernetes() {
    String name = "a".repeat(63);
    String prefix = ("b".repeat(49) + ".").repeat(5) + "ccc";
    assertThat(prefix).hasSize(253);
    assertThat(Selector.parse(prefix + "/" + name + "=" + name)).isInstanceOf(Condition.In.class);
    assertThatThrownBy(() -> Selector.parse(name + "a"))
        .isInstanceOf(SelectorSyntaxException.class);
    assertThatThrownBy(() -> Selector.parse("x=" + name + "a"))
        .isInstanceOf(SelectorSyntaxException.class);
    assertThatThrownBy(() -> Selector.parse("c" + prefix + "/x"))
        .isInstanceOf(SelectorSyntaxException.class);
  }
}
