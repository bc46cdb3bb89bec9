# Tags this node, in any number of profiles; a tag given twice is one tag.
#
# On a compiler that has a voucher (class `kitward::voucher`) each tag carries a proof that Puppet said so.
#
# @param tags
#   Tags or lists of tags: `key` or `key=value` (`Kitward::Tag`). A wrong one fails the compilation and names itself.
# @return [Undef]
#
# @example What a profile says
#   kitward::tag('database', 'environment=production')
function kitward::tag(Variant[String, Array[String]] *$tags) >> Undef {
  # By hand, since Puppet's own words for a pattern that doesn't match are two screens of it.
  flatten($tags).each |$tag| {
    unless $tag =~ Kitward::Tag {
      $why = $tag ? {
        ''                => 'it is empty',
        /\s/              => 'there is a blank in it',
        /=\z/             => "after '=' a value is missing; without a value leave the '=' out",
        /=.*=/            => "there are two '=' in it",
        /[^A-Za-z0-9_.=\/-]/ => "there are other characters in it than letters, digits, '-', '_' and '.'",
        default           => "key and value begin and end with a letter or digit and have 63 characters at most",
      }
      fail("kitward::tag: '${tag}' is no tag: ${why}. Write key or key=value, such as environment=production. It stands in ${kitward::place()}")
    }
  }
  kitward::proof($tags).each |$tag, $proof| {
    kitward_tag { $tag:
      proof => $proof,
    }
  }
  undef
}
