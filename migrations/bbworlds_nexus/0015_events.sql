-- What happens in this database is told to whoever listens on the channel graph: ids only, once the change is committed.
-- Triggers tell it, so that what other programs change is told too. Positions have none: whoever moves people tells of a
-- whole flush at once.

-- step: instances
-- One notification for each instance that a statement changed; of equal ones in a transaction PostgreSQL sends one.
create or replace function graph.tell_instances() returns trigger
    language plpgsql as $$
declare
    changed uuid;
begin
    for changed in select id from changes loop
        perform pg_notify('graph', json_build_object('topic', 'instance', 'instanceId', changed)::text);
    end loop;
    return null;
end $$;

-- Only the triggers call it; they run for everyone.
revoke execute on function graph.tell_instances() from public;

-- A trigger that sees the changed rows is for one kind of change.
create or replace trigger tell_inserted after insert on instances
    referencing new table as changes for each statement execute function graph.tell_instances();
create or replace trigger tell_updated after update on instances
    referencing new table as changes for each statement execute function graph.tell_instances();
create or replace trigger tell_deleted after delete on instances
    referencing old table as changes for each statement execute function graph.tell_instances();

-- step: quests
-- Quests are followed by the instance they are played in; what is played nowhere is followed by nobody.
create or replace function graph.tell_quests() returns trigger
    language plpgsql as $$
declare
    changed record;
begin
    for changed in select id, instance_id from changes where instance_id is not null loop
        perform pg_notify('graph', json_build_object(
            'topic', 'quest', 'questInstanceId', changed.id, 'instanceId', changed.instance_id
        )::text);
    end loop;
    return null;
end $$;

-- Only the triggers call it; they run for everyone.
revoke execute on function graph.tell_quests() from public;

-- A trigger that sees the changed rows is for one kind of change.
create or replace trigger tell_inserted after insert on quest_instances
    referencing new table as changes for each statement execute function graph.tell_quests();
create or replace trigger tell_updated after update on quest_instances
    referencing new table as changes for each statement execute function graph.tell_quests();
create or replace trigger tell_deleted after delete on quest_instances
    referencing old table as changes for each statement execute function graph.tell_quests();

-- step: memberships
-- A payload holds less than 8,000 bytes: 150 people.
create or replace function graph.tell_people(topic text, instance uuid, people uuid[]) returns void
    language plpgsql as $$
begin
    for place in 0..(cardinality(people) - 1) / 150 loop
        perform pg_notify('graph', json_build_object(
            'topic', topic, 'instanceId', instance, 'userIds', people[place * 150 + 1 : place * 150 + 150]
        )::text);
    end loop;
end $$;
revoke execute on function graph.tell_people(text, uuid, uuid[]) from public;

-- Who has come or gone is told by name: whoever shows people cannot tell who stands still from who has left.
create or replace function graph.tell_memberships() returns trigger
    language plpgsql security definer set search_path = '' as $$
begin
    perform graph.tell_people(tg_argv[0], instance_id, array_agg(user_id order by user_id))
    from changes group by instance_id;
    return null;
end $$;
revoke execute on function graph.tell_memberships() from public;

-- Whoever goes straight from one instance to another leaves the one and comes to the other; a lease that is renewed is
-- told to nobody.
create or replace function graph.tell_moved_memberships() returns trigger
    language plpgsql security definer set search_path = '' as $$
begin
    perform graph.tell_people(told.topic, told.instance_id, array_agg(told.user_id order by told.user_id))
    from before
    join changes using (user_id)
    cross join lateral (
        values ('left', before.instance_id, user_id), ('joined', changes.instance_id, user_id)
    ) told (topic, instance_id, user_id)
    where before.instance_id <> changes.instance_id
    group by told.topic, told.instance_id
    order by told.topic desc;
    return null;
end $$;
revoke execute on function graph.tell_moved_memberships() from public;

-- A trigger that sees the changed rows is for one kind of change.
create or replace trigger tell_inserted after insert on graph.memberships
    referencing new table as changes for each statement execute function graph.tell_memberships('joined');
create or replace trigger tell_deleted after delete on graph.memberships
    referencing old table as changes for each statement execute function graph.tell_memberships('left');
create or replace trigger tell_updated after update on graph.memberships
    referencing old table as before new table as changes
    for each statement execute function graph.tell_moved_memberships();

-- step: players
-- Who is in an instance now: whoever holds a seat there or has moved within a minute. Told to those who may see where
-- they are: memberships themselves are not shown to other people.
create or replace function graph.players_of(instance uuid) returns setof uuid
    language sql stable security definer rows 100 set search_path = ''
    as $$
        select standing.user_id
        from public.user_positions standing
        where standing.instance_id = players_of.instance
            and (graph.game_server() or graph.sees_all() or graph.viewer_instance() = players_of.instance)
            and (
                standing.last_update > (now() at time zone 'UTC') - interval '60 seconds'
                or exists (
                    select from graph.memberships member
                    where member.user_id = standing.user_id and member.instance_id = standing.instance_id
                        and member.expires_at > clock_timestamp()
                )
            )
        order by standing.user_id
        limit 5000
    $$;
revoke execute on function graph.players_of(uuid) from public;
grant execute on function graph.players_of(uuid) to nexus_graph;

-- step: room
-- What the gateway asks for each frame, in one statement for all who follow an instance: who of them is there, with an
-- account in good standing, and who has moved lately.
create or replace function graph.room_of(instance uuid, viewers uuid[], within interval)
    returns table (present uuid[], moves jsonb)
    language sql stable security definer set search_path = ''
    as $$
        select
            array(
                select standing.user_id
                from public.user_positions standing
                join public.users on users.id = standing.user_id
                where standing.user_id = any (room_of.viewers) and standing.instance_id = room_of.instance
                    and not graph.bars(users.account_status)
            ),
            coalesce((
                select jsonb_object_agg(standing.user_id, standing.last_update)
                from public.user_positions standing
                where standing.instance_id = room_of.instance
                    and standing.last_update > (now() at time zone 'UTC') - room_of.within
            ), '{}')
        where graph.viewer_role() = 'system'
    $$;
revoke execute on function graph.room_of(uuid, uuid[], interval) from public;
grant execute on function graph.room_of(uuid, uuid[], interval) to nexus_graph;
