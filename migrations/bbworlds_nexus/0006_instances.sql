-- instances: who may read them, how busy they are, and the mends of their numbers.

-- step: row_security
-- The rows are public, but writing is for whom a policy names.
alter table instances enable row level security;

-- Without force the owner of the table would pass every policy.
alter table instances force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on instances to current_user using (true) with check (true);

-- The programs that log in as nexus_user go on as before until lockdown.
call graph.admit_existing_login('instances', 'nexus_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('instances');

-- Everyone may look for a place to go.
create policy graph_reads on instances for select to nexus_graph using (true);

-- A column that is added later stays closed until it is named here.
grant select (
    id, world_id, instance_type, max_users, current_users, server_region, created_at, state
) on instances to nexus_graph;

-- step: activity
-- How many are active is public, who they are is not: only the counts leave this function. Positions hold UTC.
create or replace function graph.instance_activity(ids uuid[], active_within interval)
    returns table (instance_id uuid, active_users integer, average_position_age_seconds float8)
    language sql stable security definer rows 50 set search_path = ''
    as $$
        select asked.id, active.users, active.age
        from (select distinct unnest(ids)) asked (id)
        -- One look into the index for each instance; a join of both would read the positions of all.
        cross join lateral (
            select
                count(*)::integer as users,
                avg(greatest(extract(epoch from (now() at time zone 'UTC') - position.last_update), 0))::float8 as age
            from public.user_positions position
            where position.instance_id = asked.id
                and position.last_update > (now() at time zone 'UTC') - active_within
        ) active
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.instance_activity(uuid[], interval) from public;

-- The graph asks it for its callers.
grant execute on function graph.instance_activity(uuid[], interval) to nexus_graph;

-- step: newest (concurrent)
-- Lists of instances are paged, newest first; the load of the last hour is read from its beginning.
create index concurrently if not exists idx_instances_newest on instances
    ((case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: of_world (concurrent)
-- The instances of one space, newest first: without it each look-up reads the whole table.
create index concurrently if not exists idx_instances_world on instances
    (world_id, (case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: has_room_for_someone (concurrent)
-- refuses: instances without any seat
select format('instance %s: max_users %s', id, max_users)
from instances
where max_users <= 0;

-- A run that was cut off may have left it unvalidated.
alter table instances drop constraint if exists has_room_for_someone;

-- An instance for nobody divides the load by zero.
alter table instances add constraint has_room_for_someone
    check (max_users > 0) not valid;

-- The old rows are checked while others read and write.
alter table instances validate constraint has_room_for_someone;

-- step: not_overfull (concurrent)
-- refuses: instances with fewer than no users or more than their seats
select format('instance %s: current_users %s of %s', id, current_users, max_users)
from instances
where current_users < 0 or current_users > max_users;

-- A run that was cut off may have left it unvalidated.
alter table instances drop constraint if exists not_overfull;

-- Two who take the last seat at once must not both sit.
alter table instances add constraint not_overfull
    check (current_users between 0 and max_users) not valid;

-- The old rows are checked while others read and write.
alter table instances validate constraint not_overfull;

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze instances;
