-- companion_memories: who may read them, and the mends of their indexes and checks.

-- step: row_security
-- A memory is the most private thing here: PostgreSQL itself refuses it, whatever a query forgets.
alter table companion_memories enable row level security;

-- Without force the owner of the table would pass every policy.
alter table companion_memories force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on companion_memories to current_user using (true) with check (true);

-- The programs that log in as voice_ninja_user go on as before until lockdown.
call graph.admit_existing_login('companion_memories', 'voice_ninja_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('companion_memories');

-- People see their own memories, a service those of its companions, an admin all.
create policy graph_reads on companion_memories for select to memory_graph using (
    (select graph.viewer_role()) = 'user' and user_id = (select graph.viewer_id())::text
    or (select graph.viewer_role()) = 'service' and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.game_server())
    or (select graph.sees_all())
);

-- A column that is added later stays closed until it is named here.
grant select (
    id, companion_id, user_id, content, memory_tier, full_embedding, compressed_embedding, quantized_embedding,
    "timestamp", access_count, last_accessed, emotional_valence, importance_score, key_phrases,
    compression_type, compression_ratio, original_size_bytes, compressed_size_bytes
) on companion_memories to memory_graph;

-- step: newest_of_pair (concurrent)
-- The memories of a pair, newest first; similarity sorts the same rows exactly.
create index concurrently if not exists idx_memories_pair_newest on companion_memories
    (companion_id, user_id, (case when "timestamp" is null then '-infinity'::timestamp else "timestamp" end) desc,
    id desc);

-- step: newest_of_pair_in_place
-- Beside the ordered one the planner takes the shorter of the two, and brings all memories of a pair into order itself.
drop index if exists idx_memories_companion_user;

-- The name stays, because the owner's programs may name it.
alter index idx_memories_pair_newest rename to idx_memories_companion_user;

-- step: companions_of_person (concurrent)
-- The companions of a person, from one to the next without stepping over their memories.
create index concurrently if not exists idx_memories_user_companion on companion_memories (user_id, companion_id);

-- step: newest_of_person (concurrent)
-- The memories of a person with any companion, newest first.
create index concurrently if not exists idx_memories_user_newest on companion_memories
    (user_id, (case when "timestamp" is null then '-infinity'::timestamp else "timestamp" end) desc, id desc);

-- step: newest_of_companion (concurrent)
-- The memories of a companion about anyone, newest first.
create index concurrently if not exists idx_memories_companion_newest on companion_memories
    (companion_id, (case when "timestamp" is null then '-infinity'::timestamp else "timestamp" end) desc, id desc);

-- step: timestamp_blocks (concurrent)
-- Ranges of time are read block by block: a thousandth of the b-tree's size, and an update may stay on its page.
create index concurrently if not exists idx_memories_timestamp_blocks on companion_memories
    using brin ("timestamp" timestamp_minmax_multi_ops) with (autosummarize = on);

-- step: timestamp_blocks_in_place
-- No query reads all memories by time one by one; the b-tree led the planner through the whole table for one person.
drop index if exists idx_memories_timestamp;

-- The name stays, because the owner's programs may name it.
alter index idx_memories_timestamp_blocks rename to idx_memories_timestamp;

-- step: without_l2 (concurrent)
-- For vectors of length one L2 orders as cosine does, and this copy of every vector outweighs the table.
drop index concurrently if exists idx_memories_full_embedding_l2;

-- step: without_compressed (concurrent)
-- ivfflat looks into one list of fifty by default and misses a third to a half of the neighbours, silently; no query
-- of the owner uses it, and without it a search over compressed vectors is exact.
drop index concurrently if exists idx_memories_compressed_embedding_cosine;

-- step: vectors_of_pair (concurrent)
-- The owner's similarity query finds a pair's vectors here and sorts them exactly, at no cost for whoever inserts. A
-- graph index over all vectors costs every insert a search of its own and is slower than this for all but huge tenants.
create index concurrently if not exists idx_memories_vectors_of_pair on companion_memories (companion_id, user_id)
    where full_embedding is not null;

-- step: vectors_of_pair_in_place
-- The ivfflat index of this name answered the owner's queries with .42 to .68 of the neighbours.
drop index if exists idx_memories_full_embedding_cosine;

-- The name stays, because the owner's maintenance reindexes it.
alter index idx_memories_vectors_of_pair rename to idx_memories_full_embedding_cosine;

-- step: ageing (concurrent)
-- A memory is never read before it is made, so its tier and age find all that may be compressed; last_accessed itself
-- stays out of every index, else each reading of a memory would write to all of them.
create index concurrently if not exists idx_memories_ageing on companion_memories
    (memory_tier, (case when "timestamp" is null then '-infinity'::timestamp else "timestamp" end))
    where memory_tier in ('CORE', 'IMPORTANT', 'BACKGROUND');

-- step: room_for_updates
-- Free space on new pages lets the counting of readings stay on its page.
alter table companion_memories set (fillfactor = 90);

-- step: tier_is_known (concurrent)
-- refuses: memories of an unknown tier
select format('memory %s: tier %s', id, memory_tier)
from companion_memories
where memory_tier not in ('CORE', 'IMPORTANT', 'BACKGROUND', 'SPARSE');

-- A run that was cut off may have left it unvalidated.
alter table companion_memories drop constraint if exists memory_tier_is_known;

-- A memory of a tier that no query names is never found again.
alter table companion_memories add constraint memory_tier_is_known
    check (memory_tier in ('CORE', 'IMPORTANT', 'BACKGROUND', 'SPARSE')) not valid;

-- The old rows are checked while others read and write.
alter table companion_memories validate constraint memory_tier_is_known;

-- step: importance_is_a_share (concurrent)
-- refuses: memories whose importance lies outside 0 to 1
select format('memory %s: importance %s', id, importance_score)
from companion_memories
where not (importance_score between 0 and 1);

-- A run that was cut off may have left it unvalidated.
alter table companion_memories drop constraint if exists importance_is_a_share;

-- One memory with importance 7, or NaN, outranks every other.
alter table companion_memories add constraint importance_is_a_share
    check (importance_score between 0 and 1) not valid;

-- The old rows are checked while others read and write.
alter table companion_memories validate constraint importance_is_a_share;

-- step: quantized_has_48_bytes (concurrent)
-- refuses: memories whose quantized embedding is not 48 bytes long
select format('memory %s: %s bytes', id, octet_length(quantized_embedding))
from companion_memories
where octet_length(quantized_embedding) <> 48;

-- A run that was cut off may have left it unvalidated.
alter table companion_memories drop constraint if exists quantized_has_48_bytes;

-- A code of another length belongs to no codebook and cannot be decoded.
alter table companion_memories add constraint quantized_has_48_bytes
    check (octet_length(quantized_embedding) = 48) not valid;

-- The old rows are checked while others read and write.
alter table companion_memories validate constraint quantized_has_48_bytes;

-- step: statistics (concurrent)
-- A person talks to few companions: taken as independent, a pair's rows are underestimated eightfold.
create statistics if not exists graph.memories_of_pair (mcv) on companion_id, user_id from companion_memories;

-- The expressions above are estimated blindly until they are sampled.
analyze companion_memories;
