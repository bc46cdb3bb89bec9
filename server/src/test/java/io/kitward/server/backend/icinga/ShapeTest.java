package io.kitward.server.backend.icinga;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ShapeTest {

  private static final Shape WEB = shape("generic-host", "web");
  private static final Shape DATABASE = shape("generic-host", "database");

  private static Shape shape(String template, String group) {
    return new Shape(new TreeSet<>(Set.of(template)), new TreeSet<>(Set.of(group)));
  }

  @Test
  void aShapesNameIsItsContent() {
    assertThat(WEB.name()).isEqualTo(shape("generic-host", "web").name());
    assertThat(WEB.name()).isNotEqualTo(DATABASE.name());
    assertThat(Shape.isName(WEB.name())).isTrue();
    assertThat(Shape.isName(Shape.content(WEB.name()))).isFalse();
    assertThat(Shape.isName(Moves.none().seal())).isFalse();
  }

  @Test
  void namesCantLeaveTheirPlaceInAFile() {
    String hostile = "x\" }\nobject Host \"y";
    assertThat(shape(hostile, hostile).file().lines())
        .contains("  import \"x\\\" }\\nobject Host \\\"y\"")
        .contains("  groups += [\"x\\\" }\\nobject Host \\\"y\"]")
        .noneMatch(line -> line.startsWith("object"));
  }

  @Test
  void movesAreReadBackAsTheyWereWritten() {
    Moves moves = Moves.none().with("a.lab", WEB.name(), DATABASE);
    assertThat(moves.shapes()).containsExactly(java.util.Map.entry("a.lab", DATABASE.name()));
    assertThat(Moves.read(moves.file())).contains(moves);
    assertThat(moves.file()).contains("\"a.lab\" = \"" + DATABASE.name() + "-is\"", moves.seal());
  }

  @Test
  void aHostThatIsBackInItsFirstShapeIsNoMove() {
    Moves moves = Moves.none().with("a.lab", WEB.name(), DATABASE).with("b.lab", WEB.name(), WEB);
    assertThat(moves.with("a.lab", WEB.name(), WEB)).isEqualTo(Moves.none());
    assertThat(new Moves(new TreeMap<>())).isEqualTo(Moves.none());
  }

  @Test
  void aFileThatAPersonWroteIsNotTakenForOurs() {
    for (String file : List.of("", "object Host \"a\" {}", "// kitward {not json")) {
      assertThat(Moves.read(file)).as(file).isEmpty();
    }
  }
}
