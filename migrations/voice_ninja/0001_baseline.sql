-- The owner's tables and indexes as databases.md states them. Every statement leaves alone what exists already, so a
-- live database is adopted as it stands. What is wrong or slow in them is mended by the files that follow.

-- step: vectors
-- The embeddings are of pgvector's type.
create extension if not exists vector;

-- step: tables
-- Primary memory storage with selective compression.
create table if not exists companion_memories (
    id serial primary key,
    companion_id varchar(50) not null,
    user_id varchar(50) not null,
    content text not null,
    memory_tier varchar(20) default 'BACKGROUND',

    -- Vector embeddings with compression tiers
    full_embedding vector(768),           -- Core memories (3KB each)
    compressed_embedding vector(384),     -- Important memories (PCA)
    quantized_embedding bytea,            -- Background memories (48 bytes)

    -- Metadata
    timestamp timestamp default current_timestamp,
    access_count integer default 0,
    last_accessed timestamp,
    emotional_valence float,
    importance_score float default 0.5,
    key_phrases text[],

    -- Compression tracking
    compression_type varchar(20),
    compression_ratio float,
    original_size_bytes integer,
    compressed_size_bytes integer
);

-- Memory relationship tracking.
create table if not exists memory_relationships (
    id serial primary key,
    memory_id integer references companion_memories(id),
    related_memory_id integer references companion_memories(id),
    relationship_type varchar(50),
    strength float default 0.5
);

-- Analytics and performance tracking.
create table if not exists memory_analytics (
    id serial primary key,
    companion_id varchar(50),
    timestamp timestamp default current_timestamp,
    total_memories integer,
    core_memories integer,
    important_memories integer,
    background_memories integer,
    sparse_memories integer,
    avg_compression_ratio float,
    total_storage_bytes bigint,
    retrieval_performance_ms float
);

-- step: indexes (concurrent)
-- Vector similarity search over core memories.
create index concurrently if not exists idx_memories_full_embedding_cosine
    on companion_memories
    using ivfflat (full_embedding vector_cosine_ops)
    with (lists = 100)
    where full_embedding is not null;

-- Vector similarity search over important memories.
create index concurrently if not exists idx_memories_compressed_embedding_cosine
    on companion_memories
    using ivfflat (compressed_embedding vector_cosine_ops)
    with (lists = 50)
    where compressed_embedding is not null;

-- Faster approximate search for large datasets.
create index concurrently if not exists idx_memories_full_embedding_l2
    on companion_memories
    using ivfflat (full_embedding vector_l2_ops)
    with (lists = 100)
    where full_embedding is not null;

-- Search by key phrases.
create index concurrently if not exists idx_memories_key_phrases_gin
    on companion_memories
    using gin (key_phrases);

-- Temporal queries.
create index concurrently if not exists idx_memories_timestamp on companion_memories (timestamp);

-- The memories of one companion about one person.
create index concurrently if not exists idx_memories_companion_user on companion_memories (companion_id, user_id);
