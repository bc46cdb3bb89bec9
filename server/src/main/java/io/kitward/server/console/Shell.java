package io.kitward.server.console;

import io.kitward.server.console.page.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands around every page.
 *
 * @param section null on pages of their own, such as errors
 * @param theme {@code light}, {@code dark} or {@code auto}
 * @param who the signed-in principal; empty when nobody is
 * @param here the page's own address, to come back to
 * @param live the address of the page's stream; empty for a still page
 * @param now the server's moment in milliseconds since 1970, for relative times
 * @param openExceptions for the badge; 0 hides it
 */
public record Shell(
    String title,
    @Nullable Section section,
    String theme,
    String who,
    String csrf,
    String here,
    String live,
    String query,
    long now,
    int openExceptions,
    String style,
    String script,
    String sprite,
    String logo) {

  public List<Section> sections() {
    return List.of(Section.values());
  }

  public boolean signedIn() {
    return !who.isEmpty();
  }

  /** The address of a symbol of the sprite. */
  public String symbol(String id) {
    return sprite + "#" + id;
  }
}
