-- characters: who may read them, and the mends of their owner's key and of the primary one.

-- step: row_security
-- Who plays as whom is for those who play.
alter table characters enable row level security;

-- Without force the owner of the table would pass every policy.
alter table characters force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on characters to current_user using (true) with check (true);

-- The programs that log in as nexus_user go on as before until lockdown.
call graph.admit_existing_login('characters', 'nexus_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('characters');

-- Signed-in people see each other's characters; a passer-by does not.
create policy graph_reads on characters for select to nexus_graph using ((select graph.signed_in()));

-- A column that is added later stays closed until it is named here.
grant select (
    id, user_id, character_name, model_url, customization_data, is_primary, created_at
) on characters to nexus_graph;

-- step: of_person (concurrent)
-- A person's characters, the primary one first: without it each look-up reads the whole table.
create index concurrently if not exists idx_characters_user on characters
    (user_id, coalesce(is_primary, false) desc,
    (case when created_at is null then '-infinity'::timestamp else created_at end), id);

-- step: one_primary (concurrent)
-- refuses: people with more than one primary character
select format('user %s: characters %s', user_id, string_agg(id::text, ', ' order by created_at, id))
from characters
where is_primary and user_id is not null
group by user_id
having count(*) > 1;

-- Two tabs that both choose a primary character left two.
create unique index concurrently if not exists idx_characters_one_primary on characters (user_id) where is_primary;

-- step: gone_with_user (concurrent)
-- A run that was cut off may have left it unvalidated.
alter table characters drop constraint if exists character_of_user;

-- A person with a character could not be deleted.
alter table characters add constraint character_of_user
    foreign key (user_id) references users (id) on delete cascade not valid;

-- The old rows are checked while others read and write.
alter table characters validate constraint character_of_user;

-- step: gone_with_user_in_place
-- The owner's key is replaced under its name, so that no moment is without a key.
alter table characters drop constraint if exists characters_user_id_fkey;
alter table characters rename constraint character_of_user to characters_user_id_fkey;

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze characters;
