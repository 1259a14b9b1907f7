-- How people move: cells that find who is near, and one statement for the reports of many.

-- step: cheap_policy
-- Who reads positions is asked with every statement on them. A function in SQL is planned anew each time, which cost
-- more than finding who is near; this one is planned once for a connection.
create or replace function graph.viewer_instance() returns uuid
    language plpgsql stable security definer set search_path = ''
    as $$
begin
    return (
        select instance_id
        from public.user_positions
        where user_id = graph.viewer_id() and graph.viewer_role() = 'user'
    );
end $$;

-- What costs nothing is asked first, and where the viewer stands only of persons.
alter policy graph_reads on user_positions using (
    (select graph.sees_all())
    or (select graph.game_server())
    or (select graph.viewer_role()) = 'user' and user_id = (select graph.viewer_id())
    or instance_id = (select graph.viewer_instance())
);

-- step: cells
-- The square of 100 units that somebody stands in, null in the old rows at first, so that none is rewritten.
alter table user_positions
    add column if not exists cell_x integer,
    add column if not exists cell_z integer;

-- A column that is added later stays closed until it is named here.
grant select (cell_x, cell_z) on user_positions to nexus_graph;

-- The cell of a coordinate; what other programs write far out, or is no number, counts to the outermost cells.
create or replace function graph.cell_of(coordinate float8) returns integer
    language sql immutable parallel safe
    return case
        when coordinate between -2e11 and 2e11 then floor(coordinate / 100)::integer
        when coordinate > 0 then 2147483647
        when coordinate < 0 then -2147483648
    end;

-- Whoever writes a position calls it in the trigger's condition; it reads nothing but its argument.
grant execute on function graph.cell_of(float8) to public;

-- step: derivation
-- Whoever writes a position, its cells follow. Other programs may not use the schema of the graph, so the cells are
-- written out.
create or replace function graph.derive_cells() returns trigger
    language plpgsql set search_path = '' as $$
begin
    new.cell_x := case
        when new.position_x between -2e11 and 2e11 then floor(new.position_x / 100)::integer
        when new.position_x > 0 then 2147483647
        when new.position_x < 0 then -2147483648
    end;
    new.cell_z := case
        when new.position_z between -2e11 and 2e11 then floor(new.position_z / 100)::integer
        when new.position_z > 0 then 2147483647
        when new.position_z < 0 then -2147483648
    end;
    return new;
end $$;

-- Only the trigger calls it.
revoke execute on function graph.derive_cells() from public;

-- A writer that states the cells itself, as the graph does, and one that stays in its cell never come by the function.
create or replace trigger derive_cells before insert or update on user_positions
    for each row when (
        new.cell_x is distinct from graph.cell_of(new.position_x)
        or new.cell_z is distinct from graph.cell_of(new.position_z)
    ) execute function graph.derive_cells();

-- step: old_rows (concurrent)
-- The rows from before the trigger, which derives their cells: a thousand people at a time, each time committed.
do $$
declare
    people uuid[];
    last uuid := '00000000-0000-0000-0000-000000000000';
begin
    loop
        people := array(
            select user_id from user_positions where user_id >= last order by user_id limit 1001 for no key update
        );
        update user_positions set cell_x = null
        where user_id = any (people) and (
            cell_x is distinct from graph.cell_of(position_x) or cell_z is distinct from graph.cell_of(position_z)
        );
        commit;
        exit when cardinality(people) <= 1;
        last := people[cardinality(people)];
    end loop;
end $$;

-- step: near (concurrent)
-- Who is near is found in a few cells. A step within a cell changes no index, so movements stay cheap.
create index concurrently if not exists idx_user_positions_cells on user_positions (instance_id, cell_x, cell_z);

