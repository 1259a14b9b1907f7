-- What was done for requests that carry an Idempotency-Key, so that each is done once and told again.

-- step: principal
-- Who asks, beyond the role: a person, a service or an admin by name. Nobody without a token.
create or replace function graph.principal() returns text
    language sql stable parallel safe
    return nullif(current_setting('app.principal', true), '');

-- A function may be called by everyone unless that is taken back; the policies below call it for the graph's role.
revoke execute on function graph.principal() from public;
grant execute on function graph.principal() to nexus_graph;

-- step: table
-- One row for each field of a request that wrote, made in the write's own transaction: whoever repeats the request
-- waits at the key. The result holds ids and counts, never what people wrote, and is null until the write is done.
create table if not exists graph.idempotent_writes (
    principal text not null,
    key text not null,
    field text not null,
    fingerprint bytea not null,
    result jsonb,
    written_at timestamptz not null default now(),
    primary key (principal, key, field)
);

-- The oldest are removed first.
create index if not exists idempotent_writes_written_at on graph.idempotent_writes (written_at);

-- What somebody wrote is nobody else's to learn, nor to claim.
alter table graph.idempotent_writes enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.idempotent_writes force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.idempotent_writes to current_user using (true) with check (true);

-- Each has records of their own; without a token nobody has any.
create policy graph_reads on graph.idempotent_writes for select to nexus_graph
    using (principal = (select graph.principal()));
create policy graph_inserts on graph.idempotent_writes for insert to nexus_graph
    with check (principal = (select graph.principal()));
create policy graph_updates on graph.idempotent_writes for update to nexus_graph
    using (principal = (select graph.principal()));

-- When it was written is the database's to state; what the request was never changes.
grant select (principal, key, field, fingerprint, result, written_at),
    insert (principal, key, field, fingerprint), update (result)
    on graph.idempotent_writes to nexus_graph;

-- step: upkeep
-- Removes records that are a day old, the oldest first, and says how many those were. What another process has in hand
-- is left out.
create or replace function graph.remove_old_writes(most integer) returns integer
    language sql volatile security definer set search_path = ''
    as $$
        with removed as (
            delete from graph.idempotent_writes written where (written.principal, written.key, written.field) in (
                select old.principal, old.key, old.field
                from graph.idempotent_writes old
                where old.written_at < pg_catalog.now() - interval '24 hours' and graph.viewer_role() in ('system', 'admin')
                order by old.written_at limit most for update skip locked
            )
            returning true
        )
        select count(*)::integer from removed
    $$;

-- It tells nothing of what it removes.
revoke execute on function graph.remove_old_writes(integer) from public;
grant execute on function graph.remove_old_writes(integer) to nexus_graph;
