package io.kitward.server.console;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.kitward.server.access.Principal;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signing in with an API token, and out. */
final class SignIn {
  private static final String REFUSED = "That token is not valid here.";

  private final Tokens tokens;
  private final Sessions sessions;
  private final BackOff backOff;
  private final Frame frame;
  private final Supplier<String> secrets;

  SignIn(Tokens tokens, Sessions sessions, BackOff backOff, Frame frame, Supplier<String> secrets) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.backOff = backOff;
    this.frame = frame;
    this.secrets = secrets;
  }

  void form(Context context) {
    show(context, 200, next(context.queryParam("next")), "", 0);
  }

  void submit(Context context) {
    String next = next(context.formParam("next"));
    if (!equal(Cookies.SIGN_IN.read(context), text(context.formParam("csrf")))) {
      show(context, 403, next, "This form was out of date. Please try once more.", 0);
      return;
    }
    Duration wait = backOff.attempt(context.ip());
    if (!wait.isZero()) {
      long seconds = wait.plusMillis(999).toSeconds();
      context.header("retry-after", String.valueOf(seconds));
      show(context, 429, next, REFUSED, seconds);
      return;
    }
    Optional<Principal> principal = tokens.verify(text(context.formParam("token")).strip());
    if (principal.isPresent() && principal.get() instanceof TokenPrincipal person) {
      backOff.succeeded(context.ip());
      sessions.close(Cookies.SESSION.read(context));
      Cookies.SESSION.write(context, sessions.open(person).id());
      Cookies.SIGN_IN.remove(context);
      context.redirect(next, HttpStatus.SEE_OTHER);
      return;
    }
    show(context, 401, next, REFUSED, 0);
  }

  void out(Context context, Sessions.Session session) {
    requireForm(context, session);
    sessions.close(session.id());
    Cookies.SESSION.remove(context);
    context.redirect("/sign-in", HttpStatus.SEE_OTHER);
  }

  /** Whether this session's pages made the form. */
  static boolean made(Context context, Sessions.Session session) {
    return equal(session.csrf(), text(context.formParam("csrf")));
  }

  /** Refuses a form that this session's pages did not make. */
  static void requireForm(Context context, Sessions.Session session) {
    if (!made(context, session)) {
      throw new ApiException(
              ErrorCode.FORBIDDEN, "the form does not belong to this session; nothing was done")
          .next("Go back, load the page again, and repeat it there.");
    }
  }

  private void show(Context context, int status, String next, String fault, long wait) {
    String secret = secrets.get();
    Cookies.SIGN_IN.write(context, secret);
    frame.alone(
        context, status, "Sign in", "sign-in.jte", new SignInView(next, secret, fault, wait));
  }

  private static String next(@Nullable String address) {
    return LocalPath.orOverview(text(address));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** Equal and not empty, in a time that says nothing. */
  private static boolean equal(String expected, String given) {
    return !expected.isEmpty()
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
