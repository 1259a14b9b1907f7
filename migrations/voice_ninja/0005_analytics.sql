-- memory_analytics: who may read them, and the index of their order.

-- step: row_security
-- How much a companion remembers is its maker's business.
alter table memory_analytics enable row level security;

-- Without force the owner of the table would pass every policy.
alter table memory_analytics force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on memory_analytics to current_user using (true) with check (true);

-- The programs that log in as voice_ninja_user go on as before until lockdown.
call graph.admit_existing_login('memory_analytics', 'voice_ninja_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('memory_analytics');

-- A service sees the records of its companions, an admin all; a person none.
create policy graph_reads on memory_analytics for select to memory_graph using (
    (select graph.viewer_role()) = 'service' and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.game_server())
    or (select graph.sees_all())
);

-- A column that is added later stays closed until it is named here.
grant select (
    id, companion_id, "timestamp", total_memories, core_memories, important_memories, background_memories,
    sparse_memories, avg_compression_ratio, total_storage_bytes, retrieval_performance_ms
) on memory_analytics to memory_graph;

-- step: newest_of_companion (concurrent)
-- The records of a companion, newest first, had no index.
create index concurrently if not exists idx_analytics_companion_newest on memory_analytics
    (companion_id, (case when "timestamp" is null then '-infinity'::timestamp else "timestamp" end) desc, id desc);

-- The order is estimated blindly until it is sampled.
analyze memory_analytics;
