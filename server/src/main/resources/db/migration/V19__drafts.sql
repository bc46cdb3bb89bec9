-- A document that somebody is writing and has not put in force; one of a person for each document.
create table draft (
  owner text not null,
  kind text not null,
  -- of the document that it shall become; empty for one that has no name yet
  name text not null,
  -- the revision that the person began from; 0: the document was not there
  base_revision bigint not null,
  text text not null,
  changed_at timestamptz not null,
  primary key (owner, kind, name)
);

-- Equal changes of a plan, counted when it was made; null for plans of before.
alter table plan add column groups jsonb;
