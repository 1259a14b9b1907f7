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
