package io.kitward.lab.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A page of the documentation. Comments right before a block tell how it is played; its readers do
 * not see them:
 *
 * <ul>
 *   <li>{@code <!-- on: HOST -->}: where it is run; on the server's machine unless said
 *   <li>{@code <!-- write: PATH -->}: the block is a file, and written there
 *   <li>{@code <!-- exit: N -->}: how the last command ends; 0 unless said
 *   <li>{@code <!-- held by: CLASS -->}: a test of that name does what the block says
 *   <li>{@code <!-- not run: REASON -->}
 * </ul>
 *
 * @param name its path below the source tree
 * @param blocks in their order
 */
public record Page(String name, List<Block> blocks) {

  private static final Set<String> ORDERS = Set.of("on", "write", "exit", "held by", "not run");
  private static final Pattern ORDER = Pattern.compile("<!-- ([a-z ]+): (.+?) -->");

  /** Reads one page. */
  public static Page read(Path home, String name) {
    return parse(name, text(home.resolve(name)));
  }

  /** All pages: the README, and all below {@code docs}. */
  public static List<Page> all(Path home) {
    try (Stream<Path> files = Files.walk(home.resolve("docs"))) {
      return Stream.concat(Stream.of(home.resolve("README.md")), files.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> read(home, home.relativize(file).toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page parse(String name, String markdown) {
    var blocks = new ArrayList<Block>();
    Node document =
        Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build().parse(markdown);
    collect(name, document, blocks);
    return new Page(name, List.copyOf(blocks));
  }

  private static void collect(String name, Node parent, List<Block> blocks) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof FencedCodeBlock fenced) {
        int line = fenced.getSourceSpans().getFirst().getLineIndex() + 1;
        String place = name + ":" + line;
        blocks.add(
            new Block(
                place,
                fenced.getInfo() == null ? "" : fenced.getInfo().strip(),
                fenced.getLiteral(),
                orders(place, fenced)));
      } else {
        collect(name, node, blocks);
      }
    }
  }

  private static Map<String, String> orders(String place, Node block) {
    var orders = new TreeMap<String, String>();
    for (Node before = block.getPrevious();
        before instanceof HtmlBlock html;
        before = before.getPrevious()) {
      Matcher matcher = ORDER.matcher(html.getLiteral());
      while (matcher.find()) {
        if (!ORDERS.contains(matcher.group(1))) {
          throw new IllegalArgumentException(
              place + ": there is no order '" + matcher.group(1) + "'; there are " + ORDERS);
        }
        orders.put(matcher.group(1), matcher.group(2));
      }
    }
    return orders;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
