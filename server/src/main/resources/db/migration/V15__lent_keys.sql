-- Which keys of other nodes a console's own node was ever lent: each is in the audit trail once.
create table lent_key (
  node_id uuid not null references node on delete cascade,
  backend text not null,
  -- secret:NAME@VERSION~SERVICE.PARAMETER~CERTNAME, never the key
  reference text not null,
  lent_at timestamptz not null,
  primary key (node_id, backend, reference)
);
