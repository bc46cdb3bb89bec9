package io.kitward.server.console;

import io.kitward.server.console.view.Names;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * The style sheet, script and drawings of the console, under addresses that change with their
 * content, so that a browser may keep them for ever. Immutable once read.
 */
final class Assets {
  private static final List<String> STYLES =
      List.of(
          "css/tokens.css",
          "css/base.css",
          "css/parts.css",
          "css/pages.css",
          "css/fleet.css",
          "css/marks.css",
          "css/history.css",
          "css/plans.css");
  private static final List<String> SCRIPTS =
      List.of(
          "vendor/htmx.min.js",
          "vendor/hx-sse.min.js",
          "js/live.js",
          "js/times.js",
          "js/keys.js",
          "js/complete.js",
          "js/marks.js",
          "js/editor.js");

  private final Map<String, Asset> byName = new HashMap<>();
  private final String style;
  private final String script;
  private final String sprite;
  private final String mark;

  /** What is served under one address. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; its arrays are written to the wire
  record Asset(String type, byte[] content, byte[] gzip) {}

  Assets() {
    style = add("console", "css", "text/css; charset=utf-8", joined(STYLES, "\n"));
    script = add("console", "js", "text/javascript; charset=utf-8", joined(SCRIPTS, "\n;\n"));
    sprite = add("sprite", "svg", "image/svg+xml", resource("sprite.svg"));
    mark = add("mark", "svg", "image/svg+xml", resource("mark.svg"));
  }

  /** The file of an address below {@code /assets/}. */
  Optional<Asset> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  String style() {
    return style;
  }

  String script() {
    return script;
  }

  String sprite() {
    return sprite;
  }

  String mark() {
    return mark;
  }

  private String add(String name, String extension, String type, byte[] content) {
    String file = name + "." + Names.digest(content).substring(0, 16) + "." + extension;
    byName.put(file, new Asset(type, content, gzip(content)));
    return "/assets/" + file;
  }

  private static byte[] joined(List<String> files, String between) {
    var all = new ByteArrayOutputStream();
    for (String file : files) {
      all.writeBytes(resource(file));
      all.writeBytes(between.getBytes(StandardCharsets.UTF_8));
    }
    return all.toByteArray();
  }

  private static byte[] resource(String file) {
    try (InputStream in = Assets.class.getResourceAsStream("/console/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the console's file " + file + " is not in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] content) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
