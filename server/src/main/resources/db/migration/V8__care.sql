-- What persons decided about how a service is looked after on a node. The empty service is all of a node's.
create table treatment (
  node_id uuid not null references node on delete cascade,
  service text not null,
  suspended_until timestamptz,
  suspended_by text not null default '',
  reason text not null default '',
  adopted_by text not null default '',
  adopted_at timestamptz,
  primary key (node_id, service)
);
