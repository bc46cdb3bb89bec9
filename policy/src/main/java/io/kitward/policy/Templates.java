package io.kitward.policy;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Renders templates from named values: logic-less, no reflection, no includes, every value escaped.
 */
final class Templates {
  /** The longest rendered text, in characters. */
  private static final int RENDERED_LIMIT = 1024 * 1024;

  /** The same of a file over all members of a console: a few thousand of them. */
  private static final int OVER_MEMBERS_LIMIT = 3 * 1024 * 1024;

  /** Between these stands a secret's reference until all is rendered; no value has them in it. */
  private static final char OPEN = '\u0001';

  private static final char CLOSE = '\u0002';
  private static final Pattern PLACED = Pattern.compile(OPEN + "([^" + CLOSE + "]*)" + CLOSE);

  private static final String SECRET = "${secret:";
  private static final String LIST = "a list is rendered by a section, {{#name}}…{{.}}…{{/name}}";

  /** A certificate text: the one value that may have several lines, in plain files only. */
  record Pem(String text) {}

  /** The key that a node has for itself, by its reference; never the key. */
  record NodeKey(String reference) {}

  /** Stands for a key in a file that all may read: to render it is an error. */
  static final Object EXPOSED_KEY = new ExposedKey();

  private record ExposedKey() {}

  /** A number with a fraction, as it is written. */
  record Figure(String text) {}

  /** A rendered text and the secrets that the connector puts in. */
  record Rendered(String text, NavigableSet<String> secrets) {}

  private final Map<String, Object> values;
  private final int limit;

  Templates(Map<String, Object> values) {
    this(values, RENDERED_LIMIT);
  }

  private Templates(Map<String, Object> values, int limit) {
    this.values = values;
    this.limit = limit;
  }

  /** Those of a file over all members of a console. */
  static Templates overMembers(Map<String, Object> values) {
    return new Templates(values, OVER_MEMBERS_LIMIT);
  }

  static Template compile(String template, Mustache.Formatter formatter) {
    return Mustache.compiler()
        .escapeHTML(false)
        .strictSections(true)
        .emptyStringIsFalse(true)
        .withFormatter(formatter)
        .withCollector(new NamesOnly())
        .withLoader(
            name -> {
              throw new RenderException("templates include nothing: {{>" + name + "}}");
            })
        .compile(template);
  }

  /**
   * Renders; a name that is not there, or a value that cannot be made harmless, is an error.
   *
   * @throws RenderException saying why
   */
  Rendered render(String template, Format format) {
    if (template.indexOf(OPEN) >= 0 || template.indexOf(CLOSE) >= 0) {
      throw new RenderException("the template contains control characters; drop them");
    }
    String text =
        execute(
            template,
            value -> {
              String reference =
                  switch (value) {
                    case ParameterValue.Secret secret -> secret.reference(format);
                    case NodeKey key -> new SecretText(key.reference(), format).text();
                    default -> "";
                  };
              return reference.isEmpty() ? text(value, format) : OPEN + reference + CLOSE;
            });
    if (text.contains(SECRET)) {
      throw new RenderException(
          "a value contains " + SECRET + ", which only a secret parameter may bring");
    }
    NavigableSet<String> secrets = new TreeSet<>();
    PLACED.matcher(text).results().forEach(placed -> secrets.add(placed.group(1)));
    return new Rendered(PLACED.matcher(text).replaceAll("\\${$1}"), secrets);
  }

  /**
   * Renders texts and lists of texts, each made harmless by a rule of the caller.
   *
   * @throws RenderException saying why
   */
  String render(String template, UnaryOperator<String> escape) {
    return execute(
        template,
        value -> {
          if (value instanceof List<?>) {
            throw new RenderException(LIST);
          }
          return escape.apply(value.toString());
        });
  }

  private String execute(String template, Mustache.Formatter formatter) {
    Template compiled = compile(template, formatter);
    String text;
    try {
      text = compiled.execute(values);
    } catch (MustacheException.Context missing) {
      throw new RenderException(
          "there is no value for {{"
              + missing.key
              + "}} (line "
              + missing.lineNo
              + " of the template)");
    } catch (MustacheException broken) {
      throw new RenderException(String.valueOf(broken.getMessage()));
    }
    if (text.length() > limit) {
      throw new RenderException(
          "the rendered text has " + text.length() + " characters, the limit is " + limit);
    }
    return text;
  }

  private static String text(Object value, Format format) {
    return switch (value) {
      case String text -> format.escape(text);
      case Long number -> number.toString();
      case Boolean flag -> flag.toString();
      case Figure figure -> figure.text();
      case Pem pem when format == Format.PLAIN -> pem.text();
      case Pem pem -> format.escape(pem.text());
      case ExposedKey _ ->
          throw new RenderException(
              "a member's key stands in a file that every user of the node may read; write mode"
                  + " 0640 or 0600");
      case List<?> ignored -> throw new RenderException(LIST);
      default -> format.escape(value.toString());
    };
  }

  /**
   * Finds values by name in maps only: a template can never reach a method or field of an object.
   */
  private static final class NamesOnly extends BasicCollector {
    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
      return value instanceof List<?> list ? list.iterator() : null;
    }

    @Override
    public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
      return context instanceof Map<?, ?>
          ? (map, key) -> {
            Object value = ((Map<?, ?>) map).get(key);
            return value == null ? Template.NO_FETCHER_FOUND : value;
          }
          : null;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
      return new HashMap<>();
    }
  }
}