-- step: moving
-- Writes reports of movements, one for each person, and tells which were written. Whoever is in no instance, or not in
-- the one that the report states, is left out, as is whose account is suspended: a report that comes late brings nobody
-- back. Seats are renewed first, as all locks are taken: the memberships, without waiting for any, then the positions in
-- the order of the people's ids, whichever the order of the reports, so that nobody waits in a circle. For that, joining
-- the reports in any other way than one by one is switched off.
create or replace function graph.move_players(
    people uuid[], stated_instances uuid[], xs float8[], ys float8[], zs float8[], rotations float8[],
    animations text[], lease interval
)
    returns table (user_id uuid, instance_id uuid, rotation_y float8, animation_state varchar, last_update timestamp)
    language plpgsql security definer set search_path = ''
    set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off set enable_bitmapscan = off
    as $$
#variable_conflict use_column
declare
    -- Not the moment at which the transaction began: another writer may have been waited for since.
    at timestamptz := clock_timestamp();
begin
    -- Where the caller has no id, the condition is null: who is not known to pass does not.
    if (
        graph.game_server() or graph.sees_all()
        or graph.viewer_role() = 'user' and people <@ array[graph.viewer_id()]
    ) is not true then
        raise insufficient_privilege using message = 'not for this caller';
    end if;
    -- After a crash people report again; nobody waits for the disk.
    perform set_config('synchronous_commit', 'off', true);
    -- A lease that has half of its time left is not worth a write. Who holds a membership is changing it: what becomes of
    -- the seat is theirs to say.
    update graph.memberships
    set expires_at = at + lease
    where user_id in (
        select member.user_id
        from unnest(people, stated_instances) report (person, instance)
        join graph.memberships member on member.user_id = report.person
        where member.expires_at < at + lease / 2
            and member.instance_id = coalesce(report.instance, member.instance_id)
            and not exists (
                select from public.users account
                where account.id = member.user_id and graph.bars(account.account_status)
            )
        order by member.user_id
        for no key update of member skip locked
    );
    return query
        with moved as (
            update public.user_positions standing
            set position_x = report.x, position_y = report.y, position_z = report.z,
                rotation_y = coalesce(report.rotation, standing.rotation_y),
                animation_state = coalesce(report.animation, standing.animation_state),
                last_update = at at time zone 'UTC',
                cell_x = graph.cell_of(report.x), cell_z = graph.cell_of(report.z)
            from (
                select *
                from unnest(people, stated_instances, xs, ys, zs, rotations, animations)
                    report (person, instance, x, y, z, rotation, animation)
                order by person
            ) report
            where standing.user_id = report.person
                and standing.instance_id = coalesce(report.instance, standing.instance_id)
                and not exists (
                    select from public.users account
                    where account.id = standing.user_id and graph.bars(account.account_status)
                )
            returning
                standing.user_id, standing.instance_id, standing.rotation_y, standing.animation_state,
                standing.last_update
        ),
        -- Who listens is told which instances to look at, by so many ids as a notification holds.
        told as (
            select count(pg_notify('graph', json_build_object('topic', 'moved', 'instanceIds', instances)::text))
            from (
                select array_agg(instance_id) as instances
                from (
                    select instance_id, (row_number() over () - 1) / 190 as part
                    from (select distinct instance_id from moved) changed
                ) parts
                group by part
            ) messages
        )
        select moved.* from moved, told;
end $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.move_players(
    uuid[], uuid[], float8[], float8[], float8[], float8[], text[], interval
) from public;

-- The graph calls it for its callers.
grant execute on function graph.move_players(
    uuid[], uuid[], float8[], float8[], float8[], float8[], text[], interval
) to nexus_graph;

-- step: running_quests (concurrent)
-- The quests that run anywhere, newest first: without it the list is found among all that ever ran.
create index concurrently if not exists idx_quest_instances_running on quest_instances
    ((case when started_at is null then '-infinity'::timestamp else started_at end) desc, id desc)
    where completed_at is null;

-- step: statistics (concurrent)
-- The new columns and indexes are weighed by what they hold.
analyze user_positions;
