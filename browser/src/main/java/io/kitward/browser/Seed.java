package io.kitward.browser;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Rows of fleets that no simulation could hold: nodes that are away now, with what the server
 * itself decides for them. For one thread.
 */
final class Seed {

  /** One in so many seeded instances does not run. */
  private static final int FAILED = 61;

  private static final int SOON_MILLIS = 200;

  private final Connection database;

  Seed(Connection database) {
    this.database = database;
  }

  /** Adds nodes with tags, and waits until the server has decided what they shall have. */
  void nodes(int count) throws SQLException, InterruptedException {
    long before = number("select count(*) from node_state");
    run(
        """
        insert into node (id, certname, issuer, simulated, facts, connector_version, created_at)
        select md5('seed-' || g)::uuid,
          (array['web','app','database','cache'])[1 + g % 4] || '-' || lpad(g::text, 6, '0') || '.'
            || (array['fra1','ams2','waw1'])[1 + g % 3] || '.example',
          'seed', true, '{"os.family": "Debian", "os.name": "Debian", "os.release": "12"}', '0.1.0', now() - interval '30 days'
        from generate_series(1, COUNT) g;
        insert into tag_set (node_id, source, revision, set_by, set_at)
        select md5('seed-' || g)::uuid, 'import/seed', 1, 'seed', now() - interval '30 days' from generate_series(1, COUNT) g;
        insert into tag (node_id, source, key, value, set_by, set_at)
        select md5('seed-' || g)::uuid, 'import/seed', t.key, t.value, 'seed', now() - interval '30 days'
        from generate_series(1, COUNT) g cross join lateral (values
          ('role', (array['web','app','database','cache'])[1 + g % 4]),
          ('datacenter', (array['fra1','ams2','waw1'])[1 + g % 3]),
          ('environment', (array['production','production','staging','test'])[1 + (g / 4) % 4])) t (key, value);
        insert into node_contact (node_id, last_seen)
        select md5('seed-' || g)::uuid, case when g % 40 = 0 then now() - interval '3 hours' else now() + interval '6 hours' end from generate_series(1, COUNT) g
        on conflict (node_id) do update set last_seen = excluded.last_seen;
        analyze
        """
            .replace("COUNT", Integer.toString(count)));
    while (number("select count(*) from node_state") < before + count) {
      Thread.sleep(SOON_MILLIS);
    }
  }

  /** Lets seeded instances look as those of the same service on connected nodes last looked. */
  void observed() throws SQLException {
    run(
        """
        with donor as (
          select distinct on (service) service, observed from instance
          where observed is not null and phase = 'ok' order by service, id)
        update instance i set released = i.wanted, released_hash = i.wanted_hash, released_at = now() - interval '1 day',
          waiting = '', observed_at = now(), phase_since = now() - interval '1 day',
          phase = case when broken then 'failed' else 'ok' end,
          observed = case when broken then jsonb_set(jsonb_set(jsonb_set(d.observed, '{state}', '"FAILED"'),
              '{conditions,2,status}', '"FALSE"'), '{conditions,2,message}', '"port 9100 is taken by another process"')
            else d.observed end
        from donor d, node n,
          (select id, ('x' || substr(md5(id::text), 1, 7))::bit(28)::int % BROKEN = 0 as broken from instance) b
        where b.id = i.id and d.service = i.service and n.id = i.node_id and n.issuer = 'seed' and i.wanted is not null
        """
            .replace("BROKEN", Integer.toString(FAILED)));
  }

  /** A day of figures, as if the server had been up for so long. */
  void history() throws SQLException {
    run(
        """
        insert into sample (span, at, service, ok, repaired, pending, applying, removing, stale, blocked, degraded, failed, repairs, proven)
        select 60, date_trunc('minute', now()) - g * interval '1 minute', s.service, 900 + 40 * sin(g / 90.0), 3, 2, 4, 0, 12, 1, 5,
          20 + 15 * cos(g / 60.0), g % 3, '{}'
        from generate_series(1, 1440) g, (values (''), ('chrony'), ('node-exporter')) s (service)
        on conflict do nothing
        """);
  }

  /** Runs statements. */
  void run(String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  /** Runs one statement with values, which are texts. */
  void run(String sql, List<String> values) throws SQLException {
    try (var statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
      int _ = statement.executeUpdate();
    }
  }

  long number(String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
