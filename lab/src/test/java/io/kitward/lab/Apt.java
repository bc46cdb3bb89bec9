package io.kitward.lab;

/** What apt and dpkg say of a host. */
record Apt(LabHost host) {

  /** dpkg's words for a package's state, such as {@code install ok installed}; empty: unknown. */
  String status(String name) {
    return host.run("dpkg-query", "-W", "-f=${Status}", name).stdout();
  }

  /** How often apt has installed a package on this host, as its own history tells. */
  int installations(String name) {
    return count("grep -c '^Install:.*" + name + "' /var/log/apt/history.log");
  }

  /** What dpkg finds unfinished; empty when all is whole. */
  String audit() {
    return host.run("dpkg", "--audit").stdout();
  }

  /** From now on each start of apt-get is noted. */
  void noteStarts() {
    host.write(
        "/usr/local/sbin/apt-get",
        "#!/bin/sh\necho \"$@\" >>/run/apt-starts\nexec /usr/bin/apt-get \"$@\"\n",
        "0755");
    host.run("sh", "-c", ": >/run/apt-starts").orThrow("noting apt's starts");
  }

  /** How many starts were noted. */
  int starts() {
    return count("wc -l </run/apt-starts");
  }

  /** Starts are no longer noted. */
  void forgetStarts() {
    host.run("rm", "-f", "/usr/local/sbin/apt-get", "/run/apt-starts").orThrow("forgetting");
  }

  private int count(String command) {
    String text = host.run("sh", "-c", command).stdout().strip();
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }
}
