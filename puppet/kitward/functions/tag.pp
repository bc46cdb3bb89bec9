# Tags this node, in any number of profiles; a tag given twice is one tag.
#
# On a compiler that has a voucher (class `kitward::voucher`) each tag carries a proof that Puppet said so.
#
# @param tags
#   Tags or lists of tags: `key` or `key=value`.
# @return [Undef]
#
# @example What a profile says
#   kitward::tag('database', 'environment=production')
function kitward::tag(Variant[Kitward::Tag, Array[Kitward::Tag]] *$tags) >> Undef {
  kitward::proof($tags).each |$tag, $proof| {
    kitward_tag { $tag:
      proof => $proof,
    }
  }
  undef
}
