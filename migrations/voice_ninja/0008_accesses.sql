-- memory_accesses: accesses that were counted and not yet entered into the owner's columns.

-- step: table
-- An access rewrites this narrow row, and not the wide one of the memory with its vector and indexes; the owner's
-- access_count and last_accessed follow within a minute. Counts are added, so that what others write there stays.
create table if not exists graph.memory_accesses (
    memory_id integer primary key references companion_memories (id) on delete cascade,
    accesses integer not null default 1 check (accesses > 0),
    last_accessed timestamp not null default (now() at time zone 'UTC')
) with (fillfactor = 50);

-- When a memory was recalled tells about its person.
alter table graph.memory_accesses enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.memory_accesses force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on graph.memory_accesses to current_user using (true) with check (true);

-- An access is seen and counted by who sees the memory: its policy decides.
create policy graph_reads on graph.memory_accesses for select to memory_graph using (
    exists (select from companion_memories where id = memory_id)
);
create policy graph_inserts on graph.memory_accesses for insert to memory_graph with check (
    exists (select from companion_memories where id = memory_id)
);
create policy graph_updates on graph.memory_accesses for update to memory_graph using (
    exists (select from companion_memories where id = memory_id)
) with check (exists (select from companion_memories where id = memory_id));

-- A column that is added later stays closed until it is named here.
grant select (memory_id, accesses, last_accessed), insert (memory_id), update (accesses, last_accessed)
    on graph.memory_accesses to memory_graph;

-- step: settling
-- Enters counted accesses into the owner's columns, oldest ids first, and says how many memories that were. What another
-- run or program has in hand is left for the next time: waiting for it, this would keep recalls and that program waiting.
create or replace function graph.settle_accesses(most integer) returns integer
    language sql volatile security definer set search_path = ''
    as $$
        with taken as (
            delete from graph.memory_accesses where memory_id in (
                select pending.memory_id
                from graph.memory_accesses pending
                join public.companion_memories memory on memory.id = pending.memory_id
                order by pending.memory_id limit most
                for update of pending skip locked for no key update of memory skip locked
            )
            returning *
        ), settled as (
            update public.companion_memories memory
            set access_count = coalesce(memory.access_count, 0) + taken.accesses,
                last_accessed = greatest(memory.last_accessed, taken.last_accessed)
            from taken where memory.id = taken.memory_id
            returning memory.id
        )
        select count(*)::integer from settled
    $$;

-- It tells nothing and changes nothing that was not counted before.
revoke execute on function graph.settle_accesses(integer) from public;
grant execute on function graph.settle_accesses(integer) to memory_graph;
