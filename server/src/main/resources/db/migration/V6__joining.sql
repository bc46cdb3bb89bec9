-- What lets machines without Puppet join: one-time tokens, of which only digests are kept, and requests that a person decides.
create table join_token (
  id text primary key,
  digest text not null unique,
  -- the one node that it may make; empty: any that is not there yet
  certname text not null,
  -- the tags that the node gets, as source token/join
  tags jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  used_at timestamptz,
  used_by text not null default '',
  -- the key that it was used for: the same one may ask again when the answer was lost
  used_key text not null default ''
);

create table join_request (
  id text primary key,
  certname text not null,
  request text not null,
  -- SHA-256 of the public key
  key_digest text not null,
  address text not null,
  created_at timestamptz not null,
  -- pending, approved, denied
  state text not null default 'pending',
  decided_at timestamptz,
  decided_by text not null default '',
  reason text not null default ''
);
create unique index join_request_pending on join_request (certname, key_digest) where state = 'pending';

-- Every certificate that Kitward's own CA gave to a node.
create table node_certificate (
  serial text primary key, -- lower-case hexadecimal
  node_id uuid not null references node on delete cascade,
  key_digest text not null,
  certificate text not null,
  issued_at timestamptz not null,
  issued_by text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text not null default '',
  -- why; `retired` is lifted when the node comes back
  reason text not null default ''
);
create index node_certificate_by_node on node_certificate (node_id);
create index node_certificate_revoked on node_certificate (revoked_at) where revoked_at is not null;

-- Further CAs whose certificates a person let stand for a node.
create table node_issuer (
  node_id uuid not null references node on delete cascade,
  issuer text not null,
  linked_at timestamptz not null,
  linked_by text not null,
  primary key (node_id, issuer)
);

-- The machine that a certificate was first seen on, so that a copy of it is told apart; empty until it said so.
alter table credential add column machine text not null default '';

-- How far a node's leaving is: '' here, 'held' (by the limit), 'leaving' (being off-boarded), 'gone'.
alter table node add column retirement text not null default '';
alter table node add column retired_at timestamptz;
alter table node add column retired_by text not null default '';
alter table node add column retired_why text not null default '';
create index node_retired on node (retirement) where retirement <> '';
