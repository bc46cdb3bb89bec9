package io.kitward.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what Backend documents of the type http say beside what all consoles have. */
final class HttpConsoleReader {

  private static final String POINTER_TEXT = "(/([^~/\\p{Cntrl}]|~[01])*)";
  private static final Pattern POINTER = Pattern.compile(POINTER_TEXT + "+");
  private static final Pattern POINTER_OR_KEY = Pattern.compile("0#|" + POINTER_TEXT + "+");
  private static final Pattern POINTER_OR_WHOLE = Pattern.compile(POINTER_TEXT + "*");
  private static final String POINTER_EXPECTED =
      "a JSON pointer (RFC 6901) such as /data/0/name, where ~1 stands for / and ~0 for ~";
  private static final String KEY_EXPECTED =
      POINTER_EXPECTED + ", or 0# for the name of the field in which the record stands";
  private static final String WHOLE_EXPECTED = POINTER_EXPECTED + ", or \"\" for the whole answer";
  private static final Duration OLDEST = Duration.ofDays(366);

  private HttpConsoleReader() {}

  /** What such a console needs. */
  static void fit(@Nullable String url, Fields spec) {
    if (url == null) {
      spec.problem(
          Problem.MISSING, "url", "is missing; expected where Kitward reaches this console");
    }
    if (spec.find("registersAs") == null) {
      spec.problem(
          Problem.MISSING,
          "registersAs",
          "is missing; expected a word under which registration: of services names this console");
    }
    if (spec.find("registersAs") instanceof SourceNode.Text kind
        && Arrays.stream(BackendDocument.Type.values())
            .anyMatch(type -> DocumentForm.word(type).equals(kind.text()))) {
      spec.problem(
          Problem.VALUE,
          "registersAs",
          "is '" + kind.text() + "', which is a type of its own; take another");
    }
  }

  /** Null, with a problem, when the requests are missing. */
  static @Nullable HttpConsole read(Fields spec) {
    if (spec.require("requests", "what Kitward asks this console: observe, create and delete")
        == null) {
      return null;
    }
    Fields fields = spec.mapping("requests");
    HttpConsole requests = fields == null ? null : requests(fields);
    if (requests == null) {
      return null;
    }
    credential(spec, requests);
    if ("disable".equals(spec.find("leaving") instanceof SourceNode.Text text ? text.text() : "")
        && requests.disable() == null) {
      spec.problem(
          Problem.VALUE, "leaving", "is disable, and there is no request disable; write it");
    }
    return requests;
  }

  private static @Nullable HttpConsole requests(Fields fields) {
    Fields observe = required(fields, "observe");
    Fields create = required(fields, "create");
    Fields update = fields.mapping("update");
    Fields delete = required(fields, "delete");
    Fields disable = fields.mapping("disable");
    Fields prove = fields.mapping("prove");
    fields.refuseUnknown();
    HttpConsole.Listing listing = observe == null ? null : listing(observe);
    RequestTemplate created = create == null ? null : whole(create, RequestRole.CREATE);
    RequestTemplate updated = update == null ? null : whole(update, RequestRole.UPDATE);
    RequestTemplate deleted = delete == null ? null : whole(delete, RequestRole.LEAVE);
    RequestTemplate disabled = disable == null ? null : whole(disable, RequestRole.LEAVE);
    HttpConsole.Evidence evidence = prove == null ? null : evidence(prove);
    if (disable != null && listing != null && listing.digest().isEmpty()) {
      fields.problem(
          Problem.VALUE,
          "disable",
          "needs the pointer digest in observe: there it writes {{digest}}, which is then the word"
              + " disabled");
    }
    return listing == null || created == null || deleted == null
        ? null
        : new HttpConsole(listing, created, updated, deleted, disabled, evidence);
  }

  private static @Nullable Fields required(Fields fields, String name) {
    return fields.require(name, "a request with at least method and path") == null
        ? null
        : fields.mapping(name);
  }

  private static RequestTemplate whole(Fields fields, RequestRole role) {
    RequestTemplate request = RequestReader.request(fields, role);
    fields.refuseUnknown();
    return request;
  }

