-- The owner's DDL, word for word as the documentation of the live server states it.
-- 3D assets and models
CREATE TABLE assets (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    asset_name VARCHAR(255) NOT NULL,
    asset_type VARCHAR(50),
    file_url TEXT,
    thumbnail_url TEXT,
    metadata JSONB,
    creator_id UUID,
    license_type VARCHAR(50),
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- User-created spaces
CREATE TABLE spaces (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id UUID,
    space_name VARCHAR(255),
    description TEXT,
    is_public BOOLEAN DEFAULT true,
    max_occupancy INTEGER DEFAULT 50,
    entry_point JSONB,
    skybox_settings JSONB,
    terrain_settings JSONB,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Metadata search for assets
CREATE INDEX idx_assets_metadata_gin
    ON assets
    USING gin(metadata);
