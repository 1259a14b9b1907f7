-- The owner's DDL, word for word as the documentation of the live server states it.
CREATE EXTENSION IF NOT EXISTS vector;

-- Primary memory storage with selective compression
CREATE TABLE companion_memories (
    id SERIAL PRIMARY KEY,
    companion_id VARCHAR(50) NOT NULL,
    user_id VARCHAR(50) NOT NULL,
    content TEXT NOT NULL,
    memory_tier VARCHAR(20) DEFAULT 'BACKGROUND',

    -- Vector embeddings with compression tiers
    full_embedding vector(768),           -- Core memories (3KB each)
    compressed_embedding vector(384),     -- Important memories (PCA)
    quantized_embedding BYTEA,            -- Background memories (48 bytes)

    -- Metadata
    timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    access_count INTEGER DEFAULT 0,
    last_accessed TIMESTAMP,
    emotional_valence FLOAT,
    importance_score FLOAT DEFAULT 0.5,
    key_phrases TEXT[],

    -- Compression tracking
    compression_type VARCHAR(20),
    compression_ratio FLOAT,
    original_size_bytes INTEGER,
    compressed_size_bytes INTEGER
);

-- Memory relationship tracking
CREATE TABLE memory_relationships (
    id SERIAL PRIMARY KEY,
    memory_id INTEGER REFERENCES companion_memories(id),
    related_memory_id INTEGER REFERENCES companion_memories(id),
    relationship_type VARCHAR(50),
    strength FLOAT DEFAULT 0.5
);

-- Analytics and performance tracking
CREATE TABLE memory_analytics (
    id SERIAL PRIMARY KEY,
    companion_id VARCHAR(50),
    timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    total_memories INTEGER,
    core_memories INTEGER,
    important_memories INTEGER,
    background_memories INTEGER,
    sparse_memories INTEGER,
    avg_compression_ratio FLOAT,
    total_storage_bytes BIGINT,
    retrieval_performance_ms FLOAT
);

-- Vector similarity search indexes for memory system
CREATE INDEX idx_memories_full_embedding_cosine
    ON companion_memories
    USING ivfflat (full_embedding vector_cosine_ops)
    WITH (lists = 100)
    WHERE full_embedding IS NOT NULL;

CREATE INDEX idx_memories_compressed_embedding_cosine
    ON companion_memories
    USING ivfflat (compressed_embedding vector_cosine_ops)
    WITH (lists = 50)
    WHERE compressed_embedding IS NOT NULL;

-- Faster approximate search for large datasets
CREATE INDEX idx_memories_full_embedding_l2
    ON companion_memories
    USING ivfflat (full_embedding vector_l2_ops)
    WITH (lists = 100)
    WHERE full_embedding IS NOT NULL;

-- Full text search on memory content
CREATE INDEX idx_memories_key_phrases_gin
    ON companion_memories
    USING gin(key_phrases);

-- Temporal queries
CREATE INDEX idx_memories_timestamp ON companion_memories(timestamp);

CREATE INDEX idx_memories_companion_user ON companion_memories(companion_id, user_id);
