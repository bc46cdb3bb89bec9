package io.kitward.lab.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What may differ on a host after its tools were taken away, and why: it is not Kitward's to undo.
 */
final class Leftovers {

  private record Leftover(Pattern difference, String reason) {}

  private static final List<Leftover> KNOWN =
      List.of(
          of("[~+-] /var/lib/ucf(/.*)?", "Debian's register of configuration files (ucf)"),
          of("[~+-] /var/lib/dpkg/statoverride(-old)?", "dpkg's own backup"),
          of("[~+-] /var/lib/postgresql/.*", "the database that was there before, which runs"),
          of("~ /etc/(group|gshadow|passwd|shadow)-?", "accounts that Debian's packages made"),
          of(
              "\\+ (/etc/munin(/plugins)?|/var/lib/nagios)",
              "empty folders that Debian's own purge leaves"),
          of(
              "[+] (package rsyslog|/etc/rsyslog.conf|/etc/logrotate.d/rsyslog.*|/etc/logcheck(/.*)?"
                  + "|/var/lib/dpkg/info/rsyslog.*)",
              "the configuration of rsyslog, whose contract is to uninstall and not to purge"),
          of(
              "[+] (.*chrony.*|/etc/apparmor.d(/local)?|/etc/dhcp(/dhclient-exit-hooks.d)?"
                  + "|/etc/network(/if-(post-down|up).d)?|/etc/ppp(/ip-(down|up).d)?)",
              "the configuration of chrony, whose contract is to uninstall and not to purge"),
          of(
              "[+] .*audit.*",
              "the configuration of auditd, whose contract is to uninstall and not to purge"));

  private Leftovers() {}

  private static Leftover of(String difference, String reason) {
    return new Leftover(Pattern.compile(difference), reason);
  }

  /** Why this difference may be there; empty when it must not be. */
  static Optional<String> reason(String difference) {
    return KNOWN.stream()
        .filter(one -> one.difference().matcher(difference).matches())
        .map(Leftover::reason)
        .findFirst();
  }
}
