package io.kitward.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody with a browser of their own before a server's console, and what went wrong in it. For
 * one thread.
 */
public final class Visitor implements AutoCloseable {

  private final Scene scene;
  private final BrowserContext context;
  private final Page page;
  private final List<String> troubles = new ArrayList<>();

  private Visitor(Scene scene, BrowserContext context) {
    this.scene = scene;
    this.context = context;
    this.page = context.newPage();
    page.onConsoleMessage(this::said);
    page.onPageError(error -> troubles.add("script: " + error));
    page.onDialog(
        dialog -> {
          troubles.add("dialog: " + dialog.message());
          dialog.dismiss();
        });
    page.onRequestFailed(
        request -> {
          // Whoever leaves a page leaves its stream.
          if (!request.url().contains("/events?")) {
            troubles.add("request: " + request.url() + " " + request.failure());
          }
        });
    page.onResponse(this::answered);
  }

  /** Somebody who has not signed in. */
  static Visitor stranger(Chromium chromium, Scene scene, Look look) {
    return new Visitor(scene, chromium.browser().newContext(options(look)));
  }

  /** Somebody who is signed in as the administrator. */
  static Visitor signedIn(Chromium chromium, Scene scene, Look look) {
    String state =
        scene.signedIn(
            () -> {
              try (Visitor first = stranger(chromium, scene, Look.USUAL)) {
                first.signIn();
                return first.context.storageState();
              }
            });
    BrowserContext context = chromium.browser().newContext(options(look).setStorageState(state));
    context.addCookies(
        List.of(
            new Cookie("__Host-kitward-theme", look.theme())
                .setUrl(scene.url())
                .setSecure(true)
                .setHttpOnly(true)));
    return new Visitor(scene, context);
  }

  /** Somebody who signed in with a token of their own. */
  static Visitor bearing(Chromium chromium, Scene scene, Look look, String token) {
    Visitor visitor = stranger(chromium, scene, look);
    visitor.signIn(token);
    return visitor;
  }

  private static Browser.NewContextOptions options(Look look) {
    return new Browser.NewContextOptions()
        .setIgnoreHTTPSErrors(true)
        .setJavaScriptEnabled(look.script())
        .setReducedMotion(ReducedMotion.REDUCE)
        .setViewportSize(look.width(), look.height());
  }

  private void said(ConsoleMessage message) {
    // What could not be loaded is heard of through its answer, and a page may well be a 404 itself.
    if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
      troubles.add("console: " + message.text());
    }
  }

  private void answered(Response response) {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      troubles.add("answer: " + response.url() + " " + response.status());
    }
  }

  /** Signs in with the administrator's token, through the form. */
  void signIn() {
    signIn(scene.token());
  }

  private void signIn(String token) {
    open("/sign-in");
    page.fill("input[name=token]", token);
    page.click("main button[type=submit]");
    page.waitForURL(scene.url() + "/");
  }

  /** Goes to an address of the console; the status of the answer. */
  int open(String address) {
    return Optional.ofNullable(page.navigate(scene.url() + address))
        .map(Response::status)
        .orElseThrow();
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** The address of the page without the server. */
  String address() {
    return page.url().substring(scene.url().length());
  }

  /** Chromium's own view of the page. */
  CDPSession insight() {
    return context.newCDPSession(page);
  }

  /** What went wrong since this was asked last. */
  List<String> troubles() {
    List<String> found = List.copyOf(troubles);
    troubles.clear();
    return found;
  }

  @Override
  public void close() {
    context.close();
  }
}
