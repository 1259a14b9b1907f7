-- What the graph may write of quests: who plays their state, and who takes part through functions that ask who asks.

-- step: state_version
-- Two who change one state must not undo each other: each says which version it changes.
alter table quest_instances add column if not exists state_version integer not null default 0;

-- The graph shows it.
grant select (state_version) on quest_instances to nexus_graph;

-- A change that leaves the state as it was makes nobody's version stale; one by another program does.
create or replace trigger quest_state_version before update on quest_instances
    for each row when (old.state is distinct from new.state) execute function graph.next_state_version();

-- step: completed_is_final
-- Of a completed quest nothing changes but that people leave it whose account is erased: looked up with the owner's
-- right, whoever writes.
create or replace function graph.refuse_completed_quest() returns trigger
    language plpgsql security definer set search_path = '' as $$
declare
    otherwise public.quest_instances := new;
    gone uuid[] := array(
        select id from unnest(old.participants) id where id is not null and (id = any (new.participants)) is not true
    );
    final boolean;
begin
    otherwise.participants := old.participants;
    final := otherwise is not distinct from old and new.participants is not distinct from array(
        select id from unnest(old.participants) with ordinality each (id, place)
        where id is null or id = any (new.participants)
        order by place
    );
    if final and cardinality(gone) > 0 then
        final := gone <@ array(select user_id from graph.tombstones where user_id = any (gone));
    end if;
    if not final then
        raise exception 'Quest instance % is completed and changes no more', old.id
            using errcode = 'check_violation', table = 'quest_instances', constraint = 'completed_is_final';
    end if;
    return new;
end $$;

-- Only the trigger calls it.
revoke execute on function graph.refuse_completed_quest() from public;

-- What was won stays won for every program and for the owner; a row that is written back as it was is left alone.
create or replace trigger completed_is_final before update on quest_instances for each row
    when (old.completed_at is not null and old.* is distinct from new.*)
    execute function graph.refuse_completed_quest();

-- step: progress
-- Who takes part plays the state; so do a game server and an admin.
create policy graph_updates on quest_instances for update to nexus_graph using (
    (select graph.game_server() or graph.sees_all())
    or (select graph.viewer_role() = 'user') and participants @> array[(select graph.viewer_id())]
);

-- Which quest it is, where and since when never changes; who takes part is for the functions below.
grant update (state, completed_at) on quest_instances to nexus_graph;

-- step: participation
-- Who has joined stands in the array of the owner's, once; other programs may have nested it or left it out.
create or replace function graph.flat(ids uuid[]) returns uuid[]
    language sql immutable parallel safe
    return array(select id from unnest(ids) with ordinality each (id, place) order by place);

-- The person's row is held, so that whoever is erased meanwhile is found among the participants afterwards.
create or replace function graph.start_quest(quest text, place uuid, people uuid[], beginning jsonb)
    returns table (fault text, person uuid, id uuid)
    language plpgsql security definer set search_path = '' as $$
declare
    closed timestamp;
begin
    if not graph.answers_for(null) and not (graph.answers_for(people[1]) and cardinality(people) = 1) then
        raise exception 'Who starts a quest takes part in it alone' using errcode = 'insufficient_privilege';
    end if;
    perform from public.users where users.id = any (people) order by users.id for key share;
    select instances.closed_at into closed from public.instances where instances.id = place;
    fault := case when not found then 'no instance' when closed is not null then 'closed' end;
    if fault is null then
        select case when users.id is null then 'no person' else 'elsewhere' end, asked.id into fault, person
        from unnest(people) with ordinality asked (id, nth)
        left join public.users on users.id = asked.id
        left join public.user_positions on user_positions.user_id = asked.id
        where user_positions.instance_id is distinct from place or users.id is null
        order by nth
        limit 1;
    end if;
    if fault is null then
        insert into public.quest_instances (quest_id, instance_id, participants, state, started_at)
        values (quest, place, people, beginning, now() at time zone 'UTC')
        returning quest_instances.id into start_quest.id;
    end if;
    return next;
end $$;

-- The person's row is held first and then the quest's, in the order of whoever erases a person.
create or replace function graph.join_quest(quest uuid, person uuid)
    returns table (fault text, instance_id uuid)
    language plpgsql security definer set search_path = '' as $$
declare
    played public.quest_instances;
begin
    if not graph.answers_for(person) then
        raise exception 'Nobody joins for somebody else' using errcode = 'insufficient_privilege';
    end if;
    perform from public.users where users.id = person for key share;
    if not found then
        return query select 'no person', null::uuid;
        return;
    end if;
    select * into played from public.quest_instances where quest_instances.id = quest for no key update;
    fault := case
        when not found then 'no quest'
        when played.completed_at is not null then 'completed'
        when played.participants @> array[person] then 'taking part'
        when cardinality(played.participants) >= 100 then 'full'
        when exists (
            select from public.instances
            where instances.id = played.instance_id and instances.closed_at is not null
        ) then 'closed'
        when played.instance_id is not null and not exists (
            select from public.user_positions
            where user_positions.user_id = person and user_positions.instance_id = played.instance_id
        ) then 'elsewhere'
    end;
    instance_id := played.instance_id;
    if fault is null then
        update public.quest_instances
        set participants = graph.flat(participants) || person
        where quest_instances.id = quest and completed_at is null
            and (participants @> array[person]) is not true;
    end if;
    return next;
end $$;

-- Whoever is gone may be taken from a quest too, so no person's row is asked for.
create or replace function graph.leave_quest(quest uuid, person uuid) returns text
    language plpgsql security definer set search_path = '' as $$
declare
    played public.quest_instances;
begin
    if not graph.answers_for(person) then
        raise exception 'Nobody leaves for somebody else' using errcode = 'insufficient_privilege';
    end if;
    select * into played from public.quest_instances where quest_instances.id = quest for no key update;
    if not found then
        return 'no quest';
    elsif played.completed_at is not null then
        return 'completed';
    elsif (played.participants @> array[person]) is not true then
        return 'not taking part';
    end if;
    update public.quest_instances
    set participants = array_remove(graph.flat(participants), person)
    where quest_instances.id = quest and completed_at is null;
    return null;
end $$;

-- A function may be called by everyone unless that is taken back.
revoke execute on function graph.flat(uuid[]) from public;
revoke execute on function graph.start_quest(text, uuid, uuid[], jsonb) from public;
revoke execute on function graph.join_quest(uuid, uuid) from public;
revoke execute on function graph.leave_quest(uuid, uuid) from public;

-- The graph asks them for its callers.
grant execute on function graph.start_quest(text, uuid, uuid[], jsonb) to nexus_graph;
grant execute on function graph.join_quest(uuid, uuid) to nexus_graph;
grant execute on function graph.leave_quest(uuid, uuid) to nexus_graph;
