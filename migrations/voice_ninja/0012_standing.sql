-- Who may not act any more, as the nexus database tells it: its people are known here by their ids alone.

-- step: standings
-- One row for each person of whom something was told; the version orders what is told, however it arrives.
create table if not exists graph.standings (
    user_id uuid primary key,
    standing text not null check (standing in ('active', 'suspended', 'erased')),
    version bigint not null,
    changed_at timestamp not null default (now() at time zone 'UTC')
);

-- Whom the graph has barred is not for everybody.
alter table graph.standings enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.standings force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.standings to current_user using (true) with check (true);

-- An admin sees whom the graph has barred; it is written by the functions below alone.
create policy graph_reads on graph.standings for select to memory_graph using ((select graph.sees_all()));
grant select (user_id, standing, version, changed_at) on graph.standings to memory_graph;

-- step: viewer
-- A person's standing, looked up with the owner's right for whoever asks now; in plpgsql, whose plan is kept.
create or replace function graph.viewer_standing() returns text
    language plpgsql stable parallel safe security definer set search_path = ''
    as $$
begin
    return coalesce(
        (select kept.standing from graph.standings kept where kept.user_id = graph.viewer_id()),
        'active'
    );
end $$;

-- A function may be called by everyone unless that is taken back; the policies and the kit call it for the graph's role.
revoke execute on function graph.viewer_standing() from public;
grant execute on function graph.viewer_standing() to memory_graph;

-- A person who is suspended or gone is no 'user' to any policy, whatever the token says; others have no standing.
create or replace function graph.viewer_role() returns text
    language sql stable parallel safe
    return case coalesce(nullif(current_setting('app.role', true), ''), 'anonymous')
        when 'user' then case graph.viewer_standing() when 'active' then 'user' else 'suspended' end
        else coalesce(nullif(current_setting('app.role', true), ''), 'anonymous')
    end;

-- What is asked for each row of every table looks up no person: an admin has no standing, nor has a service.
create or replace function graph.sees_all() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('app.role', true), '') = 'admin';
create or replace function graph.game_server() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('app.role', true), '') = 'service'
        and coalesce(nullif(current_setting('app.companions', true), '')::jsonb ? '*', false);

-- step: telling
-- Takes what the nexus subgraph tells: the latest holds, told twice or out of order, and nobody returns who is erased.
create or replace function graph.apply_standing(person uuid, standing text, version bigint) returns void
    language plpgsql security definer set search_path = ''
    as $$
begin
    if graph.viewer_role() <> 'system' then
        raise exception 'Standings are told by the graph itself' using errcode = 'insufficient_privilege';
    end if;
    insert into graph.standings as kept (user_id, standing, version)
    values (person, apply_standing.standing, apply_standing.version)
    on conflict (user_id) do update
    set standing = excluded.standing, version = excluded.version, changed_at = excluded.changed_at
    where kept.version < excluded.version and kept.standing <> 'erased';
end $$;

-- It checks who asks.
revoke execute on function graph.apply_standing(uuid, text, bigint) from public;
grant execute on function graph.apply_standing(uuid, text, bigint) to memory_graph;

-- Refuses rows for whoever was erased, names them in the detail, and holds erasure of the others until this is committed.
-- Volatile, so that it sees what was committed while it waited.
create or replace function graph.admits(person text) returns boolean
    language plpgsql volatile security definer set search_path = ''
    as $$
begin
    if person !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        return true;
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('person ' || lower(person), 0));
    if exists (select from graph.standings kept where kept.user_id = person::uuid and kept.standing = 'erased') then
        raise exception 'This person was erased' using errcode = 'WG410', detail = person;
    end if;
    return true;
end $$;

-- The policy below calls it for the graph's role.
revoke execute on function graph.admits(text) from public;
grant execute on function graph.admits(text) to memory_graph;

-- Neither a service nor an admin remembers anything more of somebody who was erased.
create policy of_the_living on companion_memories as restrictive for insert to memory_graph
    with check (user_id is null or graph.admits(user_id));

-- step: erasure
-- Erases up to so many of a person's memories, with their relationships and counters, and says how many those were.
-- From the first time on, nothing more is remembered of them. Ids in text stand in small letters or in capitals.
create or replace function graph.erase_person(person uuid, version bigint, most integer) returns integer
    language plpgsql security definer set search_path = ''
    as $$
declare
    erased integer;
begin
    if graph.viewer_role() <> 'system' then
        raise exception 'Erasures are told by the graph itself' using errcode = 'insufficient_privilege';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('person ' || person::text, 0));
    insert into graph.standings as kept (user_id, standing, version) values (person, 'erased', erase_person.version)
    on conflict (user_id) do update
    set standing = excluded.standing, version = greatest(kept.version, excluded.version),
        changed_at = excluded.changed_at
    where kept.standing <> 'erased';
    delete from graph.idempotent_writes where principal = 'user:' || person::text;
    delete from public.companion_memories where id in (
        select memory.id from public.companion_memories memory
        where memory.user_id in (person::text, upper(person::text))
        limit most
    );
    get diagnostics erased = row_count;
    return erased;
end $$;

-- It checks who asks.
revoke execute on function graph.erase_person(uuid, bigint, integer) from public;
grant execute on function graph.erase_person(uuid, bigint, integer) to memory_graph;
