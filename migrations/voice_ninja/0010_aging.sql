-- aging_rules: when a memory that nobody needs moves one tier down.

-- step: table
-- One row for each move. A memory moves when it was neither accessed nor formed for so many days, was accessed fewer
-- times than this, and matters less than that; importance 1 is pinned and never moves. Operators change the figures.
create table if not exists graph.aging_rules (
    from_tier varchar(20) primary key check (from_tier in ('CORE', 'IMPORTANT', 'BACKGROUND')),
    to_tier varchar(20) not null check (
        (from_tier, to_tier) in (('CORE', 'IMPORTANT'), ('IMPORTANT', 'BACKGROUND'), ('BACKGROUND', 'SPARSE'))
    ),
    unused_days integer not null check (unused_days between 1 and 36500),
    fewer_accesses integer not null check (fewer_accesses between 1 and 1000000),
    less_important double precision not null check (less_important between 0 and 1)
);

-- The middle one is the owner's; those beside it are slower, so that what matters is kept whole and text is kept longest.
insert into graph.aging_rules (from_tier, to_tier, unused_days, fewer_accesses, less_important) values
    ('CORE', 'IMPORTANT', 90, 10, 0.9),
    ('IMPORTANT', 'BACKGROUND', 30, 5, 1),
    ('BACKGROUND', 'SPARSE', 365, 2, 0.3)
on conflict do nothing;

-- The rules are nobody's secret, and yet no table here is open to whoever is no caller.
alter table graph.aging_rules enable row level security;

-- Without force the owner of the table would pass every policy.
alter table graph.aging_rules force row level security;

-- Whoever migrates goes on seeing every row, and changes them.
create policy migrating_owner on graph.aging_rules to current_user using (true) with check (true);

-- The graph follows them.
create policy graph_reads on graph.aging_rules for select to memory_graph using ((select graph.signed_in()));

-- A column that is added later stays closed until it is named here.
grant select (from_tier, to_tier, unused_days, fewer_accesses, less_important) on graph.aging_rules to memory_graph;
