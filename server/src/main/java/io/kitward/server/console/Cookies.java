package io.kitward.server.console;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;

/** The console's three cookies: none readable by scripts, none sent from or to elsewhere. */
enum Cookies {
  /** Who is signed in. */
  SESSION("__Host-kitward-session", Sessions.LIFE),
  /** Ties a sign-in form to the browser that it was made for. */
  SIGN_IN("__Host-kitward-sign-in", Duration.ofHours(1)),
  /** The chosen theme, so that the server renders it and nothing flashes. */
  THEME("__Host-kitward-theme", Duration.ofDays(365));

  private final String name;
  private final Duration life;

  Cookies(String name, Duration life) {
    this.name = name;
    this.life = life;
  }

  /** The cookie's value; empty when it was not sent. */
  String read(Context context) {
    String value = context.cookie(name);
    return value == null ? "" : value;
  }

  void write(Context context, String value) {
    context.cookie(
        new Cookie(name, value, "/", (int) life.toSeconds(), true, true, null, SameSite.STRICT));
  }

  void remove(Context context) {
    context.cookie(new Cookie(name, "", "/", 0, true, true, null, SameSite.STRICT));
  }
}
