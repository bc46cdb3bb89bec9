# The version of a Debian package.
type Kitward::Version = Pattern[/\A[0-9][A-Za-z0-9.+:~-]*\z/]
