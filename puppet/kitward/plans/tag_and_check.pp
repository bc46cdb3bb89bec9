# Tags targets on their own word, and asks how their services are.
#
# @param targets
#   The targets; each has Puppet's certificate.
# @param tags
#   Tags to add: `key` or `key=value`.
# @return [ResultSet]
#   The outcome of the task `kitward::check` on each target.
plan kitward::tag_and_check (
  TargetSpec $targets,
  Array[Kitward::Tag, 1] $tags,
) {
  run_task('kitward::tag', $targets, 'tags' => $tags)
  return run_task('kitward::check', $targets)
}
