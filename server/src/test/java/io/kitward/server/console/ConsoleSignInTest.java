package io.kitward.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.access.Principal.BackendPrincipal;
import io.kitward.server.access.Principal.Role;
import io.kitward.server.access.Principal.TokenPrincipal;
import io.kitward.server.api.port.Actor;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleSignInTest {
  private final Served served = new Served();
  private final Browser browser = served.browser;

  @AfterEach
  void close() {
    served.close();
  }

  @Test
  void withoutASessionEveryPageLeadsToSignInAndBack() throws Exception {
    for (String path : List.of("/", "/nodes?q=web", "/nodes/db1.lab", "/policies", "/backends")) {
      HttpResponse<String> answer = browser.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(303);
      assertThat(answer.headers().firstValue("location").orElseThrow()).startsWith("/sign-in");
    }
    assertThat(browser.get("/nodes?q=web").headers().firstValue("location"))
        .contains("/sign-in?next=%2Fnodes%3Fq%3Dweb");
    assertThat(browser.get("/events?view=/").statusCode()).isEqualTo(401);
  }

  @Test
  void aGoodTokenOpensASessionWithAStrictCookie() throws Exception {
    HttpResponse<String> answer = browser.signIn("secret-admin", "/nodes?q=web");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).contains("/nodes?q=web");
    String cookie =
        answer.headers().allValues("set-cookie").stream()
            .filter(line -> line.startsWith("__Host-kitward-session="))
            .findFirst()
            .orElseThrow();
    assertThat(cookie).contains("HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=43200");
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenIsGoodAtOnceThoughOthersWereAtWorkJustBeforeItWasMade() throws Exception {
    browser.signIn("secret-admin", "/");
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
    served.fleet.tokens.add("newcomer");
    try (var newcomer = new Browser(served.port())) {
      newcomer.signIn("secret-newcomer", "/");

      assertThat(newcomer.get("/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anUnknownTokenAndABackendsTokenAreRefusedInTheSameWords() throws Exception {
    served.fleet.tokens.addOther("secret-of-mon", new BackendPrincipal("mon"));

    HttpResponse<String> unknown = browser.signIn("nonsense", "/");
    HttpResponse<String> backend = browser.signIn("secret-of-mon", "/");

    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(backend.statusCode()).isEqualTo(401);
    assertThat(unknown.body()).contains("That token is not valid here.");
    assertThat(backend.body()).contains("That token is not valid here.");
    assertThat(browser.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void anAddressElsewhereIsNeverFollowed() throws Exception {
    for (String next :
        List.of(
            "https://evil.example/",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "/a\r\nb: c",
            "")) {
      HttpResponse<String> answer = browser.signIn("secret-admin", next);
      assertThat(answer.headers().firstValue("location")).as(next).contains("/");
    }
  }

  @Test
  void whoGuessesHasToWaitEvenWithTheRightToken() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(browser.signIn("guess" + i, "/").statusCode()).isEqualTo(401);
    }
    HttpResponse<String> held = browser.signIn("secret-admin", "/");
    assertThat(held.statusCode()).isEqualTo(429);
    assertThat(held.headers().firstValue("retry-after")).contains("1");

    served.clock.pass(Duration.ofSeconds(2));
    assertThat(browser.signIn("secret-admin", "/").statusCode()).isEqualTo(303);
  }

  @Test
  void aSignInFormOfAnotherBrowserDoesNothing() throws Exception {
    HttpResponse<String> answer =
        browser.post("/sign-in", Map.of("csrf", "made-up", "token", "secret-admin", "next", "/"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(browser.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void aSessionEndsAfterTwelveHours() throws Exception {
    browser.signIn("secret-admin", "/");
    served.clock.pass(Duration.ofHours(12).minusSeconds(1));
    assertThat(browser.get("/").statusCode()).isEqualTo(200);

    served.clock.pass(Duration.ofSeconds(1));
    assertThat(browser.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void aRevokedTokenEndsItsSessions() throws Exception {
    browser.signIn("secret-admin", "/");
    browser.get("/");
    served.fleet.tokens.revoke("admin", new Actor(new TokenPrincipal("admin", Role.ADMIN), "r-1"));

    served.clock.pass(Duration.ofSeconds(5));
    assertThat(browser.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void signingOutEndsTheSessionOnTheServerToo() throws Exception {
    browser.signIn("secret-admin", "/");
    String page = browser.get("/").body();

    assertThat(browser.post("/sign-out", Map.of("csrf", "made-up")).statusCode()).isEqualTo(403);
    assertThat(browser.get("/").statusCode()).isEqualTo(200);
    assertThat(browser.post("/sign-out", Map.of("csrf", Browser.hidden(page, "csrf"))).statusCode())
        .isEqualTo(303);
    assertThat(browser.get("/").statusCode()).isEqualTo(303);
  }

  @Test
  void aLinkFromElsewhereComesAgainByItselfBeforeAnybodyIsAskedToSignIn() throws Exception {
    browser.forgetCookies();
    HttpResponse<String> first = browser.get("/nodes/db1.lab", "sec-fetch-site", "cross-site");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).contains("http-equiv=\"refresh\"").contains("/nodes/db1.lab");
    assertThat(browser.get("/nodes/db1.lab", "sec-fetch-site", "same-origin").statusCode())
        .isEqualTo(303);
  }

  @Test
  void theThemeIsKeptAndRenderedByTheServer() throws Exception {
    browser.signIn("secret-admin", "/");
    String csrf = Browser.hidden(browser.get("/").body(), "csrf");
    browser.post("/theme", Map.of("csrf", csrf, "theme", "dark", "next", "/nodes"));

    assertThat(browser.get("/nodes").body()).contains("<html lang=\"en\" data-theme=\"dark\">");
  }
}
