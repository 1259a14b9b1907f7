-- memory_relationships: who may read them, and the mends of their keys.

-- step: row_security
-- That two memories are related tells about both.
alter table memory_relationships enable row level security;

-- Without force the owner of the table would pass every policy.
alter table memory_relationships force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on memory_relationships to current_user using (true) with check (true);

-- The programs that log in as voice_ninja_user go on as before until lockdown.
call graph.admit_existing_login('memory_relationships', 'voice_ninja_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('memory_relationships');

-- A relationship is seen by who sees both of its ends: the policy of the memories decides.
create policy graph_reads on memory_relationships for select to memory_graph using (
    exists (select from companion_memories where id = memory_id)
    and exists (select from companion_memories where id = related_memory_id)
);

-- A column that is added later stays closed until it is named here.
grant select (id, memory_id, related_memory_id, relationship_type, strength) on memory_relationships to memory_graph;

-- step: both_ends (concurrent)
-- refuses: relationships without one of their ends
select format('relationship %s: memory %s, related memory %s', id, memory_id, related_memory_id)
from memory_relationships
where memory_id is null or related_memory_id is null;

-- A run that was cut off may have left it unvalidated.
alter table memory_relationships drop constraint if exists both_ends;

-- Half a relationship is found from neither side.
alter table memory_relationships add constraint both_ends
    check (memory_id is not null and related_memory_id is not null) not valid;

-- The old rows are checked while others read and write.
alter table memory_relationships validate constraint both_ends;

-- The validated check spares these two the reading of the table under an exclusive lock.
alter table memory_relationships alter column memory_id set not null;
alter table memory_relationships alter column related_memory_id set not null;

-- The columns say it themselves now.
alter table memory_relationships drop constraint both_ends;

-- step: never_to_itself (concurrent)
-- refuses: memories related to themselves
select format('relationship %s: memory %s', id, memory_id)
from memory_relationships
where memory_id = related_memory_id;

-- A run that was cut off may have left it unvalidated.
alter table memory_relationships drop constraint if exists never_to_itself;

-- A memory that leads to itself makes every walk along relationships a circle.
alter table memory_relationships add constraint never_to_itself check (memory_id <> related_memory_id) not valid;

-- The old rows are checked while others read and write.
alter table memory_relationships validate constraint never_to_itself;

-- step: strength_is_a_share (concurrent)
-- refuses: relationships whose strength lies outside 0 to 1
select format('relationship %s: strength %s', id, strength)
from memory_relationships
where not (strength between 0 and 1);

-- A run that was cut off may have left it unvalidated.
alter table memory_relationships drop constraint if exists strength_is_a_share;

-- A minimum strength means the same for every relationship only on one scale.
alter table memory_relationships add constraint strength_is_a_share check (strength between 0 and 1) not valid;

-- The old rows are checked while others read and write.
alter table memory_relationships validate constraint strength_is_a_share;

-- step: from_memory (concurrent)
-- The relationships of a memory are looked up by its id, which had no index.
create index concurrently if not exists idx_relationships_memory on memory_relationships (memory_id);

-- step: to_memory (concurrent)
-- They are looked up from the other end too, and the deletion of a memory asks here.
create index concurrently if not exists idx_relationships_related_memory on memory_relationships (related_memory_id);

-- step: only_once (concurrent)
-- refuses: relationships stated more than once
select format(
    'memory %s to %s, %s: relationships %s',
    memory_id, related_memory_id, coalesce(relationship_type, 'no type'), string_agg(id::text, ', ' order by id)
)
from memory_relationships
group by memory_id, related_memory_id, relationship_type
having count(*) > 1;

-- Stated twice, a relationship is shown twice and forgotten by half.
create unique index concurrently if not exists idx_relationships_once on memory_relationships
    (memory_id, related_memory_id, relationship_type) nulls not distinct;

-- It begins with memory_id and serves those look-ups as well.
drop index concurrently if exists idx_relationships_memory;

-- step: gone_with_memory (concurrent)
-- A run that was cut off may have left them unvalidated.
alter table memory_relationships drop constraint if exists relationship_of_memory;
alter table memory_relationships drop constraint if exists relationship_of_related_memory;

-- A memory could not be forgotten while anything was related to it.
alter table memory_relationships add constraint relationship_of_memory
    foreign key (memory_id) references companion_memories (id) on delete cascade not valid;
alter table memory_relationships add constraint relationship_of_related_memory
    foreign key (related_memory_id) references companion_memories (id) on delete cascade not valid;

-- The old rows are checked while others read and write.
alter table memory_relationships validate constraint relationship_of_memory;
alter table memory_relationships validate constraint relationship_of_related_memory;

-- step: gone_with_memory_in_place
-- The owner's keys are replaced under their names, so that no moment is without a key.
alter table memory_relationships drop constraint if exists memory_relationships_memory_id_fkey;
alter table memory_relationships drop constraint if exists memory_relationships_related_memory_id_fkey;
alter table memory_relationships
    rename constraint relationship_of_memory to memory_relationships_memory_id_fkey;
alter table memory_relationships
    rename constraint relationship_of_related_memory to memory_relationships_related_memory_id_fkey;

-- step: statistics (concurrent)
-- The new indexes are weighed by what the columns hold.
analyze memory_relationships;
