/** The owner's example queries and maintenance, word for word as the documentation of the live server states them. */
export const ownerQueries = {
  similarMemories: `
SELECT
    id,
    content,
    1 - (full_embedding <=> $1::vector) as similarity,
    memory_tier,
    timestamp
FROM companion_memories
WHERE
    companion_id = $2
    AND user_id = $3
    AND full_embedding IS NOT NULL
ORDER BY full_embedding <=> $1::vector
LIMIT 10`,
  hybridSearch: `
SELECT
    m.*,
    1 - (m.full_embedding <=> $1::vector) as vector_similarity,
    ts_rank(to_tsvector('english', m.content), plainto_tsquery('english', $2)) as text_rank
FROM companion_memories m
WHERE
    m.companion_id = $3
    AND (
        m.full_embedding <=> $1::vector < 0.5
        OR to_tsvector('english', m.content) @@ plainto_tsquery('english', $2)
    )
ORDER BY
    (0.7 * (1 - (m.full_embedding <=> $1::vector))) +
    (0.3 * ts_rank(to_tsvector('english', m.content), plainto_tsquery('english', $2))) DESC
LIMIT 20`,
  promoteMemory: `
UPDATE companion_memories
SET
    memory_tier = 'CORE',
    full_embedding = $1::vector,
    compressed_embedding = NULL,
    quantized_embedding = NULL,
    compression_type = 'NONE',
    compressed_size_bytes = 3072
WHERE id = $2`,
  compressAgingMemories: `
UPDATE companion_memories
SET
    memory_tier = 'BACKGROUND',
    full_embedding = NULL,
    compressed_embedding = NULL,
    quantized_embedding = $1::bytea,
    compression_type = 'PRODUCT_QUANTIZATION',
    compression_ratio = 64.0,
    compressed_size_bytes = 48
WHERE
    memory_tier = 'IMPORTANT'
    AND last_accessed < NOW() - INTERVAL '30 days'
    AND access_count < 5`,
  nearbyPlayers: `
SELECT
    u.username,
    u.display_name,
    up.position_x,
    up.position_y,
    up.position_z,
    up.animation_state,
    SQRT(
        POWER(up.position_x - $1, 2) +
        POWER(up.position_y - $2, 2) +
        POWER(up.position_z - $3, 2)
    ) as distance
FROM user_positions up
JOIN users u ON u.id = up.user_id
WHERE
    up.instance_id = $4
    AND up.last_update > NOW() - INTERVAL '1 minute'
    AND SQRT(
        POWER(up.position_x - $1, 2) +
        POWER(up.position_y - $2, 2) +
        POWER(up.position_z - $3, 2)
    ) < 100
ORDER BY distance`,
  activeQuestParticipants: `
SELECT
    qi.*,
    array_agg(u.username) as participant_names
FROM quest_instances qi
CROSS JOIN LATERAL unnest(qi.participants) as participant_id
JOIN users u ON u.id = participant_id
WHERE
    qi.instance_id = $1
    AND qi.completed_at IS NULL
GROUP BY qi.id`,
  memoryMetrics: `
SELECT
    companion_id,
    COUNT(*) as total_memories,
    COUNT(*) FILTER (WHERE memory_tier = 'CORE') as core_count,
    COUNT(*) FILTER (WHERE memory_tier = 'IMPORTANT') as important_count,
    COUNT(*) FILTER (WHERE memory_tier = 'BACKGROUND') as background_count,
    COUNT(*) FILTER (WHERE memory_tier = 'SPARSE') as sparse_count,
    AVG(compression_ratio) as avg_compression,
    SUM(compressed_size_bytes) as total_bytes,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY importance_score) as median_importance
FROM companion_memories
WHERE timestamp > NOW() - INTERVAL '7 days'
GROUP BY companion_id`,
  instanceLoad: `
SELECT
    i.id,
    i.world_id,
    i.current_users,
    i.max_users,
    (i.current_users::float / i.max_users) as load_factor,
    COUNT(up.user_id) as active_users,
    AVG(EXTRACT(epoch FROM (NOW() - up.last_update))) as avg_position_age_seconds
FROM instances i
LEFT JOIN user_positions up ON up.instance_id = i.id
WHERE i.created_at > NOW() - INTERVAL '1 hour'
GROUP BY i.id
ORDER BY load_factor DESC`,
  vacuum: 'VACUUM ANALYZE companion_memories',
  reindex: 'REINDEX INDEX CONCURRENTLY idx_memories_full_embedding_cosine',
  analyzeVectors: 'ANALYZE companion_memories (full_embedding, compressed_embedding)',
  analyzePositions: 'ANALYZE user_positions',
  connections: `
SELECT
    datname,
    usename,
    application_name,
    client_addr,
    state,
    COUNT(*) as connection_count
FROM pg_stat_activity
WHERE datname IN ('voice_ninja', 'bbworlds_nexus', 'bbworlds_world')
GROUP BY datname, usename, application_name, client_addr, state
ORDER BY datname, connection_count DESC`,
  longRunningQueries: `
SELECT
    pid,
    usename,
    datname,
    query,
    state,
    EXTRACT(epoch FROM (NOW() - query_start)) as duration_seconds
FROM pg_stat_activity
WHERE
    state != 'idle'
    AND query_start < NOW() - INTERVAL '1 minute'
ORDER BY duration_seconds DESC`,
}
