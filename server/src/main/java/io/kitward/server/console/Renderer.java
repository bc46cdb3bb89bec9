package io.kitward.server.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.kitward.server.console.page.Region;
import io.kitward.server.console.view.Names;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns views into HTML with the templates that the build compiled. Thread-safe. */
final class Renderer {
  /** The words of a relative time change with every second and are no news. */
  private static final Pattern TIME_WORDS = Pattern.compile("(<time [^>]*>)[^<]*");

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          Renderer.class.getClassLoader(),
          "io.kitward.server.console.template");
  private final String sprite;

  Renderer(Assets assets) {
    this.sprite = assets.sprite();
  }

  String page(String template, Shell shell, Object page) {
    var output = new StringOutput();
    engine.render(template, Map.of("shell", shell, "page", page), output);
    return output.toString();
  }

  /** A region as it is now, with a fingerprint that changes with what it says. */
  Rendered region(Region region) {
    var output = new StringOutput();
    engine.render(region.template(), Map.of("view", region.view(), "sprite", sprite), output);
    String html = output.toString();
    return new Rendered(region.id(), html, fingerprint(html));
  }

  static String fingerprint(String html) {
    return Names.digest(TIME_WORDS.matcher(html).replaceAll("$1")).substring(0, 16);
  }

  /** A live part of a page. */
  record Rendered(String id, String html, String fingerprint) {

    /** The message part that replaces it in the browser, whatever is open or focused there. */
    String partial() {
      return "<hx-partial hx-target=\"#"
          + id
          + "\" hx-swap=\"outerMorph\">"
          + html
          + "</hx-partial>";
    }
  }

  /** Which regions there are and what they say, in short. */
  static State state(List<Rendered> regions) {
    var ids = new StringBuilder();
    var contents = new StringBuilder();
    for (Rendered region : regions) {
      ids.append(region.id()).append('\n');
      contents.append(region.fingerprint()).append('\n');
    }
    return new State(
        Names.digest(ids.toString()).substring(0, 16),
        Names.digest(contents.toString()).substring(0, 16));
  }

  /**
   * A page's regions in short.
   *
   * @param shape changes when regions come or go
   * @param content changes when one says something else
   */
  record State(String shape, String content) {
    String text() {
      return shape + content;
    }

    /** What a browser says that it has; anything else is no state at all. */
    static State read(String text) {
      return text.length() == 32
          ? new State(text.substring(0, 16), text.substring(16))
          : new State("", "");
    }
  }
}
