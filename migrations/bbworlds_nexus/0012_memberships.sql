-- Seats: who is a member of which instance and until when, how instances close, and how their state is versioned.

-- step: instances_grow
-- A client that decides on a state it has read says which one; constants are added without rewriting a table.
alter table instances add column if not exists state_version integer not null default 0;

-- Whoever is in a closed instance leaves it, and nobody joins any more. The moment is UTC.
alter table instances add column if not exists closed_at timestamp;

-- Changes by other programs count too, so the database counts.
create or replace function graph.next_state_version() returns trigger
    language plpgsql set search_path = ''
    as $$
begin
    new.state_version := old.state_version + 1;
    return new;
end $$;

-- Nobody calls it but the triggers.
revoke execute on function graph.next_state_version() from public;

-- A movement of the number of users is no change of the state.
create or replace trigger instance_state_version before update on instances
    for each row when (old.state is distinct from new.state) execute function graph.next_state_version();

-- Everyone may read both; what makes an instance and its state is written under the policies below.
grant select (state_version, closed_at),
    insert (world_id, instance_type, max_users, server_region, state),
    update (state)
    on instances to nexus_graph;

-- Instances are made and played by the game.
create policy graph_inserts on instances for insert to nexus_graph
    with check ((select graph.game_server() or graph.sees_all()));
create policy graph_updates on instances for update to nexus_graph
    using ((select graph.game_server() or graph.sees_all()));

-- step: merge_patch
-- RFC 7386, where the row is locked: a client that read, merged and wrote would undo what others did in between.
create or replace function graph.merge_patch(target jsonb, patch jsonb) returns jsonb
    language plpgsql immutable parallel safe set search_path = ''
    as $$
declare
    merged jsonb := case when jsonb_typeof(target) = 'object' then target else '{}' end;
begin
    if jsonb_typeof(patch) is distinct from 'object' then
        return patch;
    end if;
    return (
        select coalesce(jsonb_object_agg(key, value), '{}')
        from (
            select key, value from jsonb_each(merged) where not patch ? key
            union all
            select key, graph.merge_patch(merged -> key, value)
            from jsonb_each(patch) where jsonb_typeof(value) <> 'null'
        ) members
    );
end $$;

-- It reads nothing but its arguments.
grant execute on function graph.merge_patch(jsonb, jsonb) to nexus_graph;

-- step: memberships
-- One seat for each person, which the key sees to, held until its lease runs out.
create table if not exists graph.memberships (
    user_id uuid primary key references users (id) on delete cascade,
    instance_id uuid not null references instances (id) on delete cascade,
    joined_at timestamptz not null default now(),
    expires_at timestamptz not null
);

-- Who is to leave when an instance closes.
create index if not exists memberships_of_instance on graph.memberships (instance_id);

-- Whose lease has run out.
create index if not exists memberships_by_expiry on graph.memberships (expires_at);

-- Where somebody is is not public.
alter table graph.memberships enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.memberships force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.memberships to current_user using (true) with check (true);

-- People see their own; game servers and admins see everyone's.
create policy graph_reads on graph.memberships for select to nexus_graph using (
    (select graph.viewer_role()) = 'user' and user_id = (select graph.viewer_id())
    or (select graph.game_server())
    or (select graph.sees_all())
);

-- Seats are taken and given back by the functions below alone.
grant select (user_id, instance_id, joined_at, expires_at) on graph.memberships to nexus_graph;

-- step: seats
-- All locks are taken in one order, so that nobody waits in a circle: the person's row of users, the membership, the
-- position, the instances by their ids. A seat is counted down where its membership goes, whichever way it went: left,
-- run out, closed, or deleted with its person. The count stays the one that other programs add to.
create or replace function graph.count_seats_down() returns trigger
    language plpgsql security definer set search_path = ''
    as $$
declare
    emptied record;
begin
    for emptied in select instance_id, count(*) as seats from gone group by instance_id order by instance_id loop
        update public.instances
        set current_users = greatest(coalesce(current_users, 0) - emptied.seats, 0)
        where id = emptied.instance_id;
    end loop;
    return null;
end $$;
revoke execute on function graph.count_seats_down() from public;
create or replace trigger seats_given_back after delete on graph.memberships
    referencing old table as gone for each statement execute function graph.count_seats_down();

-- Takes people out of the instances that they are members of. Their memberships are locked already.
create or replace function graph.give_seats_back(people uuid[]) returns void
    language plpgsql security definer set search_path = ''
    as $$
begin
    perform from public.user_positions where user_id = any (people) order by user_id for no key update;
    -- Where another program has taken somebody elsewhere meanwhile, they stay there.
    update public.user_positions standing set instance_id = null
    from graph.memberships member
    where member.user_id = any (people) and standing.user_id = member.user_id
        and standing.instance_id = member.instance_id;
    delete from graph.memberships where user_id = any (people);
