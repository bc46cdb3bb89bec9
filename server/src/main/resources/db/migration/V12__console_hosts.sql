-- Consoles that keep a record for each node: what they shall have, and what Kitward last set there, which is what it owns.

create table console_host (
  backend text not null,
  -- no reference: the record in the console outlives its node until it is taken away there
  node_id uuid not null,
  -- null: it shall go
  wanted jsonb,
  -- null: it was never set, or is gone
  applied jsonb,
  -- the console's own id of a host that Kitward did not make, and that a person said is to be taken over; empty: none
  adopt text not null default '',
  -- what people changed of it in the console, when it was last looked at
  drift text[] not null default '{}',
  -- why it can't be registered; empty when nothing is in the way
  obstacle text not null default '',
  primary key (backend, node_id)
);
create index console_host_due on console_host (backend) where wanted is distinct from applied;
create index console_host_by_node on console_host (node_id);

-- Which server speaks to a console: one at a time.
create table console_lease (
  backend text primary key,
  replica text not null,
  until timestamptz not null
);
