-- What a memory is found by: columns derived from the owner's, so that every program's rows are found, and their indexes.

-- step: columns
-- Null in the old rows at first, so that none is rewritten: words and hash of the content, signs of the full embedding,
-- the model that embedded it, and the codec that its smaller forms are of.
alter table companion_memories
    add column if not exists content_words tsvector,
    add column if not exists content_hash bigint,
    add column if not exists embedding_bits bit(768),
    add column if not exists embedding_model smallint,
    add column if not exists codec_id integer;

-- A column that is added later stays closed until it is named here.
grant select (content_words, content_hash, embedding_bits, embedding_model, codec_id)
    on companion_memories to memory_graph;

-- step: model_and_codec (concurrent)
-- A run that was cut off may have left them unvalidated.
alter table companion_memories drop constraint if exists companion_memories_embedding_model_fkey;
alter table companion_memories drop constraint if exists companion_memories_codec_id_fkey;

-- A vector whose model or codec is gone means nothing any more.
alter table companion_memories add constraint companion_memories_embedding_model_fkey
    foreign key (embedding_model) references graph.embedding_models not valid;
alter table companion_memories add constraint companion_memories_codec_id_fkey
    foreign key (codec_id) references graph.codecs not valid;

-- The old rows are checked while others read and write.
alter table companion_memories validate constraint companion_memories_embedding_model_fkey;
alter table companion_memories validate constraint companion_memories_codec_id_fkey;

-- step: judged_once
-- The same people see the same memories; but what depends on the caller alone is judged once for each statement, as
-- one truth value, and no more for every memory that a search passes.
alter policy graph_reads on companion_memories using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'service') and companion_id = any ((select graph.viewer_companions())::text[])
    or (select graph.viewer_role() = 'user') and user_id = (select graph.viewer_id())::text
);

-- step: tenant_word
-- A word that no text holds and that all memories of one person with one companion share: the index of words then
-- finds a tenant's matches without looking at those of others.
create or replace function graph.tenant_word(companion text, person text) returns text
    language sql immutable parallel safe
    return '~' || to_hex(hashtextextended(companion || chr(31) || person, 0));

-- The search below calls it with the owner's right.
revoke execute on function graph.tenant_word(text, text) from public;

-- step: derivation
-- Whoever writes a memory, these columns follow. Model and codec are the graph's to state (it sets app.states_codec in
-- its transaction); a vector or code that another program writes has neither. The text is cut where a tsvector ends. The
-- tenant's word is written out, because other programs may not call the graph's functions.
create or replace function graph.derive_memory() returns trigger
    language plpgsql set search_path from current as $$
begin
    if tg_op = 'INSERT' or (new.content, new.companion_id, new.user_id)
        is distinct from (old.content, old.companion_id, old.user_id) then
        new.content_words := to_tsvector('pg_catalog.english', left(new.content, 100000))
            || array_to_tsvector(array['~' || to_hex(hashtextextended(new.companion_id || chr(31) || new.user_id, 0))]);
        new.content_hash := hashtextextended(new.content, 0);
    end if;
    if tg_op = 'INSERT' or new.full_embedding is distinct from old.full_embedding then
        new.embedding_bits := binary_quantize(new.full_embedding)::bit(768);
    end if;
    if current_setting('app.states_codec', true) is distinct from 'on' and (
        tg_op = 'INSERT'
        or new.full_embedding is distinct from old.full_embedding
        or new.compressed_embedding is distinct from old.compressed_embedding
        or new.quantized_embedding is distinct from old.quantized_embedding
    ) then
        new.embedding_model := null;
        new.codec_id := null;
    end if;
    return new;
end $$;

-- Only the trigger calls it.
revoke execute on function graph.derive_memory() from public;

-- Counting an access names none of these columns and so does not come by here.
create or replace trigger derive_memory
    before insert or update of companion_id, user_id, content, full_embedding, compressed_embedding, quantized_embedding
    on companion_memories for each row execute function graph.derive_memory();

-- step: vectors_in_their_rows
-- Beside its row a vector is fetched piece by piece, which costs more than comparing it. Rows written from now on keep
-- it as long as two of them fit a page, which free space on the page would prevent.
alter table companion_memories set (toast_tuple_target = 4072, fillfactor = 100);

-- step: old_rows (concurrent)
-- The rows from before the trigger, a thousand ids at a time, each time committed.
do $$
declare
    least integer;
    most integer;
begin
    select min(id), max(id) into least, most from companion_memories;
    while least <= most loop
        update companion_memories
        set content_words = to_tsvector('pg_catalog.english', left(content, 100000))
                || array_to_tsvector(array[graph.tenant_word(companion_id, user_id)]),
            content_hash = hashtextextended(content, 0),
            embedding_bits = binary_quantize(full_embedding)::bit(768)
        where id between least and least + 999 and content_hash is null;
        commit;
        least := least + 1000;
    end loop;
end $$;

-- step: words (concurrent)
-- Text search finds its words here; without it every search reads all of a tenant's texts.
create index concurrently if not exists idx_memories_words on companion_memories using gin (content_words);

