package io.kitward.lab.catalog;

import io.kitward.lab.catalog.Tool.Mistake;
import io.kitward.lab.catalog.Tool.Seen;
import java.util.List;

/** The tools that are tried, spread over the hosts so that each has about as much to install. */
final class Tools {

  /** The database that the PostgreSQL exporter looks at; there before Kitward comes. */
  static final String DATABASE = "postgresql";

  private static final String METRICS =
      "perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(q(127.0.0.1:%d)) or exit 1; print $s"
          + " qq(GET /metrics HTTP/1.0\\r\\n\\r\\n); exit !grep /%s/, <$s>'";

  private static final String MUNIN =
      "perl -MIO::Socket::INET -e 'alarm 20; $s = IO::Socket::INET->new(q(127.0.0.1:4949)) or exit"
          + " 1; print $s qq(fetch uptime\\nquit\\n); exit !grep /uptime.value/, <$s>'";

  private static final String BACULA =
      "perl -MIO::Socket::INET -e 'alarm 20; $s = IO::Socket::INET->new(q(127.0.0.1:9102)) or exit"
          + " 1; $m = qq(Hello Director mon.lab-dir calling\\n); print $s pack(q(N), length $m) . $m;"
          + " $s->flush; sysread $s, $a, 64; exit $a !~ /auth cram-md5/'";

  private static final String LOG =
      "logger -t catalog works-$$; for i in $(seq 50); do grep -q works-$$ /var/log/syslog &&"
          + " exit 0; sleep 0.1; done; exit 1";

  private Tools() {}

