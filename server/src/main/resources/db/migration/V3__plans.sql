-- A tag may end by itself.
alter table tag add column expires_at timestamptz;
create index tag_ends on tag (expires_at) where expires_at is not null;

-- When what a node is to have changes by itself next: a tag ends, an exemption ends.
alter table node_state add column due_at timestamptz;
create index node_state_due on node_state (due_at) where due_at is not null;

-- A change with all that it would do, looked at before it is made.
create table plan (
  id bigint primary key generated always as identity,
  created_at timestamptz not null,
  created_by text not null,
  -- what is to be changed: documents to put and to delete, tags, whole sources
  change jsonb not null,
  -- the documents that it changes, with the revisions that it was made from; 0: not there
  base jsonb not null,
  -- the change of documents that was the newest when it was made
  base_revision bigint not null,
  -- figures, dangers and warnings
  summary jsonb not null,
  applied_at timestamptz,
  applied_by text,
  -- what became of it
  outcome jsonb
);

-- What a plan would do to one node; the digest is of that node's own difference.
create table plan_node (
  plan_id bigint not null references plan on delete cascade,
  certname text not null,
  digest text not null,
  difference jsonb not null,
  primary key (plan_id, certname)
);

-- A node that a plan left as it was: it follows the documents of an earlier revision until another plan takes it along.
create table node_pin (
  node_id uuid primary key references node on delete cascade,
  document_revision bigint not null,
  plan_id bigint not null,
  since timestamptz not null
);

-- When a source last spoke of the node, to the hour, also when it had nothing new; and when it took tags away lately.
alter table tag_set add column heard_at timestamptz;
alter table tag_set add column removals timestamptz[] not null default '{}';
update tag_set set heard_at = set_at;