-- step: same_text (concurrent)
-- A text that is remembered again is found by its hash.
create index concurrently if not exists idx_memories_same_text on companion_memories
    (companion_id, user_id, content_hash);

-- step: bits_of_pair (concurrent)
-- The first pass over a pair's full vectors reads their signs from the index alone.
create index concurrently if not exists idx_memories_bits_of_pair on companion_memories (companion_id, user_id)
    include (id, embedding_bits) where full_embedding is not null;

-- step: bits_of_pair_in_place
-- It finds the same rows as the one it replaces, and spares the first pass the table.
drop index if exists idx_memories_full_embedding_cosine;

-- The name stays, because the owner's maintenance reindexes it.
alter index idx_memories_bits_of_pair rename to idx_memories_full_embedding_cosine;

-- step: coordinates_of_pair (concurrent)
-- A pair's 384-dimensional vectors are compared one by one; those without a codec mean nothing to the graph.
create index concurrently if not exists idx_memories_coordinates_of_pair on companion_memories
    (companion_id, user_id, codec_id) where compressed_embedding is not null and codec_id is not null;

-- step: codes_of_pair (concurrent)
-- A pair's codes are read whole, from the index alone.
create index concurrently if not exists idx_memories_codes_of_pair on companion_memories (companion_id, user_id)
    include (id, codec_id, quantized_embedding) where quantized_embedding is not null and codec_id is not null;

-- step: models_of_pair (concurrent)
-- The models of a pair's vectors are found without reading them.
create index concurrently if not exists idx_memories_models_of_pair on companion_memories
    (user_id, companion_id, embedding_model) where embedding_model is not null;

-- step: vector_index
-- The name of the index over the full vectors of one person with one companion: `pnpm db index` makes it for tenants so
-- large that it is faster than reading all their bits. It holds nobody else's, so nobody else's inserts pay for it.
create or replace function graph.vector_index(companion text, person text) returns text
    language sql immutable parallel safe
    return 'public.idx_memories_hnsw_' || to_hex(hashtextextended(companion || chr(31) || person, 0));

-- A search asks whether there is one.
revoke execute on function graph.vector_index(text, text) from public;
grant execute on function graph.vector_index(text, text) to memory_graph;

-- step: matching
-- @@ is not leakproof, so under a policy it would not use its index; this asks with the owner's right, and repeats the
-- policy. One plan serves all: making one for each text would take longer than the search. When no memory holds all of the words, those that hold any of them count, unless the words say how they are
-- to be combined.
create or replace function graph.memories_matching(
    companion text, person text, words text, tiers text[], any_phrases text[], all_phrases text[],
    since timestamp, until timestamp, min_importance double precision, other_words text, most integer
)
    returns table (id integer, rank real)
    language plpgsql stable security definer rows 100 set search_path = '' set plan_cache_mode = force_generic_plan
    as $$
declare
    wanted tsquery := pg_catalog.websearch_to_tsquery('pg_catalog.english', words);
    other tsquery := pg_catalog.websearch_to_tsquery('pg_catalog.english', other_words);
    tenant tsquery := pg_catalog.quote_literal(graph.tenant_word(companion, person))::tsquery;
begin
    -- Where the caller has no id, the condition is null: who is not known to pass does not.
    if (
        graph.viewer_role() = 'user' and person = graph.viewer_id()::text
        or graph.viewer_role() = 'service' and companion = any (graph.viewer_companions())
        or graph.game_server()
        or graph.sees_all()
    ) is not true or numnode(wanted) = 0 then
        return;
    end if;
    for attempt in 1..2 loop
        return query
            select memory.id, ts_rank(memory.content_words, wanted) as rank
            from public.companion_memories memory
            where memory.content_words @@ (tenant && wanted)
                -- Two tenants may share a word by chance; joined to '', these do not tempt to an index of all of a tenant's.
                and memory.companion_id || '' = companion and memory.user_id || '' = person
                and (tiers is null or memory.memory_tier = any (tiers))
                and (any_phrases is null or memory.key_phrases && any_phrases)
                and (all_phrases is null or memory.key_phrases @> all_phrases)
                and (since is null or memory."timestamp" >= since)
                and (until is null or memory."timestamp" < until)
                and (min_importance is null or memory.importance_score >= min_importance)
                and (other is null or memory.content_words @@ other)
            order by rank desc, memory.id desc
            limit most;
        exit when found or words ~ '"' or wanted::text ~ '[!|]';
        wanted := pg_catalog.replace(wanted::text, ' & ', ' | ')::tsquery;
    end loop;
end $$;

-- Nobody else needs to ask.
revoke execute on function graph.memories_matching(
    text, text, text, text[], text[], text[], timestamp, timestamp, double precision, text, integer
) from public;

-- The graph asks it for its callers.
grant execute on function graph.memories_matching(
    text, text, text, text[], text[], text[], timestamp, timestamp, double precision, text, integer
) to memory_graph;

-- step: statistics (concurrent)
-- The new columns and indexes are weighed by what they hold.
analyze companion_memories;
