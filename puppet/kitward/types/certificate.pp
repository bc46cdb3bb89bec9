# A certificate with its chain, and its key, as files on the node (PEM).
type Kitward::Certificate = Struct[{
    certificate => Kitward::Path,
    key         => Kitward::Path,
}]
