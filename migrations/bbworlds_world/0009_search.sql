-- What assets and spaces are found by: their words, and what is known about an asset's file. All expressions are of
-- PostgreSQL's own functions, because who writes a row must be allowed to call what its indexes call, and none of them
-- fails on any JSON: what has another form than the graph's is not found by it, and other programs write it as before.

-- step: words_of_assets (concurrent)
-- A search looks at names, descriptions and tags. Descriptions and tags are cut, because a tsvector ends at 1 MiB and
-- whoever wrote a longer text would be refused.
create index concurrently if not exists idx_assets_about on assets using gin (
    to_tsvector('english', asset_name || ' ' || coalesce(left(metadata ->> 'description', 20000), '') || ' '
        || coalesce(left(metadata ->> 'tags', 20000), ''))
);

-- step: words_of_spaces (concurrent)
-- The index of before took the whole description, and refused one of more than 1 MiB of different words.
create index concurrently if not exists idx_spaces_about on spaces using gin (
    to_tsvector('english', coalesce(space_name, '') || ' ' || coalesce(left(description, 20000), ''))
);

-- step: searches
-- The words stand in the index and here and nowhere else. The rows are for everyone, so it asks with the caller's right.
create or replace function graph.assets_about(words text) returns setof uuid
    language sql stable rows 100 set search_path = ''
    as $$
        select id
        from public.assets
        where to_tsvector('english', asset_name || ' ' || coalesce(left(metadata ->> 'description', 20000), '') || ' '
                || coalesce(left(metadata ->> 'tags', 20000), ''))
            @@ websearch_to_tsquery('english', words)
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.assets_about(text) from public;

-- The graph asks it for its callers.
grant execute on function graph.assets_about(text) to world_graph;

-- As before, with the words of the index above.
create or replace function graph.spaces_about(words text) returns setof uuid
    language sql stable security definer rows 100 set search_path = ''
    as $$
        select id
        from public.spaces
        where to_tsvector('english', coalesce(space_name, '') || ' ' || coalesce(left(description, 20000), ''))
                @@ websearch_to_tsquery('english', words)
            and (
                is_public
                or graph.viewer_role() = 'user' and owner_id = graph.viewer_id()
                or graph.game_server()
                or graph.sees_all()
            )
    $$;

-- step: words_of_before (concurrent)
-- Nothing asks these two of the graph's own any more.
drop index concurrently if exists idx_assets_words;
drop index concurrently if exists idx_spaces_words;

-- step: tags (concurrent)
-- Assets that have any or all of some tags.
create index concurrently if not exists idx_assets_tags on assets using gin ((metadata -> 'tags'));

-- step: triangles (concurrent)
-- Assets of so many triangles. A btree holds no number of thousands of digits, so only what a count may be is held.
create index concurrently if not exists idx_assets_triangles on assets ((
    case when jsonb_typeof(metadata -> 'triangles') = 'number' then
        case when (metadata -> 'triangles')::numeric between 0 and 9007199254740991
            and (metadata -> 'triangles')::numeric % 1 = 0 then (metadata -> 'triangles')::bigint end
    end
));

-- step: bytes (concurrent)
-- Assets of so many bytes.
create index concurrently if not exists idx_assets_bytes on assets ((
    case when jsonb_typeof(metadata -> 'bytes') = 'number' then
        case when (metadata -> 'bytes')::numeric between 0 and 9007199254740991
            and (metadata -> 'bytes')::numeric % 1 = 0 then (metadata -> 'bytes')::bigint end
    end
));

-- step: animated (concurrent)
-- Assets with animations, or known to have none, newest first.
create index concurrently if not exists idx_assets_animated on assets (
    (case when jsonb_typeof(metadata -> 'animations') = 'array' then metadata -> 'animations' <> '[]'::jsonb end),
    (case when created_at is null then '-infinity'::timestamp else created_at end) desc,
    id desc
);

-- step: rigged (concurrent)
-- Assets with a skeleton, or known to have none, newest first.
create index concurrently if not exists idx_assets_rigged on assets (
    (case metadata -> 'rigged' when 'true'::jsonb then true when 'false'::jsonb then false end),
    (case when created_at is null then '-infinity'::timestamp else created_at end) desc,
    id desc
);

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze assets;
analyze spaces;
