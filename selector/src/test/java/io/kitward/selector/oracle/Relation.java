package io.kitward.selector.oracle;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How one value stands to one operand, by the plainest means there are. */
final class Relation {
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final Pattern VERSION =
      Pattern.compile("[0-9][A-Za-z0-9.+~_-]*|[0-9]+:[0-9][A-Za-z0-9.+~_:-]*");
  private static final Pattern PIECE = Pattern.compile("([^0-9]*)([0-9]*)");

  private Relation() {}

  static boolean holds(boolean fact, String value, String relation, String operand) {
    return switch (relation) {
      case "=" -> value.equals(operand);
      case "like" -> Pattern.compile(regex(operand), Pattern.DOTALL).matcher(value).matches();
      case "within" -> within(value, operand);
      case ">" -> fact ? order(value, operand, 1) : number(value, operand, 1);
      case "<" -> fact ? order(value, operand, -1) : number(value, operand, -1);
      case ">=" -> comparable(value) && !order(value, operand, -1);
      case "<=" -> comparable(value) && !order(value, operand, 1);
      default -> throw new IllegalArgumentException(relation);
    };
  }

  private static boolean number(String value, String operand, int wanted) {
    return value.matches("[0-9]+")
        && new BigInteger(value).compareTo(LARGEST) <= 0
        && new BigInteger(value).compareTo(new BigInteger(operand)) == wanted;
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    glob.codePoints()
        .forEach(
            c ->
                regex.append(
                    c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c))));
    return regex.toString();
  }

  private static boolean comparable(String value) {
    return VERSION.matcher(value).matches();
  }

  private static boolean order(String value, String operand, int wanted) {
    return comparable(value) && compare(key(value), key(operand)) == wanted;
  }

  /** Epoch, upstream version and revision, each as numbers whose order is that of the text. */
  private static List<List<BigInteger>> key(String version) {
    int colon = version.indexOf(':');
    String epoch = colon < 0 ? "0" : version.substring(0, colon);
    String rest = version.substring(colon + 1);
    int hyphen = rest.lastIndexOf('-');
    String revision = hyphen < 0 ? "" : rest.substring(hyphen + 1);
    String upstream = hyphen < 0 ? rest : rest.substring(0, hyphen);
    return List.of(numbers(epoch), numbers(upstream), numbers(revision));
  }

  /** Each stretch of text as its characters' ranks and a 0, then its digits as one number. */
  private static List<BigInteger> numbers(String part) {
    List<BigInteger> numbers = new ArrayList<>();
    for (MatchResult piece : PIECE.matcher(part).results().toList()) {
      piece.group(1).chars().forEach(c -> numbers.add(BigInteger.valueOf(rank(c))));
      numbers.add(BigInteger.ZERO);
      numbers.add(new BigInteger("0" + piece.group(2)));
    }
    return numbers;
  }

  private static int rank(int c) {
    return c == '~' ? -1 : Character.isLetter(c) ? c : 1000 + c;
  }

  /** -1, 0 or 1; a part that ends early goes on with zeros. */
  private static int compare(List<List<BigInteger>> left, List<List<BigInteger>> right) {
    for (int part = 0; part < 3; part++) {
      for (int i = 0; i < Math.max(left.get(part).size(), right.get(part).size()); i++) {
        int order = at(left.get(part), i).compareTo(at(right.get(part), i));
        if (order != 0) {
          return order;
        }
      }
    }
    return 0;
  }

  private static BigInteger at(List<BigInteger> numbers, int index) {
    return index < numbers.size() ? numbers.get(index) : BigInteger.ZERO;
  }

  private static boolean within(String value, String network) {
    if (!value.matches("[0-9]+(\\.[0-9]+){3}|[0-9a-f:.]*:[0-9a-f:.]*")) {
      return false;
    }
    String[] parts = network.split("/");
    byte[] address = InetAddress.ofLiteral(value).getAddress();
    byte[] first = InetAddress.ofLiteral(parts[0]).getAddress();
    int bits = parts.length == 1 ? first.length * 8 : Integer.parseInt(parts[1]);
    return address.length == first.length
        && new BigInteger(1, address)
            .shiftRight(first.length * 8 - bits)
            .equals(new BigInteger(1, first).shiftRight(first.length * 8 - bits));
  }
}
