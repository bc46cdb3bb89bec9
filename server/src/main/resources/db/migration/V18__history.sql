-- What was, and until when. What is now lies in the tables ..._open, one row each; what ended lies in ..._past, by the
-- month in which it ended, so that a month is dropped as a whole. A row is written with the change that it records.

create table instance_open (
  node_id uuid not null references node on delete cascade,
  service text not null,
  valid_from timestamptz not null,
  -- whether policy wanted it
  wanted boolean not null,
  phase text not null,
  -- the first gap when it came into this phase; empty: none
  cause text not null default '',
  -- how many intervals in a row were shorter than an hour: a flapping one is written down less often
  short integer not null default 0,
  -- the wish of this moment was carried out once: the time that it took is counted
  proven_for timestamptz,
  primary key (node_id, service)
);

create table instance_past (
  node_id uuid not null,
  service text not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  wanted boolean not null,
  phase text not null,
  cause text not null
) partition by range (valid_to);
create index instance_past_by_node on instance_past (node_id, valid_from);
create table instance_past_default partition of instance_past default;

-- The tags that counted on a node, as KEY or KEY=VALUE, and its facts.
create table node_open (
  node_id uuid primary key references node on delete cascade,
  valid_from timestamptz not null,
  tags text[] not null,
  facts jsonb not null,
  short integer not null default 0
);

create table node_past (
  node_id uuid not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  tags text[] not null,
  facts jsonb not null
) partition by range (valid_to);
create index node_past_by_node on node_past (node_id, valid_from);
create table node_past_default partition of node_past default;

-- When a node could not be reached, though the server ran.
create table away_open (
  node_id uuid primary key references node on delete cascade,
  valid_from timestamptz not null
);

create table away_past (
  node_id uuid not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null
) partition by range (valid_to);
create index away_past_by_node on away_past (node_id, valid_from);
create table away_past_default partition of away_past default;

-- From when on the history is whole.
alter table store_meta add column history_begin timestamptz not null default now();

insert into instance_open (node_id, service, valid_from, wanted, phase, proven_for)
select i.node_id, i.service, now(), i.wanted is not null, i.phase, i.wanted_at
from instance i join node n on n.id = i.node_id where n.retirement <> 'gone';

insert into node_open (node_id, valid_from, tags, facts)
select s.node_id, now(), array(select jsonb_object_keys(s.resolved_tags)), s.resolved_facts
from node_state s join node n on n.id = s.node_id where n.retirement <> 'gone';

-- How long a wish took until its instance was proven; a minute's sample takes them away.
create table proving (
  at timestamptz not null,
  service text not null,
  milliseconds bigint not null
);

-- Figures of the fleet for charts. Minutes become hours, and hours days.
create table sample (
  -- the seconds that it stands for: 60, 3600 or 86400
  span integer not null,
  at timestamptz not null,
  -- empty: of all services
  service text not null,
  -- how many instances were in each phase, on the average
  ok real not null,
  repaired real not null,
  pending real not null,
  applying real not null,
  removing real not null,
  stale real not null,
  blocked real not null,
  degraded real not null,
  failed real not null,
  -- how many repairs ended within it
  repairs integer not null,
  -- how many wishes were proven within it, by the classes of time that Times has
  proven integer[] not null,
  primary key (span, service, at)
);

-- Those that were mended a short while ago are few.
create index instance_repaired on instance (repaired_at) where repaired_at is not null;

-- Up to when events are counted in samples.
create table sample_until (at timestamptz not null);

-- Events and audit by months too. What is there becomes the first part, without being copied.

-- The journal of an agent is kept up to this number: one that is sent again is known by it.
create table event_mark (
  agent uuid primary key,
  sequence bigint not null
);
insert into event_mark select agent, max(sequence) from event where agent is not null group by agent;

do $$
declare
  until timestamptz;
begin
  -- event
  alter table event rename to event_before;
  alter table event_before alter column id drop identity;
  alter table event_before drop constraint event_pkey;
  drop index event_once;
  alter index event_by_node rename to event_before_by_node;
  create sequence event_id;
  perform setval('event_id', (select coalesce(max(id), 0) + 1 from event_before), false);
  create table event (like event_before including defaults) partition by range (recorded_at);
  alter table event alter column id set default nextval('event_id');
  alter sequence event_id owned by event.id;
  alter table event add primary key (id, recorded_at);
  alter table event add foreign key (node_id) references node on delete cascade;
  create index event_by_node on event (node_id, id);
  create index event_by_time on event using brin (recorded_at) with (pages_per_range = 16, autosummarize = on);
  select date_trunc('month', greatest(now(), max(recorded_at)), 'UTC') + interval '1 month' into until from event_before;
  execute format('alter table event attach partition event_before for values from (minvalue) to (%L)', until);
  create table event_default partition of event default;

  -- audit
  alter table audit rename to audit_before;
  alter table audit_before alter column id drop identity;
  alter table audit_before drop constraint audit_pkey;
  create sequence audit_id;
  perform setval('audit_id', (select coalesce(max(id), 0) + 1 from audit_before), false);
  create table audit (like audit_before including defaults) partition by range (at);
  alter table audit alter column id set default nextval('audit_id');
  alter sequence audit_id owned by audit.id;
  alter table audit add primary key (id, at);
  select date_trunc('month', greatest(now(), max(at)), 'UTC') + interval '1 month' into until from audit_before;
  execute format('alter table audit attach partition audit_before for values from (minvalue) to (%L)', until);
  create table audit_default partition of audit default;
end $$;

-- The ticket of a change, where one was given; part of who carried out a plan and why.
alter table plan add column ticket text not null default '';
