import type { SubgraphName } from '@worlds/kit/names.ts'

type ByTable = Record<SubgraphName, Record<string, string>>

const records = { 'graph.idempotent_writes': 'field fingerprint key principal' }
const results = { 'graph.idempotent_writes': 'result' }

const insert: ByTable = {
  memory: {
    ...records,
    companion_memories:
      'codec_id companion_id compressed_embedding compressed_size_bytes compression_ratio compression_type content embedding_model emotional_valence full_embedding importance_score key_phrases memory_tier original_size_bytes quantized_embedding timestamp user_id',
    'graph.embedding_models': 'name',
    'graph.memory_accesses': 'memory_id',
    memory_analytics:
      'avg_compression_ratio background_memories bytes_on_disk codec_recall companion_id core_memories important_memories retrieval_performance_ms sparse_memories total_memories total_storage_bytes',
    memory_relationships: 'memory_id related_memory_id relationship_type strength',
  },
  nexus: {
    ...records,
    characters: 'character_name customization_data is_primary model_url user_id',
    instances: 'instance_type max_users server_region state world_id',
  },
  world: {
    ...records,
    assets: 'asset_name asset_type creator_id file_url license_type metadata thumbnail_url',
    spaces: 'description entry_point is_public max_occupancy owner_id skybox_settings space_name terrain_settings',
  },
}

const update: ByTable = {
  memory: {
    ...results,
    companion_memories:
      'codec_id compressed_embedding compressed_size_bytes compression_ratio compression_type content embedding_model emotional_valence full_embedding importance_score key_phrases memory_tier original_size_bytes quantized_embedding',
    'graph.memory_accesses': 'accesses last_accessed',
    memory_relationships: 'strength',
  },
  nexus: {
    ...results,
    characters: 'character_name customization_data is_primary model_url',
    instances: 'state',
    quest_instances: 'completed_at state',
    users: 'avatar_url bio display_name maturity_rating username',
  },
  world: {
    ...results,
    assets: 'asset_name asset_type file_url license_type metadata thumbnail_url',
    spaces: 'description entry_point is_public max_occupancy skybox_settings space_name terrain_settings',
  },
}

/** The columns that the graph's role may write, and those that it may not read: all of them. */
export const columns = {
  insert,
  update,
  closed: { memory: {}, nexus: { users: 'email oauth_id oauth_provider' }, world: {} } as ByTable,
}
