package io.kitward.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One request as a Backend document writes it. Path, headers and body are templates; each value is
 * made harmless for the place in which it stands.
 *
 * @param path begins with a slash; appended to the console's url
 * @param expect statuses that are good; empty: all from 200 to 299
 * @param retry how often it is sent again at most, and only after a status of {@code retryOn}
 */
public record RequestTemplate(
    String method,
    String path,
    SortedMap<String, String> headers,
    String body,
    String contentType,
    List<Integer> expect,
    int retry,
    List<Integer> retryOn) {

  /** What is meant without {@code contentType}. */
  static final String JSON = "application/json";

  /** What is meant without {@code retryOn}: a console that is busy, or not there for a moment. */
  static final List<Integer> BUSY = List.of(429, 502, 503, 504);

  static final String CREDENTIAL = "credential";

  private static final Pattern NAMES_CREDENTIAL =
      Pattern.compile("(\\{\\{|<%)\\W*" + CREDENTIAL + "\\b");

  /** A segment that servers take for a place further up, also where they decode it first. */
  private static final Pattern CLIMBS =
      Pattern.compile("(?i)(^|/|\\\\|%2f|%5c)(\\.|%2e){1,2}(/|\\\\|%2f|%5c|$)");

  public RequestTemplate {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    expect = List.copyOf(expect);
    retryOn = List.copyOf(retryOn);
  }

  /** A request with the values of one node. */
  public record Rendered(String path, SortedMap<String, String> headers, String body) {
    public Rendered {
      headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }
  }

  /** Whether an answer with this status is a good one. */
  public boolean expects(int status) {
    return expect.isEmpty() ? status >= 200 && status < 300 : expect.contains(status);
  }

  /** Whether a header shows the credential. */
  public boolean showsCredential() {
    return headers.values().stream().anyMatch(RequestTemplate::namesCredential);
  }

  RequestTemplate withoutHeaders() {
    return new RequestTemplate(
        method, path, new TreeMap<>(), body, contentType, expect, retry, retryOn);
  }

  static boolean namesCredential(String template) {
    return NAMES_CREDENTIAL.matcher(template).find();
  }

  /**
   * The request with its values.
   *
   * @param credential asked only when a header shows it
   * @throws IllegalArgumentException when a value can't be made harmless, in words for whoever
   *     wrote the document; never with the credential
   */
  public Rendered render(RequestValues values, Supplier<String> credential) {
    var templates = new Templates(values.byName());
    String rendered = rendered("path", templates, path, RequestPlace.PATH);
    int query = rendered.indexOf('?');
    if (CLIMBS.matcher(query < 0 ? rendered : rendered.substring(0, query)).find()) {
      throw new IllegalArgumentException("in the path, a value would lead to another place");
    }
    var texts = new TreeMap<String, String>();
    headers.forEach(
        (name, template) -> {
          var all = values.byName();
          if (namesCredential(template)) {
            all.put(CREDENTIAL, credential.get());
          }
          texts.put(
              name,
              rendered("header " + name, new Templates(all), template, RequestPlace.HEADER)
                  .strip());
        });
    return new Rendered(
        rendered, texts, rendered("body", templates, body, RequestPlace.ofBody(contentType)));
  }

  private static String rendered(
      String where, Templates templates, String template, RequestPlace place) {
    try {
      return templates.render(template, place::escape);
    } catch (RenderException unfit) {
      throw new IllegalArgumentException("in the " + where + ", " + unfit.getMessage(), unfit);
    }
  }
}
