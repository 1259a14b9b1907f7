-- What is remembered is told to whoever listens on the channel graph: ids only, once it is committed. A trigger tells it,
-- so that what other programs remember is told too.

-- step: memories
-- A payload holds less than 8,000 bytes: 300 ids, beside the names of a companion and a person at their longest.
create or replace function graph.tell_remembered() returns trigger
    language plpgsql as $$
declare
    told record;
begin
    for told in
        select companion_id, user_id, json_agg(id order by id) as ids
        from (
            select id, companion_id, user_id, row_number() over (partition by companion_id, user_id order by id) as place
            from changes
        ) placed
        group by companion_id, user_id, (place - 1) / 300
    loop
        perform pg_notify('graph', json_build_object(
            'topic', 'remembered', 'companionId', told.companion_id, 'userId', told.user_id, 'ids', told.ids
        )::text);
    end loop;
    return null;
end $$;

-- Only the trigger calls it; it runs for everyone.
revoke execute on function graph.tell_remembered() from public;

-- What is changed later was remembered before.
create or replace trigger tell_inserted after insert on companion_memories
    referencing new table as changes for each statement execute function graph.tell_remembered();
