-- What the graph may write: memories, their relationships, and records about them.

-- step: memories
-- Who sees a memory may change it: the person it is about, a service of its companion, an admin.
create policy graph_inserts on companion_memories for insert to memory_graph with check (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'service') and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())::text
);
create policy graph_updates on companion_memories for update to memory_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'service') and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())::text
);
create policy graph_deletes on companion_memories for delete to memory_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'service') and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())::text
);

-- Whose memory it is never changes, and accesses are counted elsewhere.
grant insert (
    companion_id, user_id, content, memory_tier, full_embedding, compressed_embedding, quantized_embedding,
    "timestamp", emotional_valence, importance_score, key_phrases, compression_type, compression_ratio,
    original_size_bytes, compressed_size_bytes, embedding_model, codec_id
), update (
    content, memory_tier, full_embedding, compressed_embedding, quantized_embedding, emotional_valence,
    importance_score, key_phrases, compression_type, compression_ratio, original_size_bytes, compressed_size_bytes,
    embedding_model, codec_id
), delete on companion_memories to memory_graph;

-- step: relationships
-- Who sees both ends may relate them, and take that back.
create policy graph_inserts on memory_relationships for insert to memory_graph with check (
    exists (select from companion_memories where id = memory_id)
    and exists (select from companion_memories where id = related_memory_id)
);
create policy graph_updates on memory_relationships for update to memory_graph using (
    exists (select from companion_memories where id = memory_id)
    and exists (select from companion_memories where id = related_memory_id)
);
create policy graph_deletes on memory_relationships for delete to memory_graph using (
    exists (select from companion_memories where id = memory_id)
    and exists (select from companion_memories where id = related_memory_id)
);

-- What is related stays; how strongly may change.
grant insert (memory_id, related_memory_id, relationship_type, strength), update (strength), delete
    on memory_relationships to memory_graph;

-- step: one_owner (concurrent)
-- refuses: relationships between memories of different people or companions
select format('relationship %s: memory %s of %s and %s, memory %s of %s and %s', link.id, near.id, near.companion_id,
    near.user_id, far.id, far.companion_id, far.user_id)
from memory_relationships link
join companion_memories near on near.id = link.memory_id
join companion_memories far on far.id = link.related_memory_id
where (near.companion_id, near.user_id) <> (far.companion_id, far.user_id);

-- A check sees one row only; this looks at both ends, with the owner's right so that it sees them whoever writes.
create or replace function graph.refuse_other_owner() returns trigger
    language plpgsql security definer set search_path = '' as $$
begin
    if exists (
        select from public.companion_memories near, public.companion_memories far
        where near.id = new.memory_id and far.id = new.related_memory_id
            and (near.companion_id, near.user_id) <> (far.companion_id, far.user_id)
    ) then
        raise exception 'Memories % and % are of different people or companions', new.memory_id, new.related_memory_id
            using errcode = 'check_violation', table = 'memory_relationships', constraint = 'one_owner';
    end if;
    return new;
end $$;

-- Only the trigger calls it.
revoke execute on function graph.refuse_other_owner() from public;

-- A link to somebody else's memory would lead from one person's life into another's.
create or replace trigger one_owner before insert or update of memory_id, related_memory_id
    on memory_relationships for each row execute function graph.refuse_other_owner();

-- step: analytics
-- Beside the owner's nominal figures: what the rows truly take, and what the codec finds of what an exact search finds.
alter table memory_analytics
    add column if not exists bytes_on_disk bigint,
    add column if not exists codec_recall double precision;

-- A service records its companions, an admin all.
create policy graph_inserts on memory_analytics for insert to memory_graph with check (
    (select graph.viewer_role()) = 'service' and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.game_server())
    or (select graph.sees_all())
);

-- The moment of a record is the database's to state.
grant select (bytes_on_disk, codec_recall), insert (
    companion_id, total_memories, core_memories, important_memories, background_memories, sparse_memories,
    avg_compression_ratio, total_storage_bytes, retrieval_performance_ms, bytes_on_disk, codec_recall
) on memory_analytics to memory_graph;

-- step: sequences
-- A new row takes its number from the sequence of its table.
do $$
declare
    relation regclass;
begin
    foreach relation in array array['companion_memories', 'memory_relationships', 'memory_analytics']::regclass[] loop
        execute format('grant usage on sequence %s to memory_graph', pg_get_serial_sequence(relation::text, 'id'));
    end loop;
end $$;
