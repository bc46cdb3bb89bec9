package io.kitward.server.console.page;

/**
 * A part of a page that stays live: rendered by the same template alone and within its page.
 *
 * @param id the id of its one outermost element
 * @param view what the template shows, its parameter {@code view}
 */
public record Region(String id, String template, Object view) {}
