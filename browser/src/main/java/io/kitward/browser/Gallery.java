package io.kitward.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kitward bench gallery}: a picture of every page of the console in every state. */
@Command(
    name = "kitward bench gallery",
    mixinStandardHelpOptions = true,
    description =
        "Takes a picture of every page of the console: empty and full, light and dark, 1440 and 390 pixels wide.")
public final class Gallery implements Callable<Integer> {

  @Option(
      names = "--nodes",
      defaultValue = "2000",
      description =
          "How many nodes the full pages have beside those that are connected (default 2,000).")
  private int nodes = 2_000;

  @Option(
      names = "--to",
      defaultValue = "target/gallery",
      description = "The folder that the pictures go to (default target/gallery).")
  private Path to = Path.of("target/gallery");

  /** A picture as the index lists it. */
  private record Picture(String scene, Stop stop, Look look, String file) {}

  private Gallery() {}

  /** Takes the pictures; exit code 1 when one could not be taken. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Gallery()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(to);
    List<Picture> pictures = new ArrayList<>();
    try (Chromium chromium = Chromium.start()) {
      try (Scene scene = Scene.empty()) {
        say("an empty server is up; first use");
        pictures.addAll(signIn(chromium, scene));
        pictures.addAll(take(chromium, scene, "empty", Stops.firstUse()));
      }
      say("now with " + Scene.CONNECTED + " connected nodes and " + nodes + " others");
      try (Scene scene = Scene.full(nodes)) {
        pictures.addAll(take(chromium, scene, "full", Stops.full(scene.landmarks())));
      }
    }
    Path index = Files.writeString(to.resolve("index.html"), index(pictures));
    say(pictures.size() + " pictures, in " + index.toAbsolutePath());
    return 0;
  }

  private static void say(String words) {
    System.out.println(words);
  }

  private List<Picture> signIn(Chromium chromium, Scene scene) {
    Stop stop = Stop.of("/sign-in", "form", "/sign-in");
    return Look.all().stream()
        .map(
            look -> {
              try (Visitor visitor = Visitor.stranger(chromium, scene, look)) {
                return take(visitor, "empty", stop, look);
              }
            })
        .toList();
  }

  private List<Picture> take(Chromium chromium, Scene scene, String name, List<Stop> stops) {
    List<Picture> pictures = new ArrayList<>();
    for (Look look : Look.all()) {
      try (Visitor visitor = Visitor.signedIn(chromium, scene, look)) {
        stops.forEach(stop -> pictures.add(take(visitor, name, stop, look)));
      }
      say(name + ", " + look + ": " + stops.size() + " pages");
    }
    return pictures;
  }

  private Picture take(Visitor visitor, String scene, Stop stop, Look look) {
    String file = "%s-%s-%s.png".formatted(stop.name(), look.theme(), look.width());
    int status = visitor.open(stop.address());
    if (status != stop.status()) {
      throw new IllegalStateException(stop.address() + " answered " + status);
    }
    visitor
        .page()
        .screenshot(
            new Page.ScreenshotOptions()
                .setPath(to.resolve(file))
                .setAnimations(ScreenshotAnimations.DISABLED));
    return new Picture(scene, stop, look, file);
  }

  private String index(List<Picture> pictures) {
    var html =
        new StringBuilder(
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Kitward's console</title>
            <style>body{font:15px/1.4 system-ui,sans-serif;margin:2rem}section{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
            figure{margin:0}img{height:300px;border:1px solid #999}figcaption{font-size:13px}</style></head><body>
            <h1>Kitward's console</h1>
            """);
    html.append("<p>").append(nodes + Scene.CONNECTED).append(" nodes on the full pages.</p>\n");
    String last = "";
    for (Picture picture : pictures.stream().sorted(Comparator.comparing(Picture::file)).toList()) {
      if (!picture.stop().name().equals(last)) {
        html.append(last.isEmpty() ? "" : "</section>\n");
        last = picture.stop().name();
        html.append("<h2>")
            .append(escaped(last + "  " + picture.stop().address()))
            .append("</h2><section>\n");
      }
      html.append(
          "<figure><a href=\"%1$s\"><img src=\"%1$s\" alt=\"%2$s\" loading=\"lazy\"></a><figcaption>%2$s</figcaption></figure>\n"
              .formatted(picture.file(), picture.look()));
    }
    return html.append(last.isEmpty() ? "" : "</section>").append("</body></html>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
