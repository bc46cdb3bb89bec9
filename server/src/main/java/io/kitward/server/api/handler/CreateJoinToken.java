package io.kitward.server.api.handler;

import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;
import io.kitward.server.config.Span;
import io.kitward.server.pki.Certname;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Makes a one-time token; its value is in this answer and never again. */
record CreateJoinToken(Admissions admissions) implements Handler {

  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final int MOST_TAGS = 100;

  @Override
  public Response handle(Request request) {
    var body = OptionalFields.read(request, "certname", "tags", "validFor");
    String certname = body.text("certname").orElse("");
    if (!certname.isEmpty() && (!Certname.isValid(certname) || certname.equals("self"))) {
      throw field("/certname", "A certname has lower-case letters, digits and . _ -.");
    }
    var asked =
        new Admissions.Asked(certname, tags(body.texts("tags")), life(body.text("validFor")));
    return Bodies.json(
        201, admissions.createToken(asked, new Actor(request.principal(), request.requestId())));
  }

  private static Duration life(Optional<String> text) {
    Optional<Duration> life = text.isEmpty() ? Optional.of(USUAL) : Span.parse(text.get());
    if (life.isEmpty() || life.get().isZero() || life.get().compareTo(LONGEST) > 0) {
      throw field("/validFor", "It must be a time such as 30m, 2h or 7d, 30d at most.");
    }
    return life.get();
  }

  private static TreeSet<Tag> tags(List<String> texts) {
    var tags = new TreeSet<Tag>();
    for (int i = 0; i < texts.size(); i++) {
      if (i >= MOST_TAGS) {
        throw field("/tags/" + i, "There are at most " + MOST_TAGS + " tags.");
      }
      try {
        tags.add(Tag.parse(texts.get(i)));
      } catch (TagSyntaxException e) {
        throw field("/tags/" + i, JsonBody.printable(String.valueOf(e.getMessage())));
      }
    }
    return tags;
  }

  private static ApiException field(String pointer, String words) {
    return new ApiException(ErrorCode.FIELD_INVALID, words).pointer(pointer);
  }
}
