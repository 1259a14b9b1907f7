-- spaces: who may read them, and the indexes of their lists and search.

-- step: row_security
-- A space that is not public is its owner's own.
alter table spaces enable row level security;

-- Without force the owner of the table would pass every policy.
alter table spaces force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on spaces to current_user using (true) with check (true);

-- The programs that log in as bbworlds_user go on as before until lockdown.
call graph.admit_existing_login('spaces', 'bbworlds_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('spaces');

-- Public spaces are for everyone, the others for their owner, game servers and admins; null is not public.
create policy graph_reads on spaces for select to world_graph using (
    is_public
    or (select graph.viewer_role()) = 'user' and owner_id = (select graph.viewer_id())
    or (select graph.game_server())
    or (select graph.sees_all())
);

-- A column that is added later stays closed until it is named here.
grant select (
    id, owner_id, space_name, description, is_public, max_occupancy, entry_point, skybox_settings, terrain_settings,
    created_at
) on spaces to world_graph;

-- step: newest_public (concurrent)
-- The public spaces are paged, newest first, without stepping over the private ones.
create index concurrently if not exists idx_spaces_newest_public on spaces
    ((case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc)
    where is_public;

-- step: newest (concurrent)
-- So are all that somebody may see, the own private ones among them.
create index concurrently if not exists idx_spaces_newest on spaces
    ((case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: of_owner (concurrent)
-- The spaces of one owner, newest first: without it each look-up reads the whole table.
create index concurrently if not exists idx_spaces_owner on spaces
    (owner_id, (case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: has_room_for_someone (concurrent)
-- refuses: spaces without any place
select format('space %s: max_occupancy %s', id, max_occupancy)
from spaces
where max_occupancy <= 0;

-- A run that was cut off may have left it unvalidated.
alter table spaces drop constraint if exists has_room_for_someone;

-- A space for nobody can be entered by nobody, its owner included.
alter table spaces add constraint has_room_for_someone
    check (max_occupancy > 0) not valid;

-- The old rows are checked while others read and write.
alter table spaces validate constraint has_room_for_someone;

-- step: words (concurrent)
-- A search for words in the names and descriptions.
create index concurrently if not exists idx_spaces_words on spaces
    using gin (to_tsvector('english', coalesce(space_name, '') || ' ' || coalesce(description, '')));

-- step: about
-- @@ is not leakproof, so under a policy it would not use its index; this asks with the owner's right and answers
-- with what the policy would show.
create or replace function graph.spaces_about(words text) returns setof uuid
    language sql stable security definer rows 100 set search_path = ''
    as $$
        select id
        from public.spaces
        where to_tsvector('english', coalesce(space_name, '') || ' ' || coalesce(description, ''))
                @@ websearch_to_tsquery('english', words)
            and (
                is_public
                or graph.viewer_role() = 'user' and owner_id = graph.viewer_id()
                or graph.game_server()
                or graph.sees_all()
            )
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.spaces_about(text) from public;

-- The graph asks it for its callers.
grant execute on function graph.spaces_about(text) to world_graph;

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze spaces;
