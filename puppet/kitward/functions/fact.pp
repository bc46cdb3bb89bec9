# What the module's own fact says of this node; fails with clear words where there is no such fact.
#
# @param name
#   A key of the fact `kitward`.
# @return
#   Its value.
# @api private
function kitward::fact(String[1] $name) >> NotUndef {
  $value = $facts.dig('kitward', $name)
  if $value =~ Undef {
    fail("kitward: the fact 'kitward' is missing, or its '${name}'; does pluginsync bring the module's facts to ${trusted['certname']}?")
  }
  $value
}
