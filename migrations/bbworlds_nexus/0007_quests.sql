-- quest_instances: who may read them, how they are searched, and the mends of their participants.

-- step: row_security
-- Who is on which quest is for those who play.
alter table quest_instances enable row level security;

-- Without force the owner of the table would pass every policy.
alter table quest_instances force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on quest_instances to current_user using (true) with check (true);

-- The programs that log in as nexus_user go on as before until lockdown.
call graph.admit_existing_login('quest_instances', 'nexus_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('quest_instances');

-- Signed-in people see the quests; a passer-by does not.
create policy graph_reads on quest_instances for select to nexus_graph using ((select graph.signed_in()));

-- A column that is added later stays closed until it is named here.
grant select (
    id, quest_id, instance_id, participants, state, started_at, completed_at
) on quest_instances to nexus_graph;

-- step: of_participants
-- && is not leakproof, so under a policy it would not use its index; this asks with the owner's right.
create or replace function graph.quests_of(participants uuid[], active_only boolean)
    returns table (user_id uuid, quest_id uuid)
    language sql stable security definer rows 50 set search_path = ''
    as $$
        select distinct participant, quest.id
        from public.quest_instances quest
        cross join lateral unnest(quest.participants) participant
        where quest.participants && quests_of.participants
            and participant = any (quests_of.participants)
            and (quest.completed_at is null or not active_only)
            and graph.signed_in()
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.quests_of(uuid[], boolean) from public;

-- The graph asks it for its callers.
grant execute on function graph.quests_of(uuid[], boolean) to nexus_graph;

-- step: in_state
-- @> is not leakproof either.
create or replace function graph.quests_in_state(state jsonb) returns setof uuid
    language sql stable security definer rows 100 set search_path = ''
    as $$
        select quest.id
        from public.quest_instances quest
        where quest.state @> quests_in_state.state and graph.signed_in()
    $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.quests_in_state(jsonb) from public;

-- The graph asks it for its callers.
grant execute on function graph.quests_in_state(jsonb) to nexus_graph;

-- step: newest (concurrent)
-- Lists of quests are paged, newest first.
create index concurrently if not exists idx_quest_instances_newest on quest_instances
    ((case when started_at is null then '-infinity'::timestamp else started_at end) desc, id desc);

-- step: active_in_instance (concurrent)
-- The quests that run in an instance, newest first: without it each look-up reads the whole table.
create index concurrently if not exists idx_quest_instances_active on quest_instances
    (instance_id, (case when started_at is null then '-infinity'::timestamp else started_at end) desc, id desc)
    where completed_at is null;

-- step: of_instance (concurrent)
-- All quests of an instance, and what the deletion of an instance asks.
create index concurrently if not exists idx_quest_instances_instance on quest_instances
    (instance_id, (case when started_at is null then '-infinity'::timestamp else started_at end) desc, id desc);

-- step: each_participant_once (concurrent)
-- refuses: quests that name a participant more than once
select format('quest instance %s: user %s %s times', id, participant, count(*))
from quest_instances
cross join lateral unnest(participants) participant
group by id, participant
having count(participant) > 1;

-- A check cannot count by itself.
create or replace function graph.without_repeats(ids uuid[]) returns boolean
    language sql immutable parallel safe
    return (select count(id) = count(distinct id) from unnest(ids) id);

-- Who writes a quest runs the check; it reads nothing but its argument.
grant execute on function graph.without_repeats(uuid[]) to public;

-- A run that was cut off may have left it unvalidated.
alter table quest_instances drop constraint if exists each_participant_once;

-- Appended twice, a participant is named twice and leaves by half.
alter table quest_instances add constraint each_participant_once
    check (graph.without_repeats(participants)) not valid;

-- The old rows are checked while others read and write.
alter table quest_instances validate constraint each_participant_once;

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze quest_instances;
