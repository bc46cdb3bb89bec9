-- From where a document comes, when no person writes it here: a followed repository, or a source that somebody named.
create table document_owner (
  kind text not null,
  name text not null,
  source text not null,
  -- the file there; empty when it has none
  place text not null,
  primary key (kind, name)
);
create index document_owner_source on document_owner (source);

-- How a followed repository stands.
create table repository_state (
  name text primary key,
  -- of the Repository document that the last look went by
  digest text not null default '',
  state text not null default 'NEW',
  message text not null default '',
  -- what is wrong in the documents, place by place
  faults jsonb not null default '[]',
  -- why the repository could not be asked last; empty when it could
  unreachable text not null default '',
  -- the commit that is there now: id, author, time, subject; and the document that it was read by
  seen jsonb,
  seen_digest text not null default '',
  -- what the seen commit would do
  plan_id bigint,
  -- the commit that is in force
  applied jsonb,
  applied_at timestamptz,
  applied_by text not null default '',
  looked_at timestamptz,
  contacted_at timestamptz,
  due_at timestamptz not null,
  -- which look goes on, so that there is one at a time; by the database's clock
  lease uuid,
  leased_until timestamptz
);
create index repository_plan on repository_state (plan_id) where plan_id is not null;
