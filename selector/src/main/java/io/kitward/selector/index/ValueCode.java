package io.kitward.selector.index;

/** A value that a selector names, with its code; immutable. */
final class ValueCode {
  final int hash;
  final String key;
  final String value;
  final int code;
  final AttributeCodes attribute;

  ValueCode(int hash, String key, String value, int code, AttributeCodes attribute) {
    this.hash = hash;
    this.key = key;
    this.value = value;
    this.code = code;
    this.attribute = attribute;
  }

  boolean is(int otherHash, String otherKey, String otherValue) {
    return hash == otherHash && value.equals(otherValue) && key.equals(otherKey);
  }
}
