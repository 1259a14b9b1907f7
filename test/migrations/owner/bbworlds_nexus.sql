-- The owner's DDL, word for word as the documentation of the live server states it.
-- User management with OAuth support
CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    username VARCHAR(50) UNIQUE NOT NULL,
    email VARCHAR(255) UNIQUE NOT NULL,
    display_name VARCHAR(100),
    avatar_url TEXT,
    bio TEXT,
    maturity_rating INTEGER DEFAULT 0,
    account_status VARCHAR(20) DEFAULT 'active',
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    last_login TIMESTAMP,
    oauth_provider VARCHAR(50),
    oauth_id VARCHAR(255)
);

-- Character/avatar system
CREATE TABLE characters (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id UUID REFERENCES users(id),
    character_name VARCHAR(100) NOT NULL,
    model_url TEXT,
    customization_data JSONB,
    is_primary BOOLEAN DEFAULT false,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- Real-time position tracking
CREATE TABLE user_positions (
    user_id UUID PRIMARY KEY REFERENCES users(id),
    instance_id UUID,
    position_x FLOAT,
    position_y FLOAT,
    position_z FLOAT,
    rotation_y FLOAT,
    animation_state VARCHAR(50),
    last_update TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

-- World instances
CREATE TABLE instances (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    world_id UUID,
    instance_type VARCHAR(50),
    max_users INTEGER DEFAULT 100,
    current_users INTEGER DEFAULT 0,
    server_region VARCHAR(50),
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    state JSONB
);

-- Quest system
CREATE TABLE quest_instances (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    quest_id VARCHAR(100),
    instance_id UUID REFERENCES instances(id),
    participants UUID[],
    state JSONB,
    started_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    completed_at TIMESTAMP
);

-- JSONB search for game state
CREATE INDEX idx_instances_state_gin
    ON instances
    USING gin(state);

CREATE INDEX idx_quest_instances_state_gin
    ON quest_instances
    USING gin(state);

-- Array search for participants
CREATE INDEX idx_quest_instances_participants_gin
    ON quest_instances
    USING gin(participants);

-- User lookup optimization
CREATE INDEX idx_users_username ON users(username);

CREATE INDEX idx_users_email ON users(email);

CREATE INDEX idx_users_oauth ON users(oauth_provider, oauth_id);

-- Position queries for game state
CREATE INDEX idx_user_positions_instance ON user_positions(instance_id);

CREATE INDEX idx_user_positions_last_update ON user_positions(last_update);
