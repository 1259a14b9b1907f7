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
