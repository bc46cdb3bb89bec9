package io.kitward.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubjectTest {
  @Test
  void certnameIsTheNameOfTheIdentityWhateverTheNodeReports() {
    Subject subject =
        Subject.of(
            "db-7.lab", Tags.none(), Facts.of(Map.of("certname", "other", "os.release", "12")));
    assertThat(Selector.parse("certname = db-7.lab").matches(subject)).isTrue();
    assertThat(Selector.parse("certname like \"db-*\"").matches(subject)).isTrue();
    assertThat(Selector.parse("certname in (a, db-7.lab)").matches(subject)).isTrue();
    assertThat(Selector.parse("facts.certname = db-7.lab").matches(subject)).isTrue();
    assertThat(Selector.parse("certname = other").matches(subject)).isFalse();
    assertThat(Selector.parse("facts.os.release >= 12").matches(subject)).isTrue();
  }

  @Test
  void noTagMayPassForTheNameOfANode() {
    assertThatThrownBy(() -> Tag.parse("certname=db-7.lab"))
        .isInstanceOf(TagSyntaxException.class)
        .hasMessageContaining("certname is the node's own name");
    assertThatThrownBy(() -> new Tag("certname", "")).isInstanceOf(TagSyntaxException.class);
    assertThatThrownBy(() -> Attribute.tag("certname"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Tag.parse("example.org/certname=x").key()).isEqualTo("example.org/certname");
  }

  @Test
  void aNameMayBeAsLongAsAHostNameMay() {
    String name = ("a".repeat(61) + ".").repeat(4) + "abcde";
    assertThat(name).hasSize(253);
    Selector selector = Selector.parse("certname = " + name);
    assertThat(selector.matches(Subject.of(name, Tags.none(), Facts.none()))).isTrue();
    assertThat(Selector.parse(selector.toString())).isEqualTo(selector);
  }

  @Test
  void factsKeepSeveralValuesAndForgetEmptyLists() {
    Facts facts =
        Facts.ofLists(Map.of("ip", List.of("10.2.0.1", "192.168.0.1"), "none", List.of()));
    assertThat(facts.values("ip")).containsExactly("10.2.0.1", "192.168.0.1");
    assertThat(facts.has("none")).isFalse();
    assertThat(facts.with("ip", "::1").values("ip")).containsExactly("::1");
    assertThat(
            Selector.parse("facts.ip in 192.168.0.0/16").matches(new Subject(Tags.none(), facts)))
        .isTrue();
  }

  @Test
  void attributesAreWhatDecides() {
    Selector selector =
        Selector.parse("a and not facts.b > 1 or certname like \"x\" and a = y and c in (d)");
    assertThat(selector.attributes())
        .containsExactly(
            Attribute.tag("a"), Attribute.tag("c"), Attribute.fact("b"), Attribute.CERTNAME);
    assertThat(selector.keys()).containsExactly("a", "c");
  }
}
