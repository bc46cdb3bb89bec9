package io.kitward.server.plan;

import java.util.Map;

/**
 * In whose name documents are changed.
 *
 * @param source that has them afterwards, such as {@code repository/production}; empty: people
 * @param takeOver whether it may change what others have
 * @param places every document of the source, as {@code Kind/name}, with the file that it stands
 *     in; those among them that are not changed become the source's too
 */
public record Claim(String source, boolean takeOver, Map<String, String> places) {

  /** How the sources of followed repositories begin. */
  public static final String REPOSITORY = "repository/";

  /** People, who leave to others what those have. */
  public static final Claim PEOPLE = new Claim("", false, Map.of());

  public Claim {
    places = Map.copyOf(places);
  }

  /** The source of a followed repository. */
  public static String ofRepository(String name) {
    return REPOSITORY + name;
  }

  /** Whether it speaks for a followed repository. */
  public boolean isRepository() {
    return source.startsWith(REPOSITORY);
  }
}
