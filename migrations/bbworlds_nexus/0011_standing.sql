-- Who may not act any more, who is gone, and how the other databases are told of it.

-- step: tombstones
-- What is kept of a person who was erased: that the id is nobody's any more.
create table if not exists graph.tombstones (
    user_id uuid primary key,
    erased_at timestamp not null default (now() at time zone 'UTC')
);

-- Who has left is not for everybody.
alter table graph.tombstones enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.tombstones force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.tombstones to current_user using (true) with check (true);

-- An admin sees who has left; it is written by the functions below alone.
create policy graph_reads on graph.tombstones for select to nexus_graph using ((select graph.sees_all()));
grant select (user_id, erased_at) on graph.tombstones to nexus_graph;

-- step: viewer
-- A status that is none of these bars nobody, as none at all.
create or replace function graph.bars(account_status text) returns boolean
    language sql immutable parallel safe
    return coalesce(account_status in ('suspended', 'banned', 'deleted'), false);

-- Only the functions below call it.
revoke execute on function graph.bars(text) from public;

-- A person's standing, looked up with the owner's right for whoever asks now; in plpgsql, whose plan is kept.
create or replace function graph.viewer_standing() returns text
    language plpgsql stable parallel safe security definer set search_path = ''
    as $$
begin
    return case
        when exists (select from graph.tombstones where user_id = graph.viewer_id()) then 'erased'
        when exists (select from public.users where id = graph.viewer_id() and graph.bars(account_status)) then 'suspended'
        else 'active'
    end;
end $$;

-- A function may be called by everyone unless that is taken back; the policies and the kit call it for the graph's role.
revoke execute on function graph.viewer_standing() from public;
grant execute on function graph.viewer_standing() to nexus_graph;

-- A person who is suspended or gone is no 'user' to any policy, whatever the token says; others have no standing.
create or replace function graph.viewer_role() returns text
    language sql stable parallel safe
    return case coalesce(nullif(current_setting('app.role', true), ''), 'anonymous')
        when 'user' then case graph.viewer_standing() when 'active' then 'user' else 'suspended' end
        else coalesce(nullif(current_setting('app.role', true), ''), 'anonymous')
    end;

-- What is asked for each row of every table looks up no person: an admin has no standing, nor has a service.
create or replace function graph.sees_all() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('app.role', true), '') = 'admin';
create or replace function graph.game_server() returns boolean
    language sql stable parallel safe
    return coalesce(current_setting('app.role', true), '') = 'service'
        and coalesce(nullif(current_setting('app.companions', true), '')::jsonb ? '*', false);

-- step: outbox
-- What the other two databases have yet to be told, in the order of its making for each person; a row goes when its
-- recipient has answered. The id is the version by which a recipient knows what is later.
create table if not exists graph.outbox (
    id bigint generated always as identity primary key,
    recipient text not null check (recipient in ('memory', 'world')),
    topic text not null check (topic in ('standing', 'erasure')),
    user_id uuid not null,
    payload jsonb not null default '{}',
    written_at timestamp not null default (now() at time zone 'UTC'),
    due_at timestamp not null default (now() at time zone 'UTC'),
    attempts integer not null default 0
);

-- What one recipient is told of one person is told in order.
create index if not exists outbox_in_order on graph.outbox (recipient, user_id, id);

-- What is under way to others is nobody's to read or to stop.
alter table graph.outbox enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.outbox force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.outbox to current_user using (true) with check (true);

-- An admin sees what is under way; it is written by the functions below alone.
create policy graph_reads on graph.outbox for select to nexus_graph using ((select graph.sees_all()));
grant select (id, recipient, topic, user_id, payload, written_at, due_at, attempts) on graph.outbox to nexus_graph;

-- Whoever changes the status of an account, this graph or another program, tells the others by that, in the same
-- transaction; the person's row is locked, so the ids are in the order of the changes.
create or replace function graph.tell_standing() returns trigger
    language plpgsql security definer set search_path = ''
    as $$
