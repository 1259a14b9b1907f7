-- The owner's tables and indexes as databases.md states them. Every statement leaves alone what exists already, so a
-- live database is adopted as it stands. What is wrong or slow in them is mended by the files that follow.

-- step: tables
-- 3D assets and models.
create table if not exists assets (
    id uuid primary key default gen_random_uuid(),
    asset_name varchar(255) not null,
    asset_type varchar(50),
    file_url text,
    thumbnail_url text,
    metadata jsonb,
    creator_id uuid,
    license_type varchar(50),
    created_at timestamp default current_timestamp
);

-- User-created spaces.
create table if not exists spaces (
    id uuid primary key default gen_random_uuid(),
    owner_id uuid,
    space_name varchar(255),
    description text,
    is_public boolean default true,
    max_occupancy integer default 50,
    entry_point jsonb,
    skybox_settings jsonb,
    terrain_settings jsonb,
    created_at timestamp default current_timestamp
);

-- step: indexes (concurrent)
-- Metadata search for assets.
create index concurrently if not exists idx_assets_metadata_gin on assets using gin (metadata);
