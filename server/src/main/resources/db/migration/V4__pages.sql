-- Lists are in the order of their bytes, whatever the database's collation is.
create index node_by_name on node (certname collate "C");
create index plan_node_by_name on plan_node (plan_id, certname collate "C");