begin
    insert into graph.outbox (recipient, topic, user_id, payload)
    select recipient, 'standing', new.id,
        jsonb_build_object('standing', case when graph.bars(new.account_status) then 'suspended' else 'active' end)
    from unnest(array['memory', 'world']) recipient;
    return null;
end $$;

-- Only the triggers call it.
revoke execute on function graph.tell_standing() from public;

-- An account is made active but for a program that brings one along.
create or replace trigger standing_of_new after insert on users for each row
    when (new.account_status in ('suspended', 'banned', 'deleted'))
    execute function graph.tell_standing();
create or replace trigger standing_changed after update of account_status on users for each row
    when (old.account_status is distinct from new.account_status)
    execute function graph.tell_standing();

-- Who was barred before is told once.
insert into graph.outbox (recipient, topic, user_id, payload)
select recipient, 'standing', users.id, '{"standing": "suspended"}'
from users cross join unnest(array['memory', 'world']) recipient
where graph.bars(account_status)
    and not exists (select from graph.outbox told where told.user_id = users.id and told.recipient = recipient);

-- step: courier
-- Takes what is due, the first of each person for each recipient, for as long as a message may take; a courier that
-- dies before it has told the answer leaves it to the next.
create or replace function graph.claim_messages(most integer, lease interval)
    returns table (id bigint, recipient text, topic text, user_id uuid, payload jsonb)
    language plpgsql security definer set search_path = ''
    as $$
begin
    if graph.viewer_role() <> 'system' then
        raise exception 'Messages are for the graph itself' using errcode = 'insufficient_privilege';
    end if;
    return query
        update graph.outbox message
        set due_at = clock_timestamp() at time zone 'UTC' + lease, attempts = message.attempts + 1
        where message.id in (
            select due.id from graph.outbox due
            where due.due_at <= now() at time zone 'UTC'
                and not exists (
                    select from graph.outbox earlier
                    where earlier.recipient = due.recipient and earlier.user_id = due.user_id and earlier.id < due.id
                )
            order by due.id limit most for update skip locked
        )
        returning message.id, message.recipient, message.topic, message.user_id, message.payload;
end $$;

-- It checks who asks.
revoke execute on function graph.claim_messages(integer, interval) from public;
grant execute on function graph.claim_messages(integer, interval) to nexus_graph;

-- Removes what was answered. What was not waits: longer with each attempt, five minutes at most.
create or replace function graph.settle_messages(answered bigint[], unanswered bigint[]) returns void
    language plpgsql security definer set search_path = ''
    as $$
begin
    if graph.viewer_role() <> 'system' then
        raise exception 'Messages are for the graph itself' using errcode = 'insufficient_privilege';
    end if;
    delete from graph.outbox where id = any (answered);
    update graph.outbox
    set due_at = now() at time zone 'UTC' + least(interval '1 second' * power(2, least(attempts, 20)), interval '5 minutes')
    where id = any (unanswered);
end $$;

-- It checks who asks.
revoke execute on function graph.settle_messages(bigint[], bigint[]) from public;
grant execute on function graph.settle_messages(bigint[], bigint[]) to nexus_graph;

-- step: account_status
-- Sets an account's state and says whether there is such a person; who is barred leaves their instance. The status
-- column stays closed to the graph's role.
create or replace function graph.set_account_status(person uuid, status text) returns boolean
    language plpgsql security definer set search_path = ''
    as $$
begin
    if not graph.sees_all() then
        raise exception 'Accounts are suspended by administrators' using errcode = 'insufficient_privilege';
    end if;
    perform from public.users where id = person for no key update;
    if not found then
        return false;
    end if;
    update public.users set account_status = status where id = person and account_status is distinct from status;
    if graph.bars(status) then
        perform graph.leave_instance(person, null);
    end if;
    return true;
end $$;

-- It checks who asks.
revoke execute on function graph.set_account_status(uuid, text) from public;
grant execute on function graph.set_account_status(uuid, text) to nexus_graph;

-- step: erasure
-- Erases a person: characters, position and seat go with the account, quests lose the participant, and the others are
-- told to erase theirs. Says when, or nothing when there is no such person. The tombstone comes first: a completed
-- quest lets go of the erased alone. Locks are taken as everywhere: the person, the seat, and then what they take part in.
create or replace function graph.erase_user(person uuid) returns timestamp
    language plpgsql security definer set search_path = ''
    as $$
