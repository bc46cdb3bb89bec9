# The name of a service that Kitward knows, such as `chrony` or `node-exporter`.
type Kitward::Service = Pattern[/\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z/]