end $$;
revoke execute on function graph.give_seats_back(uuid[]) from public;

-- A person who is deleted gives the seat back first: the cascades would take the position before the membership.
create or replace function graph.leave_before_deletion() returns trigger
    language plpgsql security definer set search_path = ''
    as $$
begin
    perform from graph.memberships where user_id = old.id for update;
    if found then
        perform graph.give_seats_back(array[old.id]);
    end if;
    return old;
end $$;
revoke execute on function graph.leave_before_deletion() from public;
create or replace trigger seat_given_back_first before delete on users
    for each row execute function graph.leave_before_deletion();

-- People answer for themselves, a game server and an admin for everyone; a person without an id for nobody.
create or replace function graph.answers_for(person uuid) returns boolean
    language sql stable parallel safe set search_path = ''
    return coalesce(
        graph.game_server() or graph.sees_all() or graph.viewer_role() = 'user' and person = graph.viewer_id(), false
    );

-- Only the functions that act for a person call it.
revoke execute on function graph.answers_for(uuid) from public;

-- Who joins an instance holds this shared and who closes it alone, before any row: no seat is taken while it closes.
create or replace function graph.door_of(instance uuid) returns bigint
    language sql immutable parallel safe set search_path = ''
    return hashtextextended('door of ' || instance::text, 0);
revoke execute on function graph.door_of(uuid) from public;

-- step: joining
-- Takes a seat, or says why not. Outcomes: joined; forbidden; suspended; private; no_instance; no_person; closed; full;
-- and elsewhere, with the instance that the person is in.
create or replace function graph.join_instance(
    person uuid, target uuid, moving boolean, lease interval, x float8, y float8, z float8
)
    returns table (outcome text, instance_id uuid, expires_at timestamptz)
    language plpgsql security definer set search_path = ''
    as $$
declare
    account record;
    wanted record;
    held record;
    moment timestamptz;
    seated boolean;
    rejoining boolean;
begin
    if not graph.answers_for(person) then
        return query select 'forbidden', null::uuid, null::timestamptz;
        return;
    end if;
    perform pg_advisory_xact_lock_shared(graph.door_of(target));
    select graph.bars(account_status) as suspended into account
    from public.users where id = person for no key update;
    if not found or account.suspended then
        return query select case when account.suspended then 'suspended' else 'no_person' end, null::uuid, null::timestamptz;
        return;
    end if;
    select instance_type, closed_at into wanted from public.instances where id = target;
    if not found or wanted.closed_at is not null then
        return query select case when wanted.closed_at is null then 'no_instance' else 'closed' end, target, null::timestamptz;
        return;
    end if;
    select member.instance_id as seat, member.expires_at as until into held
    from graph.memberships member where member.user_id = person for update;
    moment := clock_timestamp();
    -- A lease that has run out is a seat to give back, swept or not.
    seated := coalesce(held.until > moment, false);
    rejoining := coalesce(held.seat = target, false);
    if wanted.instance_type = 'private' and graph.viewer_role() = 'user' and not (seated and rejoining) then
        return query select 'private', target, null::timestamptz;
        return;
    end if;
    if seated and not moving then
        return query select 'elsewhere', held.seat, null::timestamptz;
        return;
    end if;
    perform from public.user_positions where user_id = person for no key update;
    if not rejoining then
        if held.seat is not null then
            perform from public.instances where id in (held.seat, target) order by id for no key update;
        end if;
        update public.instances set current_users = coalesce(current_users, 0) + 1
        where id = target and (max_users is null or coalesce(current_users, 0) < max_users);
        if not found then
            return query select 'full', target, null::timestamptz;
            return;
        end if;
        update public.instances set current_users = greatest(coalesce(current_users, 0) - 1, 0)
        where id = held.seat;
    end if;
    insert into graph.memberships as member (user_id, instance_id, joined_at, expires_at)
    values (person, target, moment, moment + lease)
    on conflict (user_id) do update
    set instance_id = excluded.instance_id, expires_at = excluded.expires_at,
        joined_at = case when rejoining then member.joined_at else excluded.joined_at end;
    insert into public.user_positions as standing
        (user_id, instance_id, position_x, position_y, position_z, last_update)
    values (person, target, x, y, z, moment at time zone 'UTC')
    on conflict (user_id) do update
    set instance_id = excluded.instance_id, last_update = excluded.last_update,
        position_x = coalesce(excluded.position_x, standing.position_x),
        position_y = coalesce(excluded.position_y, standing.position_y),
        position_z = coalesce(excluded.position_z, standing.position_z);
    return query select 'joined', target, moment + lease;
