package io.kitward.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads one request to a console, and notes what can be known to be wrong with it. */
final class RequestReader {
  private static final Pattern PATH = Pattern.compile("/[!-~ ]{0,2000}");

  /** As it must be once it is rendered (RFC 3986, and brackets in the query). */
  private static final Pattern URL =
      Pattern.compile(
          "([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
              + "(\\?([A-Za-z0-9._~!$&'()*+,;=:@/?\\[\\]-]|%[0-9A-Fa-f]{2})*)?");

  private static final Pattern TYPE = Pattern.compile("[!-~ ]{1,200}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]{1,4000}");

  /** Headers that belong to the connection, or are said elsewhere. */
  private static final Set<String> OURS =
      Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

  private static final int MOST_RETRIES = 5;

  private RequestReader() {}

  static RequestTemplate request(Fields fields, RequestRole role) {
    String method =
        fields.text(
            "method", role.methods(), "one of " + role.methods().pattern().replace("|", ", "));
    String path =
        fields.text("path", PATH, "a path that begins with /, which is appended to the url");
    SortedMap<String, String> headers = headers(fields, role);
    String body = fields.textOr("body", "", Fields.ANY, "text");
    String type = fields.textOr("contentType", RequestTemplate.JSON, TYPE, "a content type");
    List<Integer> expect = statuses(fields, "expect");
    int retry = Syntax.whole(fields, "retry", 0, 0, MOST_RETRIES);
    List<Integer> retryOn = statuses(fields, "retryOn");
    var request =
        new RequestTemplate(
            method,
            path,
            headers,
            body,
            type,
            expect,
            retry,
            retryOn.isEmpty() ? RequestTemplate.BUSY : retryOn);
    if (method.equals("GET") && !body.isEmpty()) {
      fields.problem(Problem.VALUE, "body", "stands on a GET, which has none; drop it");
    }
    if (!RequestPlace.known(type)) {
      fields.problem(
          Problem.VALUE,
          "contentType",
          "is '"
              + type
              + "', and Kitward can make values harmless only in application/json, types that end in"
              + " +json, application/x-www-form-urlencoded and text/plain");
    }
    boolean sound = check(fields, "path", path, RequestPlace.PATH, role);
    sound &= check(fields, "body", body, RequestPlace.ofBody(type), role);
    if (sound) {
      tried(fields, request);
    }
    return request;
  }

  /** Notes what is wrong with a template; whether nothing is. */
  private static boolean check(
      Fields fields, String name, String template, RequestPlace place, RequestRole role) {
    if (RequestTemplate.namesCredential(template)) {
      fields.problem(
          Problem.TEMPLATE,
          name,
          "{{credential}} may stand in headers only: paths and bodies are logged on the way");
      return false;
    }
    List<TemplateCheck.Fault> faults =
        TemplateCheck.problems(template, place.format(), role.names());
    TemplateReader.report(fields, name, faults);
    return faults.isEmpty();
  }

  /** What only shows once values are put in. */
  private static void tried(Fields fields, RequestTemplate request) {
    RequestTemplate.Rendered rendered;
    try {
      rendered = request.withoutHeaders().render(RequestValues.example(), () -> "");
    } catch (IllegalArgumentException broken) {
      fields.problem(Problem.TEMPLATE, "path", "cannot be rendered: " + broken.getMessage());
      return;
    }
    if (!URL.matcher(rendered.path()).matches()) {
      fields.problem(
          Problem.VALUE,
          "path",
          "is no path of a URL: blanks, #, braces and whatever else is special there is written as"
              + " %20, %23 and so on");
    }
    if (RequestPlace.isJson(request.contentType()) && !rendered.body().isBlank()) {
      notJson(rendered.body())
          .ifPresent(
              words ->
                  fields.problem(
                      Problem.TEMPLATE, "body", "is no JSON once values are put in: " + words));
    }
  }

  private static Optional<String> notJson(String text) {
    try {
      JsonMapper.shared().readTree(text);
      return Optional.empty();
    } catch (JacksonException broken) {
      return Optional.of(broken.getOriginalMessage());
    }
  }

  private static SortedMap<String, String> headers(Fields fields, RequestRole role) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    Fields all = fields.mapping("headers");
    if (all == null) {
      return headers;
    }
    for (String name : all.names()) {
      String value = all.text(name, HEADER_VALUE, "text in printable ASCII");
      String lower = name.toLowerCase(Locale.ROOT);
      refusal(lower)
          .ifPresentOrElse(
              why -> all.problem(Problem.VALUE, name, why),
              () -> {
                TemplateReader.report(
                    all,
                    name,
                    TemplateCheck.problems(
                        value, RequestPlace.HEADER.format(), role.headerNames()));
                if (headers.put(name, value) != null) {
                  all.problem(Problem.VALUE, name, "stands there twice; keep one");
                }
              });
    }
    return headers;
  }

  private static Optional<String> refusal(String header) {
    if (!HEADER.matcher(header).matches()) {
      return Optional.of("is no name of a header");
    }
    if (OURS.contains(header)) {
      return Optional.of("belongs to the connection, which Kitward makes; drop it");
    }
    return header.equals("content-type")
        ? Optional.of("is said by contentType; drop it")
        : Optional.empty();
  }

  private static List<Integer> statuses(Fields fields, String name) {
    return fields.list(name, (node, at) -> status(fields, node, at));
  }

  private static @Nullable Integer status(Fields fields, SourceNode node, String at) {
    if (node instanceof SourceNode.Whole whole
        && whole.number().bitLength() < Integer.SIZE
        && whole.number().intValue() >= 200
        && whole.number().intValue() <= 599) {
      return whole.number().intValue();
    }
    fields
        .problems()
        .add(
            Problem.VALUE,
            node.position(),
            at,
            "is " + node.shown() + ", expected a status from 200 to 599");
    return null;
  }
}
