package io.kitward.server.console.page;

import java.util.List;

/**
 * What a page shows.
 *
 * @param title the state first, such as {@code ✗ 3 failed}, then what page it is
 * @param section which entry of the navigation it belongs to
 * @param template the page's template; its parameter {@code page} is the view
 * @param regions the parts of it that stay live, in reading order; none for a still page
 * @param query the text of the search field
 */
public record Screen(
    int status,
    String title,
    Section section,
    String template,
    Object view,
    List<Region> regions,
    String query) {

  /** A page that was found. */
  public static Screen of(
      String title, Section section, String template, Object view, List<Region> regions) {
    return new Screen(200, title, section, template, view, List.copyOf(regions), "");
  }

  /** The same with another status and text in the search field. */
  public Screen with(int otherStatus, String text) {
    return new Screen(otherStatus, title, section, template, view, regions, text);
  }
}
