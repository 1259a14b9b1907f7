// Written by `node migrations/tables.ts`; do not edit.
import type { Generated } from 'kysely'

export interface CompanionMemories {
  id: Generated<number>
  companion_id: string
  user_id: string
  content: string
  memory_tier: Generated<string | null>
  full_embedding: string | null
  compressed_embedding: string | null
  quantized_embedding: Buffer | null
  timestamp: Generated<string | null>
  access_count: Generated<number | null>
  last_accessed: string | null
  emotional_valence: number | null
  importance_score: Generated<number | null>
  key_phrases: string[] | null
  compression_type: string | null
  compression_ratio: number | null
  original_size_bytes: number | null
  compressed_size_bytes: number | null
  content_words: string | null
  content_hash: string | null
  embedding_bits: string | null
  embedding_model: number | null
  codec_id: number | null
}

export interface MemoryAnalytics {
  id: Generated<number>
  companion_id: string | null
  timestamp: Generated<string | null>
  total_memories: number | null
  core_memories: number | null
  important_memories: number | null
  background_memories: number | null
  sparse_memories: number | null
  avg_compression_ratio: number | null
  total_storage_bytes: string | null
  retrieval_performance_ms: number | null
  bytes_on_disk: string | null
  codec_recall: number | null
}

export interface MemoryRelationships {
  id: Generated<number>
  memory_id: number
  related_memory_id: number
  relationship_type: string | null
  strength: Generated<number | null>
}

export interface GraphAgingRules {
  from_tier: string
  to_tier: string
  unused_days: number
  fewer_accesses: number
  less_important: number
}

export interface GraphAudit {
  id: Generated<string>
  recorded_at: Generated<string>
  principal: string
  act: string
  targets: Generated<string[]>
  outcome: Generated<string>
}

export interface GraphCodecs {
  id: Generated<number>
  model_id: number
  created_at: Generated<string>
  training_size: number
  recall_important: number
  recall_background: number
  recall_background_in_hundred: number
  recall_merged: number
  bytes: Buffer
}

export interface GraphEmbeddingModels {
  id: Generated<number>
  name: string
}

export interface GraphIdempotentWrites {
  principal: string
  key: string
  field: string
  fingerprint: Buffer
  result: unknown
  written_at: Generated<string>
}

export interface GraphMemoryAccesses {
  memory_id: number
  accesses: Generated<number>
  last_accessed: Generated<string>
}

export interface GraphMigrations {
  file: string
  step: string
  checksum: string
  applied_at: Generated<string>
}

export interface GraphStandings {
  user_id: string
  standing: string
  version: string
  changed_at: Generated<string>
}

export interface Tables {
  companion_memories: CompanionMemories
  memory_analytics: MemoryAnalytics
  memory_relationships: MemoryRelationships
  'graph.aging_rules': GraphAgingRules
  'graph.audit': GraphAudit
  'graph.codecs': GraphCodecs
  'graph.embedding_models': GraphEmbeddingModels
  'graph.idempotent_writes': GraphIdempotentWrites
  'graph.memory_accesses': GraphMemoryAccesses
  'graph.migrations': GraphMigrations
  'graph.standings': GraphStandings
}