end $$;
revoke execute on function graph.join_instance(uuid, uuid, boolean, interval, float8, float8, float8) from public;
grant execute on function graph.join_instance(uuid, uuid, boolean, interval, float8, float8, float8) to nexus_graph;

-- step: leaving
-- Gives a seat back; where no instance is named, whichever the person is in. Outcomes: left; forbidden; no_instance;
-- no_person; and elsewhere, with the instance that the person is in, or null when in none.
create or replace function graph.leave_instance(person uuid, target uuid)
    returns table (outcome text, instance_id uuid)
    language plpgsql security definer set search_path = ''
    as $$
declare
    seat uuid;
    place uuid;
begin
    if not graph.answers_for(person) then
        return query select 'forbidden', null::uuid;
        return;
    end if;
    perform from public.users where id = person for no key update;
    if not found then
        return query select 'no_person', null::uuid;
        return;
    end if;
    if target is not null and not exists (select from public.instances where id = target) then
        return query select 'no_instance', null::uuid;
        return;
    end if;
    select member.instance_id into seat from graph.memberships member where member.user_id = person for update;
    select standing.instance_id into place from public.user_positions standing
    where standing.user_id = person for no key update;
    if coalesce(seat, place) is null
        or target is not null and target is distinct from seat and target is distinct from place then
        return query select 'elsewhere', coalesce(seat, place);
        return;
    end if;
    -- Whom another program placed here without a seat takes none away.
    update public.user_positions set instance_id = null
    where user_id = person and (target is null or place = target);
    if target is null or seat = target then
        perform graph.give_seats_back(array[person]);
    end if;
    return query select 'left', coalesce(target, seat, place);
end $$;
revoke execute on function graph.leave_instance(uuid, uuid) from public;
grant execute on function graph.leave_instance(uuid, uuid) to nexus_graph;

-- step: closing
-- Closes an instance: whoever is in it leaves. Outcomes: closed; closed_already; forbidden; no_instance.
create or replace function graph.close_instance(target uuid) returns text
    language plpgsql security definer set search_path = ''
    as $$
declare
    people uuid[];
    since timestamp;
begin
    if not (graph.game_server() or graph.sees_all()) then
        return 'forbidden';
    end if;
    perform pg_advisory_xact_lock(graph.door_of(target));
    select closed_at into since from public.instances where id = target;
    if not found or since is not null then
        return case when since is null then 'no_instance' else 'closed_already' end;
    end if;
    people := array(
        select user_id from graph.memberships where instance_id = target order by user_id for update
    );
    perform from public.user_positions where instance_id = target order by user_id for no key update;
    update public.user_positions set instance_id = null where instance_id = target;
    perform graph.give_seats_back(people);
    update public.instances set closed_at = clock_timestamp() at time zone 'UTC' where id = target;
    return 'closed';
end $$;
revoke execute on function graph.close_instance(uuid) from public;
grant execute on function graph.close_instance(uuid) to nexus_graph;

-- step: sweeping
-- Gives the seats back whose leases have run out, and says how many. What another process has in hand is its to do.
create or replace function graph.sweep_memberships(most integer) returns integer
    language plpgsql security definer set search_path = ''
    as $$
declare
    moment timestamptz := clock_timestamp();
    people uuid[];
begin
    people := array(
        select user_id from graph.memberships where expires_at <= moment order by expires_at limit most
        for update skip locked
    );
    if cardinality(people) > 0 then
        perform graph.give_seats_back(people);
    end if;
    return cardinality(people);
end $$;

-- It tells nothing and takes nothing that had not run out.
revoke execute on function graph.sweep_memberships(integer) from public;
grant execute on function graph.sweep_memberships(integer) to nexus_graph;

-- step: activity
-- A thousand instances are told of at once: one pass over the index for all of them reads each page once, where a look
-- for each read it again and again; and ages are added up as floats, which numerics cost several times as much as.
create or replace function graph.instance_activity(ids uuid[], active_within interval)
    returns table (instance_id uuid, active_users integer, average_position_age_seconds float8)
    language sql stable security definer rows 50 set search_path = ''
    as $$
        select
            position.instance_id, count(*)::integer,
            avg(greatest(date_part('epoch', (now() at time zone 'UTC') - position.last_update), 0))
        from public.user_positions position
        where position.instance_id = any (ids)
            and position.last_update > (now() at time zone 'UTC') - active_within
        group by position.instance_id
    $$;

-- step: open_ones (concurrent)
-- Whoever looks for a place to go looks among the open instances, newest first; closed ones become ever more.
create index concurrently if not exists idx_instances_open on instances
    ((case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc)
    where closed_at is null;
