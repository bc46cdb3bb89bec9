package io.kitward.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Debian's Chromium without a window. For one thread. */
public final class Chromium implements AutoCloseable {

  private static final Path DEBIANS = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Starts the browser that KITWARD_CHROMIUM names, else Debian's. */
  public static Chromium start() {
    Path program =
        Optional.ofNullable(System.getenv("KITWARD_CHROMIUM")).map(Path::of).orElse(DEBIANS);
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          "there is no " + program + "; install it: apt-get install chromium");
    }
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    // /dev/shm is small in containers.
                    .setArgs(List.of("--disable-dev-shm-usage", "--disable-gpu"))));
  }

  Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
