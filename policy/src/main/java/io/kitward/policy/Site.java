package io.kitward.policy;

/**
 * Where Kitward itself is: the URL of the people's door, and the certificate of its authority
 * (PEM).
 */
public record Site(String url, String caPem) {
  public Site {
    caPem = caPem.replace("\r\n", "\n");
    if (caPem.chars().anyMatch(c -> c != '\n' && (c < ' ' || c > '~'))) {
      throw new IllegalArgumentException("the certificate of the authority is not PEM text");
    }
  }
}
