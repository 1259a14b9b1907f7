-- assets: who may read them, and the indexes of their lists and search.

-- step: row_security
-- The rows are public, but writing is for whom a policy names.
alter table assets enable row level security;

-- Without force the owner of the table would pass every policy.
alter table assets force row level security;

-- Whoever migrates goes on seeing every row.
create policy migrating_owner on assets to current_user using (true) with check (true);

-- The programs that log in as bbworlds_user go on as before until lockdown.
call graph.admit_existing_login('assets', 'bbworlds_user');

-- So do all others that hold a privilege now.
call graph.admit_other_programs('assets');

-- Everyone may look at the library.
create policy graph_reads on assets for select to world_graph using (true);

-- A column that is added later stays closed until it is named here.
grant select (
    id, asset_name, asset_type, file_url, thumbnail_url, metadata, creator_id, license_type, created_at
) on assets to world_graph;

-- step: newest (concurrent)
-- The library is paged, newest first.
create index concurrently if not exists idx_assets_newest on assets
    ((case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: of_creator (concurrent)
-- The assets of one creator, newest first: without it each look-up reads the whole table.
create index concurrently if not exists idx_assets_creator on assets
    (creator_id, (case when created_at is null then '-infinity'::timestamp else created_at end) desc, id desc);

-- step: of_file (concurrent)
-- A character names its model by the file, and the asset is found by that.
create index concurrently if not exists idx_assets_file on assets using hash (file_url);

-- step: words (concurrent)
-- A search for words in the names.
create index concurrently if not exists idx_assets_words on assets using gin (to_tsvector('english', asset_name));

-- step: statistics (concurrent)
-- The expressions above are estimated blindly until they are sampled.
analyze assets;
