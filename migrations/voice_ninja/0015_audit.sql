-- What administrators, the graph itself and its operator did here or were refused, and who was erased: for good.

-- step: table
-- One row for each act, made in the act's own transaction: who did what to which rows, and how it ended. Ids and names
-- of acts alone, never what people wrote; an erasure is known by it for ever, as by its tombstone.
create table if not exists graph.audit (
    id bigint generated always as identity primary key,
    recorded_at timestamp not null default (clock_timestamp() at time zone 'UTC'),
    principal text not null,
    act text not null,
    targets text[] not null default '{}',
    outcome text not null default 'DONE'
);

-- The latest are read first.
create index if not exists audit_latest on graph.audit (recorded_at, id);

-- What was done of one kind, such as erasures.
create index if not exists audit_of_act on graph.audit (act, recorded_at, id);

-- What one administrator did.
create index if not exists audit_of_principal on graph.audit (principal, recorded_at, id);

-- What was done to one person or thing: it stands first.
create index if not exists audit_of_target on graph.audit ((targets[1]), recorded_at, id);

-- Who did what is for administrators alone.
alter table graph.audit enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.audit force row level security;

-- Whoever migrates sees every row.
create policy migrating_owner on graph.audit for select to current_user using (true);

-- Whoever migrates adds rows, as the function below does; no policy lets anybody change or delete one.
create policy migrating_owner_adds on graph.audit for insert to current_user with check (true);

-- An admin reads it; it is written by the function below alone.
create policy graph_reads on graph.audit for select to memory_graph using ((select graph.sees_all()));
grant select (id, recorded_at, principal, act, targets, outcome) on graph.audit to memory_graph;

-- step: append_only
-- Policies do not hold a superuser, nor anybody who empties a table.
create or replace function graph.refuse_change() returns trigger
    language plpgsql set search_path = ''
    as $$
begin
    raise exception 'The audit is only ever added to' using errcode = 'insufficient_privilege';
end $$;

-- Only the trigger calls it.
revoke execute on function graph.refuse_change() from public;

-- Also while a session replays what another database did.
create or replace trigger append_only before update or delete or truncate on graph.audit
    for each statement execute function graph.refuse_change();
alter table graph.audit enable always trigger append_only;

-- step: record
-- Records what the asker does or was refused, under the name that the transaction states; administrators and the graph
-- itself record all they do, a person only what they do about themselves.
create or replace function graph.record_act(act text, targets text[], outcome text) returns void
    language plpgsql security definer set search_path = ''
    as $$
declare
    asker text := coalesce(current_setting('app.role', true), '');
begin
    if not (asker in ('admin', 'system') or asker = 'user' and targets = array[graph.viewer_id()::text]) then
        raise exception 'Administrative acts are recorded' using errcode = 'insufficient_privilege';
    end if;
    insert into graph.audit (principal, act, targets, outcome)
    values (graph.principal(), record_act.act, record_act.targets, record_act.outcome);
end $$;

-- It checks who asks.
revoke execute on function graph.record_act(text, text[], text) from public;
grant execute on function graph.record_act(text, text[], text) to memory_graph;
