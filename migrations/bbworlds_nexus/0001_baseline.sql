-- The owner's tables and indexes as databases.md states them. Every statement leaves alone what exists already, so a
-- live database is adopted as it stands. What is wrong or slow in them is mended by the files that follow.

-- step: tables
-- User management with OAuth support.
create table if not exists users (
    id uuid primary key default gen_random_uuid(),
    username varchar(50) unique not null,
    email varchar(255) unique not null,
    display_name varchar(100),
    avatar_url text,
    bio text,
    maturity_rating integer default 0,
    account_status varchar(20) default 'active',
    created_at timestamp default current_timestamp,
    last_login timestamp,
    oauth_provider varchar(50),
    oauth_id varchar(255)
);

-- Character/avatar system.
create table if not exists characters (
    id uuid primary key default gen_random_uuid(),
    user_id uuid references users(id),
    character_name varchar(100) not null,
    model_url text,
    customization_data jsonb,
    is_primary boolean default false,
    created_at timestamp default current_timestamp
);

-- Real-time position tracking.
create table if not exists user_positions (
    user_id uuid primary key references users(id),
    instance_id uuid,
    position_x float,
    position_y float,
    position_z float,
    rotation_y float,
    animation_state varchar(50),
    last_update timestamp default current_timestamp
);

-- World instances.
create table if not exists instances (
    id uuid primary key default gen_random_uuid(),
    world_id uuid,
    instance_type varchar(50),
    max_users integer default 100,
    current_users integer default 0,
    server_region varchar(50),
    created_at timestamp default current_timestamp,
    state jsonb
);

-- Quest system.
create table if not exists quest_instances (
    id uuid primary key default gen_random_uuid(),
    quest_id varchar(100),
    instance_id uuid references instances(id),
    participants uuid[],
    state jsonb,
    started_at timestamp default current_timestamp,
    completed_at timestamp
);

-- step: indexes (concurrent)
-- JSONB search for game state.
create index concurrently if not exists idx_instances_state_gin on instances using gin (state);

-- JSONB search for quest state.
create index concurrently if not exists idx_quest_instances_state_gin on quest_instances using gin (state);

-- Array search for participants.
create index concurrently if not exists idx_quest_instances_participants_gin on quest_instances
    using gin (participants);

-- User lookup optimization.
create index concurrently if not exists idx_users_username on users (username);
create index concurrently if not exists idx_users_email on users (email);
create index concurrently if not exists idx_users_oauth on users (oauth_provider, oauth_id);

-- Position queries for game state.
create index concurrently if not exists idx_user_positions_instance on user_positions (instance_id);
create index concurrently if not exists idx_user_positions_last_update on user_positions (last_update);
