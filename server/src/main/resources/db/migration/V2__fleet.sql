-- Nodes, who they are and what they say of themselves.
create table node (
  id uuid primary key,
  certname text not null unique,
  issuer text not null,
  simulated boolean not null default false,
  facts jsonb not null default '{}',
  connector_version text not null default '',
  created_at timestamptz not null,
  -- Rises with every change of this node's tags or facts; reconciling follows it.
  revision bigint not null default 1
);

create table credential (
  node_id uuid not null references node on delete cascade,
  issuer text not null,
  common_name text not null,
  serial text not null,
  first_seen timestamptz not null,
  primary key (issuer, common_name, serial)
);

create table agent (
  instance_uid uuid primary key,
  node_id uuid not null references node on delete cascade,
  first_seen timestamptz not null
);

-- The set of tags that one source attached to one node; each source owns its own.
create table tag_set (
  node_id uuid not null references node on delete cascade,
  source text not null,
  revision bigint not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (node_id, source)
);

create table tag (
  node_id uuid not null,
  source text not null,
  key text not null,
  value text not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (node_id, source, key, value),
  foreign key (node_id, source) references tag_set on delete cascade
);
create index tag_by_key on tag (key, value);

-- Documents with all their revisions; the newest of a name is the one in force, unless it is marked as deleted.
create table document_change (
  revision bigint primary key generated always as identity,
  applied_by text not null,
  applied_at timestamptz not null
);

create table document (
  kind text not null,
  name text not null,
  -- rises by one with each change of this document, from 1
  revision bigint not null,
  change bigint not null references document_change,
  digest text not null,
  content jsonb not null,
  deleted boolean not null default false,
  primary key (kind, name, revision)
);

-- What reconciling last knew of a node.
create table node_state (
  node_id uuid primary key references node on delete cascade,
  node_revision bigint not null,
  document_revision bigint not null,
  -- the effective tags and facts that the last resolution saw, so that a removal's cause can be told
  resolved_tags jsonb not null,
  resolved_facts jsonb not null,
  epoch bigint not null,
  generation bigint not null
);

-- One service on one node: wanted, released and observed are kept apart; only released is ever sent.
create table instance (
  id uuid primary key,
  node_id uuid not null references node on delete cascade,
  service text not null,
  -- null: policy does not want it (any more)
  wanted jsonb,
  wanted_hash text not null default '',
  wanted_at timestamptz not null,
  -- what took it away, while wanted is null: tags (or facts), which the brake looks at, or documents
  lost_by text not null default '',
  -- because, parameters with their origins, registration
  reasons jsonb not null default '{}',
  released jsonb,
  released_hash text not null default '',
  released_at timestamptz,
  -- why what is wanted is not released yet; empty when it is
  waiting text not null default '',
  held boolean not null default false,
  approved boolean not null default false,
  observed jsonb,
  observed_at timestamptz,
  repaired_at timestamptz,
  phase text not null,
  phase_since timestamptz not null,
  unique (node_id, service)
);
create index instance_by_service on instance (service);
create index instance_held on instance (held) where held;

-- Removals that were released because tags or facts changed: what the brake counts.
create table removal (
  node_id uuid not null,
  service text not null,
  released_at timestamptz not null
);
create index removal_by_service on removal (service, released_at);

-- An instance's record in a console.
create table registration (
  instance_id uuid not null references instance on delete cascade,
  backend text not null,
  fields jsonb not null,
  since timestamptz not null,
  conditions jsonb not null default '[]',
  primary key (instance_id, backend)
);

create table exception (
  id bigint primary key generated always as identity,
  kind text not null,
  subject text not null,
  node_id uuid references node on delete cascade,
  service text,
  message text not null,
  detail jsonb not null default '{}',
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text
);
create unique index exception_open on exception (kind, subject) where closed_at is null;

-- What happened, for timelines; node events carry the node's own sequence number, so that none is kept twice.
create table event (
  id bigint primary key generated always as identity,
  at timestamptz not null,
  recorded_at timestamptz not null,
  node_id uuid references node on delete cascade,
  service text not null,
  kind text not null,
  message text not null,
  generation bigint not null default 0,
  agent uuid,
  sequence bigint
);
create unique index event_once on event (agent, sequence) where agent is not null;
create index event_by_node on event (node_id, id);

create table audit (
  id bigint primary key generated always as identity,
  at timestamptz not null,
  principal text not null,
  door text not null,
  action text not null,
  object text not null,
  outcome text not null,
  detail jsonb not null default '{}'
);

create table access_token (
  name text primary key,
  role text not null,
  -- SHA-256 of the token: tokens are random, so a fast digest is enough
  digest text not null unique,
  created_at timestamptz not null,
  created_by text not null,
  revoked_at timestamptz
);

-- The one replica that may send to a node.
create table session (
  node_id uuid primary key references node on delete cascade,
  replica text not null,
  fence bigint not null
);

-- Last contact, kept in memory and written in batches.
create table node_contact (
  node_id uuid primary key references node on delete cascade,
  last_seen timestamptz not null
);