declare
    moment timestamp := now() at time zone 'UTC';
begin
    if not (graph.sees_all() or graph.viewer_role() = 'user' and person = graph.viewer_id()) then
        raise exception 'People erase themselves alone' using errcode = 'insufficient_privilege';
    end if;
    perform from public.users where id = person for update;
    if not found then
        return null;
    end if;
    insert into graph.tombstones (user_id, erased_at) values (person, moment) on conflict do nothing;
    delete from public.users where id = person;
    update public.quest_instances set participants = array(
        select id from unnest(participants) with ordinality each (id, place)
        where id is distinct from person order by place
    )
    where id in (
        select id from public.quest_instances where participants @> array[person] order by id for no key update
    );
    -- But for the request under way, which has no result yet: it is told again to whoever repeats it.
    delete from graph.idempotent_writes where principal = 'user:' || person::text and result is not null;
    insert into graph.outbox (recipient, topic, user_id) values ('memory', 'erasure', person), ('world', 'erasure', person);
    return moment;
end $$;

-- It checks who asks.
revoke execute on function graph.erase_user(uuid) from public;
grant execute on function graph.erase_user(uuid) to nexus_graph;

-- step: sign_in
-- Finds the account of a login, or makes one, and notes the moment. Logins are taken one at a time, since an old
-- database may hold two accounts of one and then has no index that would keep a third out: the oldest is meant. Of the
-- handles the first that is free is taken; a taken address fails by its constraint.
create or replace function graph.sign_in(
    provider text, login text, address text, handles text[], shown text, picture text
)
    returns table (id uuid, created boolean, barred boolean)
    language plpgsql security definer set search_path = ''
    as $$
declare
    handle text;
    violated text;
begin
    if not (graph.game_server() or graph.sees_all()) then
        raise exception 'Game servers and administrators sign people in' using errcode = 'insufficient_privilege';
    end if;
    perform pg_advisory_xact_lock(hashtextextended(format('login %s %s', provider, login), 0));
    created := false;
    select account.id, graph.bars(account.account_status) into sign_in.id, barred
    from public.users account
    where account.oauth_provider = provider and account.oauth_id = login
    order by account.created_at, account.id
    limit 1
    for no key update;
    if found then
        if not barred then
            update public.users account set last_login = now() at time zone 'UTC' where account.id = sign_in.id;
        end if;
        return next;
        return;
    end if;
    if address is null then
        return;
    end if;
    created := true;
    barred := false;
    foreach handle in array handles loop
        continue when handle <> handles[array_upper(handles, 1)]
            and exists (select from public.users account where lower(account.username) = lower(handle));
        begin
            insert into public.users as account (
                username, email, display_name, avatar_url, oauth_provider, oauth_id, last_login
            )
            values (handle, address, shown, picture, provider, login, now() at time zone 'UTC')
            returning account.id into sign_in.id;
            return next;
            return;
        exception when unique_violation then
            get stacked diagnostics violated = constraint_name;
            if violated not like '%username%' or handle = handles[array_upper(handles, 1)] then
                raise;
            end if;
        end;
    end loop;
end $$;

-- It checks who asks.
revoke execute on function graph.sign_in(text, text, text, text[], text, text) from public;
grant execute on function graph.sign_in(text, text, text, text[], text, text) to nexus_graph;

-- step: private_particulars
-- What nobody else reads of an account, for its export: returned to the person and to admins.
create or replace function graph.account_of(person uuid)
    returns table (email text, "oauthProvider" text, "oauthId" text)
    language sql stable security definer rows 1 set search_path = ''
    as $$
        select account.email::text, account.oauth_provider::text, account.oauth_id::text
        from public.users account
        where account.id = person
            and (graph.viewer_role() = 'user' and account.id = graph.viewer_id() or graph.sees_all())
    $$;

-- It checks who asks.
revoke execute on function graph.account_of(uuid) from public;
grant execute on function graph.account_of(uuid) to nexus_graph;
