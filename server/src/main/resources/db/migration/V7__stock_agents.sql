-- What stock OpAMP agents say of themselves; who they belong to stands in the table agent.
create table stock_agent (
  instance_uid uuid primary key references agent on delete cascade,
  node_id uuid not null references node on delete cascade,
  -- The agent's service.name.
  type text not null,
  attributes jsonb not null default '{}',
  health jsonb,
  -- Name of a part to its text, without what looks like a secret.
  effective jsonb not null default '{}',
  config_hash text not null default '',
  config_status text not null default 'UNSET',
  config_message text not null default '',
  connected boolean not null,
  since timestamptz not null
);

create index stock_agent_node on stock_agent (node_id, type);

-- No agent of an earlier start of the server is connected to this one: its door says who is.
