-- No tag may be called certname: a node's name is said by its certificate alone. Tags of that name from before go, and
-- the node's events say so; what was resolved from them is forgotten with them.
insert into event (at, recorded_at, node_id, service, kind, message)
select now(), clock_timestamp(), node_id, '', 'tags',
  'dropped at an upgrade, since no tag may be called certname: '
  || string_agg(key || case when value = '' then '' else '=' || value end || ' (' || source || ')', ', ' order by source, value)
from tag where key = 'certname' group by node_id;

update node set revision = revision + 1 where id in (select node_id from tag where key = 'certname');
update tag_set s set revision = revision + 1
where exists (select from tag t where t.node_id = s.node_id and t.source = s.source and t.key = 'certname');
delete from tag where key = 'certname';

update node_state s set resolved_tags = (
  select coalesce(jsonb_object_agg(each.key, each.value), '{}')
  from jsonb_each(s.resolved_tags) each where split_part(each.key, '=', 1) <> 'certname')
where exists (select from jsonb_object_keys(s.resolved_tags) name where split_part(name, '=', 1) = 'certname');