  private static HttpConsole.Listing listing(Fields fields) {
    RequestTemplate request = RequestReader.request(fields, RequestRole.READ);
    var listing =
        new HttpConsole.Listing(
            request,
            fields.text("items", POINTER_OR_WHOLE, WHOLE_EXPECTED),
            fields.text("id", POINTER_OR_KEY, KEY_EXPECTED),
            fields.text("name", POINTER_OR_KEY, KEY_EXPECTED),
            fields.text("mark", POINTER, POINTER_EXPECTED),
            fields.textOr("address", "", POINTER, POINTER_EXPECTED),
            fields.textOr("digest", "", POINTER, POINTER_EXPECTED),
            fields.textOr("next", "", POINTER, POINTER_EXPECTED));
    fields.refuseUnknown();
    return listing;
  }

  private static HttpConsole.Evidence evidence(Fields fields) {
    RequestTemplate request = RequestReader.request(fields, RequestRole.READ);
    var evidence =
        new HttpConsole.Evidence(
            request,
            fields.text("items", POINTER_OR_WHOLE, WHOLE_EXPECTED),
            fields.textOr("name", "", POINTER_OR_KEY, KEY_EXPECTED),
            fields.textOr("mark", "", POINTER_OR_KEY, KEY_EXPECTED),
            fields.textOr("instance", "", POINTER_OR_KEY, KEY_EXPECTED),
            fields.text("at", POINTER, POINTER_EXPECTED),
            fields.textOr("good", "", POINTER, POINTER_EXPECTED),
            values(fields),
            fields.textOr("message", "", POINTER, POINTER_EXPECTED),
            fields.find("maxAge") == null
                ? Duration.ZERO
                : Syntax.duration(fields, "maxAge", "1s", OLDEST),
            fields.textOr("next", "", POINTER, POINTER_EXPECTED));
    fields.refuseUnknown();
    long ways =
        List.of(evidence.name(), evidence.mark(), evidence.instance()).stream()
            .filter(pointer -> !pointer.isEmpty())
            .count();
    if (ways != 1) {
      fields.problem(
          Problem.VALUE,
          ways == 0 ? "name" : "mark",
          "says whose data a record is: write one of name, mark and instance");
    }
    if (evidence.good().isEmpty() != evidence.goodValues().isEmpty()) {
      fields.problem(
          Problem.VALUE,
          evidence.good().isEmpty() ? "good" : "goodValues",
          "goes together: good points to a value, goodValues lists those that are good");
    }
    return evidence;
  }

  private static List<String> values(Fields fields) {
    return fields.list(
        "goodValues",
        (node, at) ->
            switch (node) {
              case SourceNode.Whole whole -> whole.number().toString();
              case SourceNode.Decimal decimal -> decimal.number().toPlainString();
              case SourceNode.Flag flag -> String.valueOf(flag.flag());
              case SourceNode.Text text -> text.text();
              case SourceNode.Mapping _, SourceNode.Sequence _, SourceNode.Nothing _ ->
                  fields.text(node, at, Fields.ANY, "a value");
            });
  }

  /** A credential is shown in one way, and what is never shown need not be there. */
  private static void credential(Fields spec, HttpConsole requests) {
    boolean user = spec.find("user") != null;
    boolean secret = spec.find("secret") != null;
    HttpConsole.Evidence prove = requests.prove();
    List<RequestTemplate> all =
        Stream.of(
                requests.observe().request(),
                requests.create(),
                requests.update(),
                requests.delete(),
                requests.disable(),
                prove == null ? null : prove.request())
            .filter(Objects::nonNull)
            .toList();
    boolean shown = all.stream().anyMatch(RequestTemplate::showsCredential);
    if ((user || shown) && !secret) {
      spec.problem(
          Problem.MISSING,
          "secret",
          "is missing; expected secret:NAME@VERSION, "
              + (user ? "the password of the user" : "since a header shows {{credential}}"));
    }
    if (secret && !user && !shown) {
      spec.problem(
          Problem.VALUE,
          "secret",
          "is shown nowhere: write a user (basic authentication), or {{credential}} in a header");
    }
    if (user
        && all.stream()
            .anyMatch(
                request ->
                    request.headers().keySet().stream()
                        .anyMatch("authorization"::equalsIgnoreCase))) {
      spec.problem(
          Problem.VALUE,
          "user",
          "is shown by basic authentication, and a request has an Authorization header too; keep"
              + " one");
    }
  }
}
