# Two hashes as one: hashes within them are merged too, any other value of the second goes before the first's, and what the second
# gives as undef is left out.
#
# @param under
#   What holds unless it is said otherwise.
# @param over
#   What is said otherwise.
# @return
#   Both.
# @api private
function kitward::merge(Hash $under, Hash $over) >> Hash {
  $over.reduce($under) |$merged, $entry| {
    [$key, $value] = $entry
    $below = $under[$key] ? {
      Hash    => $under[$key],
      default => {},
    }
    $value ? {
      undef   => $merged - $key,
      Hash    => $merged + { $key => kitward::merge($below, $value) },
      default => $merged + { $key => $value },
    }
  }
}
