-- What people say of exceptions, by kind and subject: it holds when the same exception is raised anew.
create table exception_care (
  kind text not null,
  subject text not null,
  -- whose it is; empty: nobody's
  assignee text not null default '',
  -- until then nobody is told of it and it does not count as open; null: it was not accepted
  accepted_until timestamptz,
  accepted_by text not null default '',
  reason text not null default '',
  primary key (kind, subject)
);

-- Who did what with it, in order; only ever added to.
create table exception_note (
  id bigint primary key generated always as identity,
  kind text not null,
  subject text not null,
  at timestamptz not null,
  author text not null,
  act text not null check (act in ('assigned', 'commented', 'accepted', 'reopened')),
  text text not null
);
create index exception_note_by_subject on exception_note (kind, subject, id);

-- What has one cause is one row for people: the kind, the service and the words, without the name of the node in them.
alter table exception add column cause text not null generated always as (
  left(md5(kind || chr(10) || coalesce(service, '') || chr(10)
    || replace(message, split_part(subject, '/', 1), '*')), 16)) stored;

-- Pages of each state are read from their end.
create index exception_by_subject on exception (kind, subject, id);
create index exception_open_by_id on exception (id) where closed_at is null;
create index exception_open_by_cause on exception (cause, id) where closed_at is null;
create index exception_closed_by_id on exception (id) where closed_by = 'server';
create index exception_released_by_id on exception (id) where closed_by <> 'server';

-- The audit trail is asked by who and by what.
create index audit_by_principal on audit (principal, id);
create index audit_by_object on audit (object text_pattern_ops, id);
