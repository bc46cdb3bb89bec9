# A host name, as a certificate has it.
type Kitward::Host = Pattern[/\A[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\z/]
