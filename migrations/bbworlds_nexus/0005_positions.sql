-- user_positions: who may read them, and the mends that keep their many updates cheap.

-- step: viewer_instance
-- A policy on user_positions cannot read user_positions: where the viewer is now is read with the owner's right.
create or replace function graph.viewer_instance() returns uuid
    language sql stable security definer set search_path = ''
    as $$
        select instance_id
        from public.user_positions
        where user_id = graph.viewer_id() and graph.viewer_role() = 'user'
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.viewer_instance() from public;

-- The graph asks it for its callers.
grant execute on function graph.viewer_instance() to nexus_graph;

-- step: row_security
-- Where somebody is now is for those who stand beside them.
alter table user_positions enable row level security;

-- Without force the owner of the table would pass every policy.
alter table user_positions force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on user_positions to current_user using (true) with check (true);

-- The programs that log in as nexus_user go on as before until lockdown.
call graph.admit_existing_login('user_positions', 'nexus_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('user_positions');

-- People see themselves and who shares their instance; game servers and admins see everyone.
create policy graph_reads on user_positions for select to nexus_graph using (
    (select graph.viewer_role()) = 'user' and user_id = (select graph.viewer_id())
    or instance_id = (select graph.viewer_instance())
    or (select graph.game_server())
    or (select graph.sees_all())
);

-- A column that is added later stays closed until it is named here.
grant select (
    user_id, instance_id, position_x, position_y, position_z, rotation_y, animation_state, last_update
) on user_positions to nexus_graph;

-- step: without_last_update (concurrent)
-- Every movement changes last_update, and an index on it made each of them write to all indexes: a fourfold cost.
drop index concurrently if exists idx_user_positions_last_update;

-- step: players_in_order (concurrent)
-- The players of an instance are paged by their ids.
create index concurrently if not exists idx_user_positions_in_order on user_positions (instance_id, user_id);

-- step: players_in_order_in_place
-- Without that order the planner walked through everybody by the primary key to find the few of one instance.
drop index if exists idx_user_positions_instance;

-- The name stays, because the owner's programs may name it.
alter index idx_user_positions_in_order rename to idx_user_positions_instance;

-- step: room_for_updates
-- Half-empty new pages let a movement stay on its page.
alter table user_positions set (fillfactor = 50);

-- step: coordinates_are_finite (concurrent)
-- refuses: positions with a coordinate that is not finite
select format(
    'user %s: x %s, y %s, z %s, rotation %s', user_id, position_x, position_y, position_z, rotation_y
)
from user_positions
where 'NaN' in (position_x, position_y, position_z, rotation_y)
    or 'Infinity' in (position_x, position_y, position_z, rotation_y)
    or '-Infinity' in (position_x, position_y, position_z, rotation_y);

-- A run that was cut off may have left it unvalidated.
alter table user_positions drop constraint if exists coordinates_are_finite;

-- A player at NaN is near nobody, and one at infinity spoils every average.
alter table user_positions add constraint coordinates_are_finite
    check (
        position_x > '-Infinity' and position_x < 'Infinity'
        and position_y > '-Infinity' and position_y < 'Infinity'
        and position_z > '-Infinity' and position_z < 'Infinity'
        and rotation_y > '-Infinity' and rotation_y < 'Infinity'
    ) not valid;

-- The old rows are checked while others read and write.
alter table user_positions validate constraint coordinates_are_finite;

-- step: gone_with_user (concurrent)
-- A run that was cut off may have left it unvalidated.
alter table user_positions drop constraint if exists position_of_user;

-- A person who ever moved could not be deleted.
alter table user_positions add constraint position_of_user
    foreign key (user_id) references users (id) on delete cascade not valid;

-- The old rows are checked while others read and write.
alter table user_positions validate constraint position_of_user;

-- step: gone_with_user_in_place
-- The owner's key is replaced under its name, so that no moment is without a key.
alter table user_positions drop constraint if exists user_positions_user_id_fkey;
alter table user_positions rename constraint position_of_user to user_positions_user_id_fkey;

-- step: in_an_instance (concurrent)
-- refuses: positions in an instance that does not exist
select format('user %s: instance %s', user_id, instance_id)
from user_positions
where instance_id is not null and not exists (select from instances where id = instance_id);

-- A run that was cut off may have left it unvalidated.
alter table user_positions drop constraint if exists user_positions_instance_id_fkey;

-- When an instance is closed for good, who stood in it stands nowhere.
alter table user_positions add constraint user_positions_instance_id_fkey
    foreign key (instance_id) references instances (id) on delete set null not valid;

-- The old rows are checked while others read and write.
alter table user_positions validate constraint user_positions_instance_id_fkey;

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze user_positions;
