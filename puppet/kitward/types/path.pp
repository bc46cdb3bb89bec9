# An absolute path on the node.
type Kitward::Path = Pattern[/\A\/[^[:cntrl:]]*\z/]