  /** All of them. */
  static List<Tool> all() {
    return List.of(
        new Tool(
            "node-exporter",
            "c2",
            "prometheus-node-exporter.service",
            "/etc/default/prometheus-node-exporter",
            List.of("prometheus-node-exporter"),
            "{collectors: [systemd]}",
            METRICS.formatted(9100, "^node_load1 "),
            Mistake.after(
                "ARGS=\"--web.listen-address=:{{port}}{{#collectors}} --collector.{{.}}{{/collectors}}\"",
                "ARGS=\"--no-such-flag\"",
                Seen.BY_WORK),
            true),
        new Tool(
            "zabbix-agent2",
            "c2",
            "zabbix-agent2.service",
            "/etc/zabbix/zabbix_agent2.d/kitward.conf",
            List.of("zabbix-agent2"),
            "{servers: [mon.lab]}",
            "zabbix_agent2 -R metrics | grep -q system.uptime && ss -Hltn 'sport = :10050' | grep -q .",
            Mistake.after("TLSConnect=psk", "NoSuchParameter=1", Seen.BY_WORK),
            true),
        new Tool(
            "nrpe",
            "c2",
            "nagios-nrpe-server.service",
            "/etc/nagios/nrpe.d/kitward.cfg",
            List.of("nagios-nrpe-server"),
            "{allowedHosts: [mon.lab], loadWarning: 99, loadCritical: 100}",
            "/usr/lib/nagios/plugins/check_nrpe -H 127.0.0.1 -c check_load",
            Mistake.after("server_port={{port}}", "server_address=203.0.113.9", Seen.BY_WORK),
            true),
        new Tool(
            "collectd",
            "c2",
            "collectd.service",
            "/etc/collectd/collectd.conf",
            List.of("collectd-core"),
            "{target: mon.lab}",
            "collectdctl -s /run/collectd-kitward.sock getval $(hostname)/load/load",
            Mistake.after("LoadPlugin uptime", "LoadPlugin nosuchplugin", Seen.BY_WORK),
            true),
        new Tool(
            "munin-node",
            "c3",
            "munin-node.service",
            "/etc/munin/munin-node.conf",
            List.of("munin-node"),
            "{masters: [192.0.2.10/32]}",
            MUNIN,
            Mistake.after("host_name {{certname}}", "user nosuchuser", Seen.BY_WORK),
            true),
        new Tool(
            "rsyslog",
            "c2",
            "rsyslog.service",
            "/etc/rsyslog.d/60-kitward-forward.conf",
            List.of("rsyslog"),
            "{target: mon.lab}",
            LOG,
            Mistake.after(
                "# Kept by Kitward: a change here is undone.",
                "module(load=\"nosuchmodule\")",
                Seen.BY_CHECKER),
            true),
        new Tool(
            "chrony",
            "c3",
            "chrony.service",
            "/etc/chrony/sources.d/kitward.sources",
            List.of("chrony"),
            "{servers: [mon.lab]}",
            "chronyd -p >/dev/null",
            Mistake.after("maxdistance {{maxDistance}}", "nosuchdirective 1", Seen.BY_CHECKER),
            false),
        new Tool(
            "icinga2-agent",
            "c3",
            "icinga2.service",
            "/etc/icinga2/icinga2.conf",
            List.of("icinga2-bin"),
            "{parent: mon.lab, ca: \"secret:catalog-icinga-ca@1\"}",
            "ss -Hltn 'sport = :5665' | grep -q . && grep -q 'Started new listener'"
                + " /var/log/icinga2/icinga2.log",
            Mistake.after("accept_commands = true", "no_such_attribute = true", Seen.BY_CHECKER),
            true),
        new Tool(
            "bacula-fd",
            "c3",
            "bacula-fd.service",
            "/etc/bacula/bacula-fd.conf",
            List.of("bacula-fd"),
            "{director: mon.lab-dir}",
            BACULA,
            Mistake.after("FDPort = {{port}}", "FDAddress = 203.0.113.9", Seen.BY_WORK),
            true),
        new Tool(
            "snmpd",
            "c1",
            "snmpd.service",
            "/etc/snmp/snmpd.conf",
            List.of("snmpd"),
            "{community: \"secret:catalog-community@1\", contact: root@lab}",
            "SNMPCONFPATH=/etc/snmp/kitward snmpget -Oqv -r1 -t2 127.0.0.1 .1.3.6.1.2.1.1.4.0 |"
                + " grep -q root@lab",
            Mistake.after("sysServices 72", "agentaddress udp:203.0.113.9:161", Seen.BY_WORK),
            true),
        new Tool(
            "fail2ban",
            "c1",
            "fail2ban.service",
            "/etc/fail2ban/jail.d/kitward.local",
            List.of("fail2ban"),
            "{}",
            "fail2ban-client ping && fail2ban-client status sshd | grep -q 'Currently banned'",
            Mistake.after("backend = systemd", "bantime = nonsense", Seen.BY_WORK),
            true),
        new Tool(
            "process-exporter",
            "c1",
            "prometheus-process-exporter.service",
            "/etc/prometheus/kitward-process-exporter.yml",
            List.of("prometheus-process-exporter"),
            "{}",
            METRICS.formatted(9256, "num_procs.groupname=.systemd"),
            Mistake.after("process_names:", "  nosuchfield: [", Seen.BY_WORK),
            true),
        new Tool(
            "postgres-exporter",
            "c1",
            "prometheus-postgres-exporter.service",
            "/etc/default/prometheus-postgres-exporter",
            List.of("prometheus-postgres-exporter"),
            "{}",
            METRICS.formatted(9187, "^pg_up 1"),
            Mistake.after(
                "DATA_SOURCE_NAME=\"{{dataSource}}\"",
                "DATA_SOURCE_NAME=\"host=/nonexistent\"",
                Seen.BY_WORK),
            true),
        new Tool(
            "auditd",
            "c1",
            "auditd.service",
            "/etc/audit/rules.d/60-kitward.rules",
            List.of("auditd"),
            "{}",
            "grep -q identity /etc/audit/rules.d/60-kitward.rules",
            new Mistake("", List.of(), Seen.NOWHERE),
            false));
  }
}
